"""The private link: the page as it will stand, for those who are asked to sign before it opens."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.extensions import db
from petition.models.petition import Joining, Petition, PetitionState
from petition.services import circulating as circulation
from petition.services import petitions
from petition.services.errors import PrivateLinkIsGone
from petition.web import formats, languages
from petition.web.loading import PetitionIsHidden
from petition.web.public import bp
from petition.web.public.petition_page import page_of


@dataclass(frozen=True)
class Circulation:
    """What those with the private link must know. Times are in words, or None where there is no such time."""

    petition: Petition
    join_url: str | None

    @property
    def embargo(self) -> str | None:
        return self._in_words(self.petition.embargo_until)

    @property
    def list_is_closed(self) -> bool:
        """Whether one could ask to be listed, and no longer can."""
        return self.join_url is None and self.petition.joining is not Joining.NOBODY

    @property
    def joins_until(self) -> str | None:
        return self._in_words(self.petition.joins_until) if self.join_url else None

    @property
    def opens(self) -> str | None:
        return self._in_words(self.petition.opens_at) if self.petition.opens_itself else None

    def _in_words(self, moment: datetime | None) -> str | None:
        return formats.moment(moment, self.petition.zone) if moment else None


@bp.get("/circulating/<token>")
def circulating(token: str) -> ResponseReturnValue:
    petition = petition_by_link(token)
    if petition.is_public:
        return redirect(url_for(".petition", slug=petitions.current_slug(petition)), 303)
    page = page_of(petition)
    read = page.revision.sha256
    join_url = url_for(".join_by_link", token=token, read=read) if petition.takes_signatories else None
    return render_template(
        "public/circulating/show.html",
        page=page,
        preview=True,
        count=page.count,
        circulation=Circulation(petition, join_url),
    )


def petition_by_link(token: str) -> Petition:
    """The petition that a private link leads to; it speaks its own language unless the address names one.

    Raises PrivateLinkIsGone; PetitionIsHidden, because those with the link may know of it.
    """
    petition = circulation.look_up(token)
    languages.use(petition.language)
    if petition.state is PetitionState.HIDDEN:
        raise PetitionIsHidden(petition.hidden_reason, petition.hidden_at)
    return petition


def page_url(petition: Petition) -> str:
    """Where those who ask to be listed can read it."""
    if petition.opened_at is None:
        return url_for("public.circulating", token=circulation.link_token(petition))
    return url_for("public.petition", slug=petitions.current_slug(petition))


@bp.errorhandler(PrivateLinkIsGone)
def private_link_is_gone(_error: PrivateLinkIsGone) -> ResponseReturnValue:
    db.session.rollback()
    return render_template("public/circulating/gone.html"), 410
