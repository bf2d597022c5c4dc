"""The picture of a petition: put there, described, taken away, and looked up."""

from typing import Any

from petition.lib import clock
from petition.lib.pictures import Photograph
from petition.models.petition import Petition
from petition.models.picture import PetitionPicture
from petition.services.row_writing import Values
from petition.services.section_reader import SectionPart

KEYS = {"alt", "credit", "sha256", "photograph", "removes"}
# Words without a picture are nothing.
NONE: dict[str, Any] = {"alt": {}, "credit": "", "sha256": ""}


def read_section(petition: Petition) -> dict[str, Any]:
    """What is said of it, and which one it is: `sha256`, empty where there is none."""
    picture = petition.picture
    if picture is None:
        return {**NONE, "alt": {}}
    return {"alt": dict(picture.alt), "credit": picture.credit, "sha256": picture.sha256}


def clean_section(petition: Petition, part: SectionPart) -> dict[str, Any]:
    """What it is to be. `photograph` is there where it is another one than before; `removes` takes it away."""
    given, before = part.plain(), read_section(petition)
    photograph: Photograph | None = given.get("photograph")
    if photograph is None and (given.get("removes") or not before["sha256"]):
        return {**NONE, "alt": {}}
    said = {code: " ".join(words.split()) for code, words in part.said("alt", petition.languages).items()}
    wanted: dict[str, Any] = {"alt": said, "credit": part.line("credit"), "sha256": before["sha256"]}
    if photograph is None or photograph.sha256 == before["sha256"]:
        return wanted
    return wanted | {"sha256": photograph.sha256, "photograph": photograph}


def write_section(petition: Petition, values: Values) -> None:
    """As `clean_section` gave it."""
    if not values["sha256"]:
        petition.picture = None
        return
    picture = petition.picture = petition.picture or PetitionPicture()
    if photograph := values.get("photograph"):
        _put(picture, photograph)
    picture.alt, picture.credit = values["alt"], values["credit"]


def jpeg_of(petition: Petition, sha256: str, width: int) -> bytes | None:
    """The file that an address names, if it is this petition's."""
    picture = petition.picture
    return picture.jpeg(width) if picture is not None and picture.sha256 == sha256 else None


def _put(picture: PetitionPicture, photograph: Photograph) -> None:
    """In the place of the one there was: a second row may not stand beside it, not even for a moment."""
    large, small = photograph.large, photograph.small
    picture.large, picture.width, picture.height = large.file, large.width, large.height
    picture.small, picture.small_width, picture.small_height = small.file, small.width, small.height
    picture.sha256, picture.created_at = photograph.sha256, clock.now()
