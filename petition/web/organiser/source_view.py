"""Where signers came from: the team's links, and what each of them brought."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import url_for

from petition.extensions import settings
from petition.models.petition import Petition
from petition.models.source import Source
from petition.services import petitions, sources
from petition.services.shown_shares import Shown
from petition.web.organiser.dashboard import Dashboard
from petition.web.organiser.private_links import HandedOut, handed_out


@dataclass(frozen=True)
class SourceLine:
    """A link, or the code of one that was removed. Of a `number` too small to be told there is none."""

    name: str
    code: str
    is_there: bool
    links: list[HandedOut]
    number: int | None


@dataclass(frozen=True)
class SourceView:
    petition: Petition

    board: Dashboard

    @property
    def are_offered(self) -> bool:
        return sources.are_offered(self.petition)

    @property
    def are_given_out(self) -> bool:
        return sources.are_given_out(self.petition)

    @cached_property
    def lines(self) -> list[SourceLine]:
        """The team's links, and then codes of links that were removed and still count."""
        there = self.petition.sources
        made = [SourceLine(one.name, one.code, True, self._links(one.code), self._number_of(one)) for one in there]
        gone = self._numbers.keys() - {"", *(one.code for one in there)}
        return made + [
            SourceLine(code, code, False, [], number) for code, number in self._numbers.items() if code in gone
        ]

    @property
    def without(self) -> int | None:
        """How many came by none."""
        return self._number("")

    @property
    def _shown(self) -> Shown:
        return self.board.shown

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return dict(self._shown.sources.shown)

    def _number(self, code: str) -> int | None:
        is_told = self._shown.at is not None and not self._shown.sources.hidden
        return self._numbers.get(code, 0 if is_told else None)

    def _number_of(self, source: Source) -> int | None:
        """None also of a link that is newer than what is shown."""
        is_newer = self._shown.at is None or source.created_at > self._shown.at
        return None if is_newer else self._number(source.code)

    def _links(self, code: str) -> list[HandedOut]:
        if not self.are_given_out:
            return []
        # An address without a language speaks the site's first one to everyone.
        named: dict[str, Any] = {"slug": petitions.current_slug(self.petition), "ref": code}
        spoken = handed_out(self.petition, "public.petition", **named)
        return spoken or [HandedOut("", "", settings.base_url + url_for("public.petition", lang=None, **named))]
