"""A line of a team's log as a sentence, in the language of the page."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext
from markupsafe import Markup, escape

from petition.models.job import JobKind
from petition.models.record import Audit, ExportPurpose
from petition.models.report import ReportReason
from petition.models.team import TeamRole
from petition.services import auditing, sections
from petition.services.team_log import Named
from petition.web import formats, languages
from petition.web.organiser.editor_sections import SECTIONS
from petition.web.organiser.export_form import PURPOSES
from petition.web.organiser.finding_line import findings_in_words
from petition.web.organiser.job_form import LABELS as JOBS
from petition.web.organiser.team_form import label_of
from petition.web.organiser.team_line import ROLES
from petition.web.report_words import REASONS

Words = Callable[[], str]

# What was done to a petition and what stands under it. `petition` is its title.
OF_PETITIONS: dict[str, Words] = {
    "release": lambda: gettext("%(who)s let a held signature count: %(petition)s"),
    "remove": lambda: gettext("%(who)s removed a signature: %(petition)s"),
    "restore": lambda: gettext("%(who)s restored a signature that had been removed: %(petition)s"),
    "hide name": lambda: gettext("%(who)s hid a signer’s name: %(petition)s"),
    "show name": lambda: gettext("%(who)s had a signer’s name shown again: %(petition)s"),
    "hide comment": lambda: gettext("%(who)s hid a comment: %(petition)s"),
    "show comment": lambda: gettext("%(who)s let a comment be read by everyone: %(petition)s"),
    "keep comment": lambda: gettext("%(who)s kept a comment that readers had reported: %(petition)s"),
    "undo comment": lambda: gettext("%(who)s took back a decision about a comment: %(petition)s"),
    "take reported comment from view": lambda: gettext(
        "A reader said that a comment puts somebody at risk. It waits until somebody of you has read it: %(petition)s"
    ),
    "send again": lambda: gettext("%(who)s had a mail sent to a signer again: %(petition)s"),
    "look up": lambda: gettext("%(who)s looked up a mail address: %(petition)s"),
    "add signatory": lambda: gettext("%(who)s added a signatory: %(petition)s"),
    "approve signatory": lambda: gettext("%(who)s approved a signatory: %(petition)s"),
    "ask signatory": lambda: gettext("%(who)s asked a signatory something: %(petition)s"),
    "decline signatory": lambda: gettext("%(who)s declined a signatory: %(petition)s"),
    "remove signatory": lambda: gettext("%(who)s removed a signatory: %(petition)s"),
    "list signatory": lambda: gettext("%(who)s had a signatory’s name printed: %(petition)s"),
    "withhold signatory": lambda: gettext("%(who)s withheld a signatory’s name: %(petition)s"),
    "move signatory": lambda: gettext("%(who)s moved a signatory to another place: %(petition)s"),
    "order signatories": lambda: gettext("%(who)s put the signatories in alphabetical order: %(petition)s"),
    "renew private link": lambda: gettext("%(who)s made a new private link: %(petition)s"),
    "renew preview link": lambda: gettext("%(who)s made a new link to the preview: %(petition)s"),
    "export": lambda: gettext("%(who)s took a list (%(list)s): %(petition)s"),
    "export departures": lambda: gettext("%(who)s took the list of those who left since (%(list)s): %(petition)s"),
    "export deleted": lambda: gettext("%(who)s said that the file of a list is deleted (%(list)s): %(petition)s"),
    "make petition": lambda: gettext("%(who)s made a petition: %(petition)s"),
    "begin petition": lambda: gettext("%(who)s began a petition: %(petition)s"),
    "discard petition": lambda: gettext("%(who)s deleted a draft: %(petition)s"),
    "change petition": lambda: gettext("%(who)s worked at it (%(section)s): %(petition)s"),
    "change address": lambda: gettext("%(who)s gave it another address: %(petition)s"),
    "circulate petition": lambda: gettext("%(who)s let it circulate by a private link: %(petition)s"),
    "schedule petition": lambda: gettext("%(who)s planned when it opens by itself: %(petition)s"),
    "unschedule petition": lambda: gettext("%(who)s let it wait until somebody opens it: %(petition)s"),
    "open petition": lambda: gettext("%(who)s opened it to everyone: %(petition)s"),
    "could not open petition": lambda: gettext(
        "It was to open by itself, but something was missing: %(petition)s. %(findings)s"
    ),
    "close petition": lambda: gettext("%(who)s closed it: %(petition)s"),
    "revise petition": lambda: gettext("%(who)s corrected the text: %(petition)s"),
    "add translation": lambda: gettext("%(who)s added a translation: %(petition)s"),
    "look through translation": lambda: gettext("%(who)s said that a translation still fits: %(petition)s"),
    "add copy": lambda: gettext("%(who)s added somebody who gets a copy: %(petition)s"),
    "begin update": lambda: gettext("%(who)s began to write news: %(petition)s"),
    "discard update": lambda: gettext("%(who)s deleted a draft of news: %(petition)s"),
    "plan update": lambda: gettext("%(who)s planned when news is published: %(petition)s"),
    "unplan update": lambda: gettext("%(who)s took back the plan to publish news: %(petition)s"),
    "publish update": lambda: gettext("%(who)s published news: %(petition)s"),
    "could not publish update": lambda: gettext("News was to be published by itself, but could not be: %(petition)s"),
    "correct update": lambda: gettext("%(who)s corrected published news: %(petition)s"),
    "translate update": lambda: gettext("%(who)s added a translation to published news: %(petition)s"),
    "mail update": lambda: gettext("%(who)s let news be mailed: %(petition)s"),
    "stop mailing": lambda: gettext("%(who)s stopped the mailing of news: %(petition)s"),
    "go on with mailing": lambda: gettext("%(who)s went on with the mailing of news: %(petition)s"),
    "take down update": lambda: gettext("%(who)s took down news: %(petition)s"),
    "add source": lambda: gettext("%(who)s made a link with a code: %(petition)s"),
    "remove source": lambda: gettext("%(who)s removed a link with a code: %(petition)s"),
    "confirm job": lambda: gettext("%(who)s confirmed “%(deed)s” for several signatures (%(number)s): %(petition)s"),
    "cancel job": lambda: gettext("%(who)s stopped “%(deed)s” for several signatures after %(number)s: %(petition)s"),
    "take back job": lambda: gettext("%(who)s took an earlier decision back by “%(deed)s” (%(number)s): %(petition)s"),
    "finish job": lambda: gettext("“%(deed)s” was done to %(number)s signatures: %(petition)s"),
    "give job up": lambda: gettext("“%(deed)s” was given up after a fault, done to %(number)s: %(petition)s"),
    "give petition": lambda: gettext("%(who)s handed a petition over to %(taking)s: %(petition)s"),
    "take petition": lambda: gettext("%(who)s brought a petition from %(giving)s: %(petition)s"),
}
# What was done to the team, and to those in it. `whom` is the one it was done to.
OF_TEAMS: dict[str, Words] = {
    "make team": lambda: gettext("%(who)s made the team"),
    "change team": lambda: gettext("%(who)s changed the team’s settings: %(fields)s"),
    "make organiser": lambda: gettext("%(whom)s got an account and came into the team (%(role)s)"),
    "join team": lambda: gettext("%(whom)s came into the team (%(role)s)"),
    "change role": lambda: gettext("%(who)s gave %(whom)s another role: %(role)s instead of %(was)s"),
    "remove member": lambda: gettext("%(who)s took %(whom)s out of the team (%(was)s)"),
    "leave team": lambda: gettext("%(who)s left the team (%(was)s)"),
    "invite": lambda: gettext("%(who)s invited somebody (%(role)s)"),
    "revoke invitation": lambda: gettext("%(who)s took an invitation back"),
    "accept invitation": lambda: gettext("%(who)s accepted an invitation"),
}
SENTENCES = OF_PETITIONS | OF_TEAMS


@dataclass(frozen=True)
class LogLine:
    """Plain values. `reason` is what was written about it, if anything was."""

    at: datetime
    sentence: Markup
    reason: str


def log_line(line: Audit, named: Named) -> LogLine:
    """One deed; by its own name where there is no sentence for it."""
    words = SENTENCES.get(line.verb)
    told = words() if words else gettext("%(who)s: %(verb)s")
    # The sentence is ours, all that is put into it is escaped.
    sentence = escape(told) % _parts(line, named)
    return LogLine(line.created_at, sentence, reason_of(line))


def reason_of(line: Audit) -> str:
    """Why, as it was chosen from a list and as it was written."""
    because, written = line.details.get("because"), str(line.details.get("reason", ""))
    chosen = str(REASONS[ReportReason(because)]) if because in list(ReportReason) else ""
    return " · ".join(words for words in (chosen, written) if words)


def _parts(line: Audit, named: Named) -> dict[str, Markup]:
    details = line.details
    return {
        "who": _name(_actor(line.actor, named)),
        "whom": _name(named.organisers.get(line.subject) or _somebody()),
        "petition": _title(details.get("petition") or line.subject, named),
        "giving": _team(details.get("giving"), named),
        "taking": _team(details.get("taking"), named),
        "role": _role(details.get("role")),
        "was": _role(details.get("was")),
        "list": escape(_list(details.get("purpose"))),
        "fields": escape(gettext(", ").join(label_of(name) for name in details.get("fields", ()))),
        "findings": findings_in_words(details.get("findings", ())),
        "section": escape(_section(details.get("section", ""))),
        "deed": escape(_deed(details.get("kind"))),
        "number": escape(formats.number(int(details.get("number") or 0))),
        "verb": _name(line.verb),
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


def _team(public_id: str | None, named: Named) -> Markup:
    team = named.teams.get(public_id or "")
    return _name(team.name_in(languages.current_language())) if team else escape(gettext("a team that is gone"))


def _role(role: Any) -> Markup:
    """Its name; for a signature, which was something else before, it stands in no sentence."""
    return escape(ROLES[TeamRole(role)]) if role in list(TeamRole) else Markup()


def _list(purpose: Any) -> str:
    return str(PURPOSES[ExportPurpose(purpose)]) if purpose in list(ExportPurpose) else ""


def _deed(kind: Any) -> str:
    """What was done to several signatures at once."""
    return str(JOBS[JobKind(kind)]) if kind in list(JobKind) else ""


def _section(name: str) -> str:
    """What a section of the editor is called, as its page calls it."""
    language = sections.language_of(name)
    if language:
        return str(gettext("the text in %(language)s", language=formats.language_name(language)))
    return str(SECTIONS[name].heading) if name in SECTIONS else ""


def _name(words: str) -> Markup:
    return Markup("<bdi>{}</bdi>").format(words)
