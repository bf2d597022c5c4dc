"""What was decided about an account or a team, as those who run the site read it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext, lazy_gettext

from petition.models.record import Audit
from petition.services import accounts, auditing

DEEDS = {
    "make organiser": lazy_gettext("Account made"),
    "set password": lazy_gettext("Another password set"),
    "change address": lazy_gettext("Mail address changed"),
    "remove factor": lazy_gettext("A factor removed"),
    "add app codes": lazy_gettext("A code app added"),
    "add passkey": lazy_gettext("A passkey added"),
    "renew recovery codes": lazy_gettext("New recovery codes"),
    "use recovery code": lazy_gettext("A recovery code used"),
    "join team": lazy_gettext("Came into a team"),
    "leave team": lazy_gettext("Left a team"),
    "remove member": lazy_gettext("Taken out of a team"),
    "change role": lazy_gettext("Another role in a team"),
    "look up account": lazy_gettext("Looked up by the mail address"),
    "suspend organiser": lazy_gettext("Account suspended"),
    "reinstate organiser": lazy_gettext("Account opened again"),
    "reset second factor": lazy_gettext("Factors taken away"),
    "sign organiser out": lazy_gettext("Signed out everywhere"),
    "make staff": lazy_gettext("Made one of those who run the site"),
    "end staff": lazy_gettext("No longer one of those who run the site"),
    "make team": lazy_gettext("Team made"),
    "change team": lazy_gettext("Settings of the team changed"),
    "suspend team": lazy_gettext("Team suspended"),
    "restore team": lazy_gettext("Team restored"),
}
NOBODY = {
    auditing.COMMAND_LINE: lazy_gettext("Whoever runs this site"),
    auditing.SYSTEM: lazy_gettext("The site itself"),
}


@dataclass(frozen=True)
class DeedLine:
    """Plain values."""

    at: datetime
    what: str
    who: str
    reason: str


def deed_lines(deeds: Iterable[Audit]) -> list[DeedLine]:
    """In the order that they come in; by its own name where there are no words for one."""
    deeds = list(deeds)
    names = accounts.names_of(one.actor for one in deeds)
    return [
        DeedLine(
            at=one.created_at,
            what=str(DEEDS.get(one.verb, one.verb)),
            who=names.get(one.actor) or str(NOBODY.get(one.actor) or gettext("Somebody whose account is gone")),
            reason=str(one.details.get("reason", "")),
        )
        for one in deeds
    ]
