"""What the check before opening found, in words, each with the way to where it is mended."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup, escape

from petition.lib import posts, text
from petition.models.petition import Petition
from petition.services import assessment_paper, petitions, readiness
from petition.services.care import Careless
from petition.services.readiness import OF_SIGNATORIES, OF_TEAM, Finding, FindingCode
from petition.web import formats
from petition.web.said import said

Details = Mapping[str, Any]
PARTS: dict[str, Callable[[], str]] = {
    "title": lambda: gettext("Title"),
    "summary": lambda: gettext("Summary"),
    "text": lambda: gettext("Text"),
    "demand": lambda: gettext("What you ask for"),
    "place_and_date": lambda: gettext("Place and date"),
    "opening": lambda: gettext("First lines"),
    "closing": lambda: gettext("Last line"),
    "question": lambda: gettext("Heading of the form"),
    "share_text": lambda: gettext("What people pass on"),
    "hashtags": lambda: gettext("Hashtags"),
    "alt": lambda: gettext("What the picture shows"),
    "legal_name": lambda: gettext("Legal name"),
    "postal_address": lambda: gettext("Postal address"),
    "privacy_contact": lambda: gettext("Mail address for questions about data"),
}
LONGEST_PLACE = 60


@dataclass(frozen=True)
class FindingLine:
    """Plain values: a sentence, and where it leads."""

    words: str
    url: str
    is_blocking: bool


def finding_lines(petition: Petition) -> list[FindingLine]:
    """All that the check finds, what keeps the petition shut first."""
    return [_line(finding, petition) for finding in readiness.check(petition)]


def _line(finding: Finding, petition: Petition) -> FindingLine:
    slug = petitions.current_slug(petition)
    url = url_for("organiser.edit", slug=slug, _anchor=finding.section)
    if finding.section == OF_TEAM:
        url = url_for("organiser.team_settings", slug=petition.team.slug)
    elif finding.section == OF_SIGNATORIES:
        url = url_for("organiser.signatories", slug=slug, _anchor="under")
    return FindingLine(SENTENCES[finding.code](finding.details), url, finding.is_blocking)


def findings_in_words(kept: Iterable[Mapping[str, Any]]) -> Markup:
    """What was found once, as the log keeps it."""
    told = (SENTENCES[FindingCode(one["code"])](one["details"]) for one in kept if one["code"] in SENTENCES)
    return Markup(" ").join(told)


def _parts(names: list[str]) -> str:
    return str(gettext(", ")).join(PARTS[name]() for name in names)


def _title_long(about: Details) -> str:
    return str(
        gettext(
            "The title has %(length)s letters. Up to %(best)s are read at a glance.",
            length=formats.number(about["length"]),
            best=formats.number(about["best"]),
        )
    )


def _text_short(about: Details) -> str:
    return str(
        ngettext(
            "The text has only %(num)s letter. Say what happens, to whom, and what would change it.",
            "The text has only %(num)s letters. Say what happens, to whom, and what would change it.",
            about["length"],
        )
    )


def _text_long(about: Details) -> str:
    return str(
        gettext(
            "The text has %(words)s words. Few read more than %(best)s to the end.",
            words=formats.number(about["words"]),
            best=formats.number(about["best"]),
        )
    )


def _translation_incomplete(about: Details) -> str:
    language, parts = formats.language_name(about["language"]), _parts(about["parts"])
    if {"title", "text"} & {*about["parts"]}:
        return str(
            gettext(
                "The translation is not shown to anybody yet (%(language)s). It lacks: %(parts)s.",
                language=language,
                parts=parts,
            )
        )
    return str(gettext("The translation lacks something (%(language)s): %(parts)s.", language=language, parts=parts))


def _translation_outdated(about: Details) -> str:
    return str(
        gettext(
            "The text was changed since it was translated (%(language)s). Look the translation through and save it.",
            language=formats.language_name(about["language"]),
        )
    )


def _goal_high(about: Details) -> str:
    return str(
        gettext(
            "The first goal is %(goal)s. One that can be reached soon brings more people; it rises by itself.",
            goal=formats.number(about["goal"]),
        )
    )


def _message_too_long(about: Details) -> str:
    return str(
        gettext(
            "A message of action %(number)s is too long for %(network)s: %(length)s of %(best)s characters.",
            number=formats.number(about["number"]),
            network=posts.NETWORKS[about["network"]].name,
            length=formats.number(about["length"]),
            best=formats.number(about["best"]),
        )
    )


def _event_past(about: Details) -> str:
    return _quoting(gettext("An event is over: %(title)s"), title=said(about["titles"], "").text)


def _places_to_fill(about: Details) -> str:
    places = [text.shortened(place, LONGEST_PLACE) for place in about["places"]]
    return escape(gettext("Still to be filled in: %(places)s")) % {"places": _listed(places)}


def _earlier_text(about: Details) -> str:
    told = ngettext(
        "%(num)s line was given for an earlier text, and its sender was not told: %(names)s",
        "%(num)s lines were given for an earlier text, and their senders were not told: %(names)s",
        about["number"],
        names="%(names)s",
    )
    return escape(told) % {"names": _listed(about["names"])}


def _listed(written: Iterable[str]) -> Markup:
    """What people wrote, each of which may run in another direction."""
    return escape(gettext(", ")).join(Markup("<bdi>{}</bdi>").format(words) for words in written)


def _quoting(words: str, **written: str) -> Markup:
    """The sentence with what people wrote in it."""
    return escape(words) % {name: _listed([quoted]) for name, quoted in written.items()}


SENTENCES: dict[FindingCode, Callable[[Details], str]] = {
    FindingCode.TITLE_MISSING: lambda _: gettext("The title is missing."),
    FindingCode.TEXT_MISSING: lambda _: gettext("The text is missing."),
    FindingCode.ADDRESSEE_MISSING: lambda _: gettext("It is addressed to nobody yet."),
    FindingCode.ADDRESSEE_UNNAMED: lambda _: gettext("An addressee has no name yet."),
    FindingCode.CLOSES_TOO_EARLY: lambda _: gettext("It would close before it opens."),
    FindingCode.RETENTION_TOO_SHORT: lambda _: gettext(
        "Names and addresses would be deleted too early: keep them for at least eight days after closing."
    ),
    FindingCode.TEAM_INCOMPLETE: lambda about: gettext(
        "The team has to say who answers for signers’ data. Missing: %(parts)s.", parts=_parts(about["fields"])
    ),
    FindingCode.TEAM_SUSPENDED: lambda _: gettext("The team is suspended by those who run this site."),
    FindingCode.PICTURE_WITHOUT_WORDS: lambda _: gettext("Say what the picture shows, for those who do not see it."),
    FindingCode.NOT_APPROVED: lambda _: gettext("Those who run this site have not let it open as it is written."),
    FindingCode.TITLE_LONG: _title_long,
    FindingCode.SUMMARY_MISSING: lambda _: gettext("There is no summary: the text’s beginning will stand for it."),
    FindingCode.DEMAND_MISSING: lambda _: gettext("What you ask for is not said: the title will stand for it."),
    FindingCode.TEXT_SHORT: _text_short,
    FindingCode.TEXT_LONG: _text_long,
    FindingCode.PLACE_TO_FILL: _places_to_fill,
    FindingCode.SHARE_TEXT_MISSING: lambda _: gettext("There are no words to pass on: the title will be shared alone."),
    FindingCode.TRANSLATION_INCOMPLETE: _translation_incomplete,
    FindingCode.TRANSLATION_OUTDATED: _translation_outdated,
    FindingCode.GOAL_MISSING: lambda _: gettext("There is no goal: a number to reach shows how far you have come."),
    FindingCode.GOAL_HIGH: _goal_high,
    FindingCode.CLOSING_MISSING: lambda _: gettext("There is no day of closing: a date to act by brings more people."),
    FindingCode.PRESS_MISSING: lambda _: gettext("Nobody is named for the press to call."),
    FindingCode.INSTITUTION_MISSING: lambda about: _quoting(
        gettext("Neither office nor institution is given for %(name)s."), name=about["name"]
    ),
    FindingCode.ACTION_MISSING: lambda _: gettext("It calls for nothing yet: say what readers can do."),
    FindingCode.MESSAGE_TOO_LONG: _message_too_long,
    FindingCode.EVENT_PAST: _event_past,
    FindingCode.EARLIER_TEXT: _earlier_text,
    FindingCode.CARELESS: lambda about: assessment_paper.in_words(Careless(about["what"])),
}
