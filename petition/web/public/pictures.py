"""The picture of a petition. An address names its hash and a width: what it leads to never changes."""

from flask import Response, abort
from flask.typing import ResponseReturnValue

from petition.models.petition import Petition
from petition.services import petition_pictures
from petition.web.loading import petition_or_404
from petition.web.public import bp
from petition.web.public.circulating import petition_by_link
from petition.web.public.logos import FOR_ALL
from petition.web.public.previewing import petition_by_preview, petition_in_review

# As the pages that it stands on: a private link may be read on a machine that others use.
BEFORE_IT_OPENS = {"Cache-Control": "private, no-store"}


@bp.get("/petitions/<slug>/picture/<sha256>-<int:width>.jpg")
def picture(slug: str, sha256: str, width: int) -> ResponseReturnValue:
    return _answer(petition_or_404(slug), sha256, width, FOR_ALL)


@bp.get("/circulating/<token>/picture/<sha256>-<int:width>.jpg")
def circulating_picture(token: str, sha256: str, width: int) -> ResponseReturnValue:
    return _answer(petition_by_link(token), sha256, width, BEFORE_IT_OPENS)


@bp.get("/preview/<token>/picture/<sha256>-<int:width>.jpg")
def preview_picture(token: str, sha256: str, width: int) -> ResponseReturnValue:
    return _answer(petition_by_preview(token), sha256, width, BEFORE_IT_OPENS)


@bp.get("/review/<token>/picture/<sha256>-<int:width>.jpg")
def review_picture(token: str, sha256: str, width: int) -> ResponseReturnValue:
    return _answer(petition_in_review(token), sha256, width, BEFORE_IT_OPENS)


def _answer(petition: Petition, sha256: str, width: int, headers: dict[str, str]) -> Response:
    jpeg = petition_pictures.jpeg_of(petition, sha256, width)
    if jpeg is None:
        abort(404)
    return Response(jpeg, mimetype="image/jpeg", headers=headers)
