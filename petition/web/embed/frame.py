"""A petition's counter as a page of its own, made to stand in a frame."""

from dataclasses import dataclass

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from petition.web import languages
from petition.web.count_view import CountView
from petition.web.embed import bp
from petition.web.loading import PetitionIsHidden, petition_or_404
from petition.web.palette import THEMES
from petition.web.petition_words import PetitionWords

# Seconds between two looks at the count, at least.
PERIOD = 60


@dataclass(frozen=True)
class FramedPetition(PetitionWords):
    """What is said of a petition on somebody else's page."""

    @property
    def team_name(self) -> str:
        return self.petition.team.name_in(languages.current_language())

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
        if self.petition.is_running and not self.petition.abilities.is_counted:
            return str(gettext("Take part"))
        return str(gettext("Read it"))


@bp.get("/embed/<slug>")
def frame(slug: str) -> ResponseReturnValue:
    return render_template(
        "embed/frame/show.html",
        page=FramedPetition(petition_or_404(slug)),
        is_only_count=request.args.get("only") == "count",
        period=PERIOD,
    )


@bp.errorhandler(PetitionIsHidden)
def is_hidden(_hidden: PetitionIsHidden) -> ResponseReturnValue:
    return render_template("embed/frame/hidden.html"), 410


def theme() -> str | None:
    """The one that the address asks for; otherwise the reader's own is taken."""
    asked = request.args.get("theme")
    return asked if asked in THEMES else None
