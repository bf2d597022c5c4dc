"""Where signers came from: the team's links, and what each of them brought."""

from dataclasses import dataclass
from functools import cached_property

from flask import url_for

from petition.extensions import settings
from petition.models.petition import Petition, PetitionState
from petition.models.source import Source
from petition.services import petitions, shown_shares, sources
from petition.services.shown_shares import Shown
from petition.web import formats
from petition.web.organiser.private_links import HandedOut


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

    @property
    def are_offered(self) -> bool:
        return sources.are_offered(self.petition)

    @property
    def are_given_out(self) -> bool:
        """Whether it is or will be signed: before, one writes the newsletter that goes out as it opens."""
        petition = self.petition
        is_to_come = petition.opened_at is None and petition.state is not PetitionState.HIDDEN
        return self.are_offered and (is_to_come or petition.takes_signatures)

    @cached_property
    def lines(self) -> list[SourceLine]:
        """The team's links, and then codes of links that were removed and still count."""
        there = sources.of(self.petition)
        made = [SourceLine(one.name, one.code, True, self._links(one.code), self._number_of(one)) for one in there]
        gone = self._numbers.keys() - {"", *(one.code for one in there)}
        return made + [
            SourceLine(code, code, False, [], number) for code, number in self._numbers.items() if code in gone
        ]

    @property
    def without(self) -> int | None:
        """How many came by none."""
        return self._number("")

    @cached_property
    def _shown(self) -> Shown:
        return shown_shares.of(self.petition)

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
        spoken = [language for language in self.petition.readable_languages if language in settings.languages]
        return [
            HandedOut(language, formats.language_name(language), self._url(code, language)) for language in spoken
        ] or [HandedOut("", "", self._url(code, None))]

    def _url(self, code: str, language: str | None) -> str:
        path = url_for("public.petition", slug=petitions.current_slug(self.petition), lang=language, ref=code)
        return settings.base_url + path
