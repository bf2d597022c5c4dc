"""What this installation forgets, when, and how much of it went: numbers alone, the same for everyone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import format_date, gettext, lazy_gettext, ngettext

from petition.lib.disclosure import LEAST
from petition.models.petition import CONFIRMATION_GRACE
from petition.services import daily_keys, forgetting, forgotten, index_keys, origins
from petition.services.forgotten import Report, What
from petition.services.invitations import LIFE as INVITATION_LIFE
from petition.services.joining import UNCONFIRMED_LIFE
from petition.services.sessions import LIFE as SESSION_LIFE
from petition.services.signing import SUBMISSION_LIFE
from petition.web import formats
from petition.web.public import bp

NAMES = {
    What.FORMS: lazy_gettext("Forms that nobody confirmed"),
    What.IDENTITIES: lazy_gettext("Names, mail addresses, answers and comments of those who signed"),
    What.LINES: lazy_gettext("Lines under letters that nobody confirmed"),
    What.SENDERS: lazy_gettext("Who sent the lines under letters, and names that were withheld"),
    What.MAILS: lazy_gettext("Records of mails, without their addresses"),
    What.REPORT_WORDS: lazy_gettext("What readers wrote when they reported something"),
    What.INDEX_KEYS: lazy_gettext("Keys by which an address can be found among those who signed"),
    What.ORIGINS: lazy_gettext("Where signatures came from, as codes made of networks"),
    What.NETWORK_KEYS: lazy_gettext("Keys that these codes are made with, one for each day"),
    What.SESSIONS: lazy_gettext("Where organisers are signed in"),
    What.INVITATIONS: lazy_gettext("Invitations to teams"),
}


@dataclass(frozen=True)
class Line:
    """One kind of thing. Numbers are words already: small ones are not told."""

    name: str
    goes: str
    last_month: str
    in_a_year: str


@bp.get("/retention")
def retention() -> ResponseReturnValue:
    report = forgotten.report()
    times = _times()
    return render_template(
        "public/retention.html",
        lines=[
            Line(str(name), times[what], _told(report.last_month[what]), _told_of_year(report, what))
            for what, name in NAMES.items()
        ],
        month=format_date(report.month, "LLLL y"),
        last_run=report.last_run,
        least=LEAST,
    )


def _times() -> Mapping[What, str]:
    """When each kind goes, from the same figures by which it does."""
    on_the_day = gettext("after the day that the petition’s form names")
    at_risk = (CONFIRMATION_GRACE + index_keys.GRACE).days
    return {
        What.FORMS: _after(SUBMISSION_LIFE.days),
        What.IDENTITIES: on_the_day,
        What.LINES: _after(UNCONFIRMED_LIFE.days),
        What.SENDERS: on_the_day,
        What.MAILS: gettext(
            "the address as soon as the mail is sent, the rest after %(days)s days",
            days=formats.number(forgetting.MAIL_LIFE.days),
        ),
        What.REPORT_WORDS: gettext(
            "%(days)s days after it was decided", days=formats.number(forgetting.REPORT_WORDS_LIFE.days)
        ),
        What.INDEX_KEYS: gettext(
            "where signers are at risk %(days)s days after the end, else with the names", days=formats.number(at_risk)
        ),
        What.ORIGINS: gettext(
            "%(days)s days after confirming, or after the review is over", days=formats.number(origins.LIFE.days)
        ),
        What.NETWORK_KEYS: gettext(
            "after %(hours)s hours", hours=formats.number(daily_keys.LIFE // timedelta(hours=1))
        ),
        What.SESSIONS: gettext("after %(hours)s hours", hours=formats.number(SESSION_LIFE // timedelta(hours=1))),
        What.INVITATIONS: _after(INVITATION_LIFE.days),
    }


def _after(days: int) -> str:
    words: str = ngettext("after %(days)s day", "after %(days)s days", days, days=formats.number(days))
    return words


def _told_of_year(report: Report, what: What) -> str:
    n = report.in_a_year[what]
    if what not in report.more_in_a_year:
        return formats.number(n)
    few: str = gettext("fewer than %(least)s each month", least=formats.number(LEAST))
    more: str = gettext("more than %(number)s", number=formats.number(n))
    return more if n else few


def _told(n: int) -> str:
    return formats.number(n) if n == 0 or n >= LEAST else gettext("fewer than %(least)s", least=formats.number(LEAST))
