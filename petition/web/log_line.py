"""A line of the audit as a sentence, in the language of the page: for a team's log and for the site's own.

What was done stands in `deeds_on_petitions.py`, `deeds_on_teams.py` and `deeds_on_site.py`. What only one audience has
a word for, such as the sections of the editor, that audience tells by its `PARTS`.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext
from markupsafe import Markup, escape

from petition.models.record import Audit
from petition.models.report import ReportReason
from petition.services import auditing
from petition.services.team_log import Named
from petition.web import formats, languages
from petition.web.deeds_on_petitions import OF_PETITIONS
from petition.web.deeds_on_site import BY_STAFF, OF_SITE
from petition.web.deeds_on_teams import OF_TEAMS
from petition.web.report_words import REASONS

# Something that a line speaks of, in words; what is no markup is escaped.
Part = Callable[[Audit], str]

SENTENCES = OF_PETITIONS | OF_TEAMS
# By their names in sentences.
_parts_of_audiences: dict[str, Part] = {}


@dataclass(frozen=True)
class LogLine:
    """Plain values. `reason` is what was written about it, if anything was."""

    at: datetime
    sentence: Markup
    reason: str


def register(parts: Mapping[str, Part]) -> None:
    """Let sentences say what an audience has words for."""
    _parts_of_audiences.update(parts)


def log_line(line: Audit, named: Named, *, is_of_site: bool = False) -> LogLine:
    """One deed; by its own name where there is no sentence for it. `is_of_site` in the log that staff alone read."""
    # Some verbs are used of the site too, where they mean something else.
    of_site = OF_SITE.get(line.verb) if line.team_id is None else None
    by_staff = BY_STAFF.get(line.verb) if is_of_site else None
    words = of_site or by_staff or SENTENCES.get(line.verb)
    told = words() if words else gettext("%(who)s: %(verb)s")
    # The sentence is ours, all that is put into it is escaped.
    sentence = escape(told) % _parts(line, named)
    return LogLine(line.created_at, sentence, reason_of(line))


def reason_of(line: Audit) -> str:
    """Why, as it was chosen from a list and as it was written."""
    because, written = line.details.get("because"), str(line.details.get("reason", ""))
    chosen = str(REASONS[ReportReason(because)]) if because in list(ReportReason) else ""
    return " · ".join(words for words in (chosen, written) if words)


def team_in_words(public_id: str | None, named: Named) -> Markup:
    team = named.teams.get(public_id or "")
    return _name(team.name_in(languages.current_language())) if team else escape(gettext("a team that is gone"))


def _parts(line: Audit, named: Named) -> dict[str, Markup]:
    details = line.details
    return {
        "who": _name(_actor(line.actor, named)),
        "whom": _name(named.organisers.get(line.subject) or _somebody()),
        "petition": _title(details.get("petition") or line.subject, named),
        "giving": team_in_words(details.get("giving"), named),
        "taking": team_in_words(details.get("taking"), named),
        "number": escape(formats.number(int(details.get("number") or 0))),
        "verb": _name(line.verb),
        **{name: escape(tell(line)) for name, tell in _parts_of_audiences.items()},
    }


def _actor(actor: str, named: Named) -> str:
    known = {
        auditing.COMMAND_LINE: gettext("Whoever runs this site"),
        auditing.SYSTEM: gettext("The site itself"),
    }
    return named.organisers.get(actor) or str(known.get(actor) or _somebody())


def _somebody() -> str:
    return str(gettext("Somebody whose account is gone"))


def _title(public_id: str, named: Named) -> Markup:
    petition = named.petitions.get(public_id)
    if petition is None:
        return escape(gettext("a petition that is gone"))
    words = petition.words_in(languages.current_language())
    return Markup('<bdi lang="{}">{}</bdi>').format(words.language, words.title)


def _name(words: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(words)
