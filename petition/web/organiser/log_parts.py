"""What deeds were about, as the workspace calls it: for sentences of a team's log and of the site's own."""

from typing import Any

from flask_babel import gettext
from markupsafe import Markup

from petition.models.job import JobKind
from petition.models.record import Audit, ExportPurpose
from petition.models.team import TeamRole
from petition.services import sections
from petition.web import formats
from petition.web.finding_line import findings_in_words
from petition.web.log_line import Part
from petition.web.organiser.editor_sections import SECTIONS
from petition.web.organiser.export_form import PURPOSES
from petition.web.organiser.job_form import LABELS as JOBS
from petition.web.organiser.team_form import label_of
from petition.web.role_words import ROLES


def _role(role: Any) -> str:
    """Its name; for a signature, which was something else before, it stands in no sentence."""
    return str(ROLES[TeamRole(role)]) if role in list(TeamRole) else ""


def _list(line: Audit) -> str:
    purpose = line.details.get("purpose")
    return str(PURPOSES[ExportPurpose(purpose)]) if purpose in list(ExportPurpose) else ""


def _fields(line: Audit) -> str:
    """Which settings of a team."""
    return str(gettext(", ")).join(label_of(name) for name in line.details.get("fields", ()))


def _findings(line: Audit) -> Markup:
    return findings_in_words(line.details.get("findings", ()))


def _section(line: Audit) -> str:
    """What a section of the editor is called, as its page calls it."""
    name = line.details.get("section", "")
    language = sections.language_of(name)
    if language:
        return str(gettext("the text in %(language)s", language=formats.language_name(language)))
    return str(SECTIONS[name].heading) if name in SECTIONS else ""


def _deed(line: Audit) -> str:
    """What was done to several signatures at once."""
    kind = line.details.get("kind")
    return str(JOBS[JobKind(kind)]) if kind in list(JobKind) else ""


PARTS: dict[str, Part] = {
    "role": lambda line: _role(line.details.get("role")),
    "was": lambda line: _role(line.details.get("was")),
    "list": _list,
    "fields": _fields,
    "findings": _findings,
    "section": _section,
    "deed": _deed,
}
