"""What this installation allows: one typed line per policy, each with a default that needs no row.

The environment says where things are; the table `site_setting` holds what is decided here. docs/policy.md
explains each line.
"""

import enum
from typing import Any

from sqlalchemy import select

from petition.extensions import LANGUAGES, db
from petition.lib import text
from petition.lib.typed_values import (
    NO_TEAM,
    NOTHING,
    address_of_team,
    moment,
    moment_written,
    one_of,
    pace,
    pace_written,
    share,
    switch,
    switched,
    whole,
    words,
)
from petition.models.record import SiteSetting
from petition.models.team import Team, TeamState
from petition.services.errors import InvalidPolicy
from petition.services.ladder_policy import LADDER
from petition.services.one_policy import Policy

INVITED, OPEN = "invited", "open"
STAFF, EVERYBODY = "staff", "everybody"
LONGEST_BANNER = 300
LONGEST_TEXT = 20_000


class TeamPolicy(Policy[str]):
    """The address of a team, or nothing."""

    def decide(self, typed: str) -> None:
        """Keep a decision. Raises InvalidPolicy, also where there is no such team: nobody could make it afterwards."""
        super().decide(typed)
        slug = self.value()
        there = select(Team.id).where(Team.slug == slug, Team.state == TeamState.ACTIVE)
        if slug and db.session.scalar(there) is None:
            raise InvalidPolicy(f"There is no team {slug}. Make it with: flask petition team {slug}")


NEXT_GOAL_AT = Policy(
    "goal.next_at", 0.8, "The share of a goal at which the next rung of the goal ladder is shown.", share
)
RELEASED_UP_TO = Policy(
    "holds.release_after_outage_up_to",
    300,
    "How many signatures of one petition may come from one minute of an outage of REDIS_URL and count by themselves.",
    whole,
)
UNDER_ATTACK_UNTIL = Policy(
    "signing.under_attack_until",
    None,
    "The moment, in UTC, until which everything that is sent is held for review.",
    moment,
    moment_written,
)
MAIL_PAUSED = Policy("mail.paused", False, "Whether all mail waits: on stops every worker at once.", switch, switched)
UPDATE_HOURS = Policy(
    "updates.mail_hours", 72, "How many hours lie between two updates of one petition that are mailed.", whole
)
MAIL_PER_SECOND = Policy(
    "mail.per_second",
    None,
    "How many mails a second may go in all, where that is fewer than MAIL_URL allows.",
    pace,
    pace_written,
)
REGISTRATION = Policy(
    "accounts.registration",
    INVITED,
    "Who gets an account: those who were invited, or whoever asks for one (open).",
    one_of(INVITED, OPEN),
)
SECOND_FACTOR = Policy(
    "accounts.second_factor",
    STAFF,
    "Who needs a passkey or a code app besides the password: staff, who always do, or everybody.",
    one_of(STAFF, EVERYBODY),
)
PETITION_REVIEW = Policy(
    "petitions.review",
    False,
    "Whether those who run the site look at each petition before it opens.",
    switch,
    switched,
)
SINGLE_TEAM = TeamPolicy(
    "teams.single",
    "",
    "The address of the only team, where this site is for one: new accounts join it, nobody makes another.",
    address_of_team,
    lambda slug: slug or NO_TEAM,
)
# What stands on every page of the site, and where the law asks for it; one of each per language.
BANNERS = {
    code: Policy(
        f"banner.{code}",
        "",
        "A sentence at the top of every page.",
        words(LONGEST_BANNER, text.clean_line),
        lambda said: said or NOTHING,
        is_text=True,
    )
    for code in LANGUAGES
}
BANNER_UNTIL = Policy(
    "banner.until", None, "The moment, in UTC, from which that sentence is not shown any more.", moment, moment_written
)


class LegalPage(enum.StrEnum):
    """A page of the installation's own words."""

    IMPRINT = "imprint"
    TERMS = "terms"
    ACCESSIBILITY = "accessibility"


LEGAL = {
    (page, code): Policy(
        f"legal.{page}.{code}",
        "",
        f"The text of the page /{page}, in Markdown.",
        words(LONGEST_TEXT, text.clean_markdown),
        lambda said: said or NOTHING,
        is_text=True,
    )
    for page in LegalPage
    for code in LANGUAGES
}
# When the operator is told that something is wrong (services/alarms.py).
MAIL_WAITS = Policy("alert.mail_minutes", 15, "How many minutes a mail may be overdue.", whole)
MAIL_FAILS = Policy("alert.failing_mail_share", 0.1, "The share of an hour's mails that may fail.", share)
MAIL_FAILS_LEAST = Policy("alert.failing_mails", 20, "How many mails may fail in an hour, whatever share.", whole)
LEDGER_WAITS = Policy("alert.ledger_seconds", 60, "How many seconds the count may lag behind.", whole)
BACKUP_IS_OLD = Policy("alert.backup_hours", 36, "How many hours old the newest backup may be.", whole)
DISK_IS_FULL = Policy("alert.disk_free_mb", 1024, "How many megabytes should be free where the site writes.", whole)
CERTIFICATE_ENDS = Policy("alert.certificate_days", 14, "How many days the certificate should still be good.", whole)
MANY_HELD = Policy("alert.held", 1000, "How many signatures may wait for review.", whole)
DECISION_WAITS = Policy(
    "alert.decision_hours", 24, "How many hours something may wait for a decision of those who run the site.", whole
)
ALERTS: tuple[Policy[Any], ...] = (
    *(MAIL_WAITS, MAIL_FAILS, MAIL_FAILS_LEAST, LEDGER_WAITS),
    *(BACKUP_IS_OLD, DISK_IS_FULL, CERTIFICATE_ENDS, MANY_HELD, DECISION_WAITS),
)

SITE: tuple[Policy[Any], ...] = (
    *(NEXT_GOAL_AT, RELEASED_UP_TO, UNDER_ATTACK_UNTIL, MAIL_PAUSED, MAIL_PER_SECOND, UPDATE_HOURS),
    *(REGISTRATION, SECOND_FACTOR, SINGLE_TEAM, PETITION_REVIEW),
    *BANNERS.values(),
    BANNER_UNTIL,
    *LEGAL.values(),
    *LADDER,
)

POLICIES: dict[str, Policy[Any]] = {policy.name: policy for policy in (*SITE, *ALERTS)}


def values_of(*several: Policy[Any]) -> list[Any]:
    """What is decided about each of these, by one statement."""
    names = [one.name for one in several]
    rows = db.session.execute(select(SiteSetting.name, SiteSetting.value).where(SiteSetting.name.in_(names)))
    kept = {row.name: row.value for row in rows}
    return [one.of(kept.get(one.name)) for one in several]


def decide(name: str, typed: str) -> None:
    """Keep a decision. Raises InvalidPolicy for an unknown name, or a value that cannot be."""
    named(name).decide(typed)


def named(name: str) -> Policy[Any]:
    """Raises InvalidPolicy."""
    if name not in POLICIES:
        raise InvalidPolicy(f"There is no policy {name}. There are: {', '.join(sorted(POLICIES))}")
    return POLICIES[name]
