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


def voice_views(voices: list[Voice]) -> list[VoiceView]:
    return [
        VoiceView(
            name=voice.name or gettext("Name not published"),
            comment=voice.comment,
            country=formats.country_name(voice.country),
            day=formats.day(voice.day),
        )
        for voice in voices
    ]
