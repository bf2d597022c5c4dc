"""What is said of a petition on somebody else's page."""

from dataclasses import dataclass

from flask import request, url_for
from flask_babel import gettext

from petition.web.count_view import CountView
from petition.web.palette import THEMES
from petition.web.petition_words import PetitionWords


@dataclass(frozen=True)
class FramedPetition(PetitionWords):
    """Its words, its number if it has one, and the way to it."""

    @property
    def url(self) -> str:
        return url_for("public.petition", slug=self.slug)

    @property
    def colours_url(self) -> str:
        return url_for("public.colours", slug=self.petition.team.slug, theme=theme() or "auto", lang=None)

    @property
    def count(self) -> CountView | None:
        return CountView(self.petition) if self.petition.abilities.is_counted else None

    @property
    def call(self) -> str:
        """What the button says."""
        if self.petition.takes_signatures:
            return str(gettext("Sign"))
        petition = self.petition
        if petition.is_running and not petition.is_paused and not petition.abilities.is_counted:
            return str(gettext("Take part"))
        return str(gettext("Read it"))


def theme() -> str | None:
    """The one that the address asks for. Otherwise the reader's own is taken, or light, where that is not known."""
    asked = request.args.get("theme")
    return asked if asked in THEMES else None
