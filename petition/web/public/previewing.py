"""The preview: a draft's page as it will stand, form and all, behind the private link that its team gives out."""

from functools import cached_property

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from petition.models.petition import Petition
from petition.services import petitions
from petition.services import previewing as previews
from petition.web import languages
from petition.web.picture_view import PictureView, picture_of
from petition.web.public import bp
from petition.web.public.petition import shown, sign_form
from petition.web.public.petition_page import PetitionPage
from petition.web.signatory_view import SignatoryView


class PreviewPage(PetitionPage):
    """The page for those who may read it and no more: it names nobody who signed, and knows no other link."""

    @cached_property
    def picture(self) -> PictureView | None:
        return picture_of(self.petition, behind=("public.preview_picture", previews.link_token(self.petition)))

    @cached_property
    def signatories(self) -> list[SignatoryView]:
        return []


class ReviewPage(PreviewPage):
    """The same for staff, who must not learn the link that goes on after they have decided."""

    @cached_property
    def picture(self) -> PictureView | None:
        return picture_of(self.petition, behind=("public.review_picture", previews.review_token(self.petition)))


@bp.get("/preview/<token>")
def preview(token: str) -> ResponseReturnValue:
    petition = petition_by_preview(token)
    if petition.is_public:
        return redirect(url_for(".petition", slug=petitions.current_slug(petition)), 303)
    return _shown(PreviewPage(petition))


@bp.get("/review/<token>")
def review(token: str) -> ResponseReturnValue:
    return _shown(ReviewPage(petition_in_review(token)), is_for_staff=True)


def _shown(page: PreviewPage, *, is_for_staff: bool = False) -> str:
    return render_template(
        "public/preview/show.html",
        page=page,
        preview=True,
        is_circulating=page.petition.circulates,
        is_for_staff=is_for_staff,
        names_come_later=True,
        count=page.count,
        new_form=lambda: shown(page, sign_form(page)),
    )


def petition_by_preview(token: str) -> Petition:
    """The petition that a preview's link leads to; it speaks its own language unless the address names one.

    Raises PrivateLinkIsGone.
    """
    petition = previews.look_up(token)
    languages.use(petition.language)
    return petition


def petition_in_review(token: str) -> Petition:
    """The petition that staff look at, as above. Raises PrivateLinkIsGone once that is over."""
    petition = previews.look_up_in_review(token)
    languages.use(petition.language)
    return petition
