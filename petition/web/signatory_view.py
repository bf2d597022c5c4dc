"""A line under a letter as readers see it: in their script where there is one, with the original beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from petition.web.said import Said, original, readable


class Line(Protocol):
    """What is printed of a signatory, or what was sent: texts by language, the first one is the original."""

    @property
    def organisations(self) -> Mapping[str, str]: ...
    @property
    def persons(self) -> Mapping[str, str]: ...
    @property
    def titles(self) -> Mapping[str, str]: ...
    @property
    def descriptions(self) -> Mapping[str, str]: ...
    @property
    def represents(self) -> Mapping[str, str]: ...
    @property
    def url(self) -> str: ...


@dataclass(frozen=True)
class Logo:
    url: str
    width: int
    height: int


@dataclass(frozen=True)
class SignatoryView:
    """Plain values. Each `…_original` is there only where the page shows the name in another language."""

    organisation: Said | None
    organisation_original: Said | None
    person: Said | None
    person_original: Said | None
    title: Said | None
    description: Said | None
    represents: Said | None
    url: str
    logo: Logo | None = None

    @property
    def is_withheld(self) -> bool:
        """Whether it is counted, but its name is withheld for safety."""
        return self.organisation is None and self.person is None

    @property
    def name(self) -> Said | None:
        """What it is called first: the organisation, or else the person."""
        return self.organisation or self.person


def view_of(line: Line, logo: Logo | None = None) -> SignatoryView:
    """The line in the language of the page."""
    return SignatoryView(
        organisation=readable(line.organisations),
        organisation_original=original(line.organisations),
        person=readable(line.persons),
        person_original=original(line.persons),
        title=readable(line.titles),
        description=readable(line.descriptions),
        represents=readable(line.represents),
        url=line.url,
        logo=logo,
    )
