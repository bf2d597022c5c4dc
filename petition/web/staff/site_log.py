"""The site's own log: who decided what anywhere on it, newest first."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext, lazy_gettext
from markupsafe import Markup, escape

from petition.models.block import BlockKind
from petition.models.outbox import MailKind
from petition.models.record import Audit
from petition.models.team import Team
from petition.services import site_log as log
from petition.services import team_log
from petition.services.site_log import Actors
from petition.web import languages, paging
from petition.web.log_line import LogLine, Part, log_line
from petition.web.staff import bp
from petition.web.staff.block_line import KINDS as BLOCKS
from petition.web.staff.mail_line import KINDS
from petition.web.staff.setting_groups import SETTINGS
from petition.web.staff.words_line import TEXTS

CHOICES = {
    Actors.ALL: lazy_gettext("Everything"),
    Actors.STAFF: lazy_gettext("What those did who run the site"),
    Actors.COMMAND_LINE: lazy_gettext("What was done by commands on the server"),
    Actors.SYSTEM: lazy_gettext("What the site did by itself"),
    Actors.ORGANISERS: lazy_gettext("What organisers did"),
    Actors.SITE: lazy_gettext("What concerns the site and accounts, and no team"),
}


@dataclass(frozen=True)
class SiteLine:
    """A line, and the team it belongs to; "" where it belongs to none."""

    line: LogLine
    team: str


@bp.get("/staff/log")
def site_log() -> ResponseReturnValue:
    asked = request.args.get("by", "")
    actors = Actors(asked) if asked in list(Actors) else Actors.ALL
    day = _day()
    start = paging.before()
    before = start or (log.before_the_end_of(day) if day else paging.HIGHEST)
    page = log.page_of(actors, before=before)
    named, teams = team_log.named_in(page.lines), log.teams_of(page.lines)
    chosen: dict[str, Any] = {"by": actors if actors is not Actors.ALL else None, "day": day}
    return render_template(
        "staff/site_log/show.html",
        lines=[
            SiteLine(log_line(one, named, is_of_site=True), _name_of(teams.get(one.team_id or 0))) for one in page.lines
        ],
        choices=CHOICES,
        actors=actors,
        day=day,
        is_whole=actors is Actors.ALL and day is None and start is None,
        older_url=url_for(".site_log", before=page.older, **chosen) if page.older else None,
        first_url=url_for(".site_log", **chosen) if start else None,
    )


def _day() -> date | None:
    """`?day=`: the newest that is wanted; None for anything that is none."""
    try:
        return date.fromisoformat(request.args.get("day", ""))
    except ValueError:
        return None


def _name_of(team: Team | None) -> str:
    return team.name_in(languages.current_language()) if team else ""


def _setting(line: Audit) -> Markup:
    """What a setting or a text of the site is called, as its page calls it."""
    found = (SETTINGS | TEXTS).get(line.subject)
    return Markup("<bdi>{}</bdi>").format(found.label if found else line.subject)


def _values(line: Audit) -> Markup:
    """What it was and what it is; texts are not kept."""
    if "value" not in line.details:
        return Markup()
    said = escape(gettext("Before: %(before)s. Since then: %(after)s."))
    values = {"before": line.details.get("was"), "after": line.details["value"]}
    return said % {name: Markup("<bdi>{}</bdi>").format(value) for name, value in values.items()}


def _mail(line: Audit) -> str:
    """What kind of mail it was."""
    kind = line.details.get("kind")
    return str(KINDS.get(MailKind(kind), kind)) if kind in list(MailKind) else ""


def _block(line: Audit) -> str:
    """What kind of thing it was; which one is not kept."""
    kind = line.details.get("kind")
    return str(BLOCKS[BlockKind(kind)]) if kind in list(BlockKind) else ""


PARTS: dict[str, Part] = {"block": _block, "setting": _setting, "values": _values, "mail": _mail}
