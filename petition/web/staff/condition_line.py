"""What is wrong with the site, by its short name in the reader's language."""

from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import lazy_gettext

from petition.lib import addresses
from petition.services.site_health import Trouble

# One for each condition of services/alarms.py.
NAMES = {
    "clocks apart": lazy_gettext("Clocks differ"),
    "processes": lazy_gettext("Processes that do not fit together"),
    "keys": lazy_gettext("Keys that open nothing"),
    "time zones": lazy_gettext("Unknown time zones"),
    "mail server": lazy_gettext("The mail server does not answer"),
    "mail sender": lazy_gettext("No sender for mails"),
    "mail paused": lazy_gettext("All mail is paused"),
    "mail waits": lazy_gettext("Mails wait too long"),
    "mail fails": lazy_gettext("Many mails fail"),
    "mail refused": lazy_gettext("Mails were refused"),
    "count lags": lazy_gettext("The count lags behind"),
    "limits": lazy_gettext("Limits cannot be shared"),
    "everything held": lazy_gettext("Everything that is sent is held"),
    "held signatures": lazy_gettext("Many signatures wait for review"),
    "decisions": lazy_gettext("Something waits long for a decision"),
    "backup": lazy_gettext("No recent backup"),
    "journal": lazy_gettext("The journal cannot be kept"),
    "copy of keys": lazy_gettext("No copy of the keys"),
    "staff": lazy_gettext("Staff with a password alone"),
    "traces": lazy_gettext("Traces of deleted names"),
    "out of use": lazy_gettext("This database is out of use"),
    "disk": lazy_gettext("Little room on a disk"),
    "certificate": lazy_gettext("The certificate ends soon"),
}
# Where something can be done about it here.
PLACES = {
    **dict.fromkeys(("mail paused", "everything held"), "settings"),
    **dict.fromkeys(("mail fails", "mail refused", "mail waits"), "outbox"),
    "decisions": "decisions",
}


@dataclass(frozen=True)
class ConditionLine:
    """Plain values. The sentences are those of `flask petition doctor`, in English like all that stands in logs."""

    name: str
    sentences: list[str]
    began_at: datetime | None
    url: str | None


def condition_line(trouble: Trouble) -> ConditionLine:
    place = PLACES.get(trouble.name)
    name = str(NAMES.get(trouble.name, trouble.name))
    # Mail servers quote addresses.
    sentences = [addresses.masked(sentence) for sentence in trouble.sentences]
    return ConditionLine(name, sentences, trouble.began_at, url_for(f"staff.{place}") if place else None)
