"""What was found in news before it is published, in words, each with the way to where it is mended."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext

from petition.lib import text
from petition.models.news import Update
from petition.services import petitions, update_readiness
from petition.services.update_readiness import UpdateFinding, UpdateFindingCode
from petition.web import formats
from petition.web.finding_line import LONGEST_PLACE, FindingLine

Details = Mapping[str, Any]


def finding_lines(update: Update) -> list[FindingLine]:
    """All that the check finds, what keeps it from being published first."""
    return [_line(finding, update) for finding in update_readiness.check(update)]


def _line(finding: UpdateFinding, update: Update) -> FindingLine:
    values: dict[str, Any] = {"slug": petitions.current_slug(update.petition), "public_id": update.public_id}
    url = url_for("organiser.update", **values, _anchor=f"words-{finding.language}")
    language = formats.language_name(finding.language)
    return FindingLine(SENTENCES[finding.code](language, finding.details), url, finding.is_blocking)


def _title_long(language: str, about: Details) -> str:
    return str(
        gettext(
            "The title in %(language)s has %(length)s letters. In a list of mails, up to %(best)s are read.",
            language=language,
            length=formats.number(about["length"]),
            best=formats.number(about["best"]),
        )
    )


def _place_to_fill(language: str, about: Details) -> str:
    places = _named(about["places"])
    return str(gettext("In %(language)s this is still to be filled in: %(places)s", language=language, places=places))


def _link_broken(language: str, about: Details) -> str:
    links = _named(about["links"])
    return str(gettext("In %(language)s a link leads nowhere: %(links)s", language=language, links=links))


def _named(words: list[str]) -> str:
    return str(gettext(", ")).join(formats.isolated(text.shortened(one, LONGEST_PLACE)) for one in words)


SENTENCES: dict[UpdateFindingCode, Callable[[str, Details], str]] = {
    UpdateFindingCode.TITLE_MISSING: lambda language, _: gettext(
        "A title is missing in %(language)s, the petition’s own language.", language=language
    ),
    UpdateFindingCode.TEXT_MISSING: lambda language, _: gettext(
        "A text is missing in %(language)s, the petition’s own language.", language=language
    ),
    UpdateFindingCode.LANGUAGE_MISSING: lambda language, _: gettext(
        "It is not translated into %(language)s. Who reads that gets it in the petition’s own language.",
        language=language,
    ),
    UpdateFindingCode.LANGUAGE_INCOMPLETE: lambda language, _: gettext(
        "In %(language)s title or text is missing, so nobody sees that translation.", language=language
    ),
    UpdateFindingCode.TITLE_LONG: _title_long,
    UpdateFindingCode.PLACE_TO_FILL: _place_to_fill,
    UpdateFindingCode.LINK_BROKEN: _link_broken,
}
