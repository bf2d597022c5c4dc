"""A public name or comment as readers see it."""

from dataclasses import dataclass

from flask_babel import gettext

from petition.services.listing import Voice
from petition.web import formats


@dataclass(frozen=True)
class VoiceView:
    name: str
    comment: str
    country: str
    day: str
    report_url: str | None


def voice_views(voices: list[Voice], petition_url: str) -> list[VoiceView]:
    """`petition_url` is the petition's page, below which each comment has its own."""
    return [
        VoiceView(
            name=voice.name or gettext("Name not published"),
            comment=voice.comment,
            country=formats.country_name(voice.country),
            day=formats.day(voice.day),
            # Put together by hand: asking the url map for each of them would be a good part of the page.
            report_url=f"{petition_url}/comments/{voice.comment_id}/report" if voice.comment_id else None,
        )
        for voice in voices
    ]
