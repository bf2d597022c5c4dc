"""The picture of a petition as a page shows it: in two sizes, described in the reader's language."""

from dataclasses import dataclass
from typing import Any

from flask import url_for

from petition.models.petition import Petition
from petition.services import circulating, petitions, previewing
from petition.web.said import Said, said


@dataclass(frozen=True)
class PictureView:
    """Plain values. `small` and `large` are addresses that never lead to anything else."""

    alt: Said
    credit: str
    small: str
    small_width: int
    small_height: int
    large: str
    width: int
    height: int

    @property
    def srcset(self) -> str:
        """Both addresses with their widths, for browsers to choose from."""
        both = {self.small_width: self.small, self.width: self.large}
        return ", ".join(f"{address} {width}w" for width, address in both.items())


def picture_of(petition: Petition, *, behind: tuple[str, str] | None = None) -> PictureView | None:
    """At addresses of the public page; before it opens, behind the private link that the page is read by.

    `behind` names another place than the usual one, and its token: whoever was given the preview must not learn the
    link by which others ask to be listed.
    """
    picture = petition.picture
    if picture is None:
        return None
    endpoint, named = _place(petition, behind)
    small, large = (
        url_for(endpoint, **named, sha256=picture.sha256, width=width, lang=None)
        for width in (picture.small_width, picture.width)
    )
    return PictureView(
        said(picture.alt, petition.language),
        picture.credit,
        small,
        picture.small_width,
        picture.small_height,
        large,
        picture.width,
        picture.height,
    )


def _place(petition: Petition, behind: tuple[str, str] | None) -> tuple[str, dict[str, Any]]:
    if petition.is_public:
        return "public.picture", {"slug": petitions.current_slug(petition)}
    if behind is not None:
        return behind[0], {"token": behind[1]}
    if petition.circulates:
        return "public.circulating_picture", {"token": circulating.link_token(petition)}
    return "public.preview_picture", {"token": previewing.link_token(petition)}
