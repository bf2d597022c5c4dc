"""A petition as its team sees it: title, state, addresses of its pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from flask import g, url_for

from petition.models.petition import Petition
from petition.models.signatory import SignatoryState
from petition.services import counting, doubts, opening, permissions, policy, signatories
from petition.services.counting import Count
from petition.services.doubts import Held
from petition.services.permissions import Verb
from petition.web import formats
from petition.web.petition_states import STATES
from petition.web.petition_words import PetitionWords


@dataclass(frozen=True)
class PetitionLine(PetitionWords):
    """Plain values for the workspace's pages, in the language of the page where the petition speaks it."""

    count: Count

    @property
    def team(self) -> str:
        return self.team_name

    @property
    def state(self) -> str:
        return str(STATES[self.petition.state]())

    @property
    def as_of(self) -> str | None:
        return self.time(self.count.at) if self.count.at else None

    @property
    def place(self) -> str:
        """The city whose days and times are shown."""
        return formats.place(self.petition.zone)

    @property
    def url(self) -> str:
        return url_for("organiser.petition", slug=self.slug)

    @property
    def signatures_url(self) -> str:
        return url_for("organiser.signatures", slug=self.slug)

    @property
    def comments_url(self) -> str:
        return url_for("organiser.comments", slug=self.slug)

    @property
    def signatories_url(self) -> str:
        return url_for("organiser.signatories", slug=self.slug)

    @property
    def signatories_waiting(self) -> int:
        """How many who want to be listed wait for the team."""
        return signatories.number_in(self.petition, SignatoryState.QUEUED)

    @cached_property
    def held(self) -> Held | None:
        """Those who wait for a decision about their signature; None where nobody does."""
        return doubts.held_of([self.petition]).get(self.petition.id)

    @property
    def held_since(self) -> str:
        """The day since which the first of them waits."""
        return formats.day_in(self.held.since, self.petition.zone) if self.held else ""

    @property
    def held_url(self) -> str:
        return url_for("organiser.signatures", slug=self.slug, state="held")

    @property
    def public_url(self) -> str | None:
        return url_for("public.petition", slug=self.slug) if self.petition.is_public else None

    def allows(self, verb: str) -> bool:
        """Whether the signed-in organiser may do this with it."""
        return Verb(verb) in self._verbs

    @cached_property
    def needs_review(self) -> bool:
        """Whether those who run the site have to approve it before it opens."""
        return opening.needs_review(self.petition)

    @property
    def is_looked_at(self) -> bool:
        """Whether those who run the site look at petitions before they open."""
        return policy.PETITION_REVIEW.value()

    @cached_property
    def _verbs(self) -> frozenset[Verb]:
        return permissions.verbs_of(g.organiser, self.petition)


@dataclass(frozen=True)
class ListedLine(PetitionLine):
    """One of very many, of which all was read at once."""

    verbs: frozenset[Verb]
    waiting: int
    waiting_held: Held | None

    @property
    def signatories_waiting(self) -> int:
        return self.waiting

    @property
    def held(self) -> Held | None:
        return self.waiting_held

    @property
    def _verbs(self) -> frozenset[Verb]:
        return self.verbs


def line_of(petition: Petition) -> PetitionLine:
    return PetitionLine(petition, counting.count_of(petition))


def lines_of(listed: Sequence[Petition]) -> list[ListedLine]:
    """The petitions of the signed-in organiser, by as many statements for all as for one."""
    verbs = permissions.verbs_by_team(g.organiser)
    waiting = signatories.numbers_in(listed, SignatoryState.QUEUED)
    held = doubts.held_of(listed)
    return [
        ListedLine(
            petition,
            count,
            verbs.get(petition.team_id, frozenset()),
            waiting.get(petition.id, 0),
            held.get(petition.id),
        )
        for petition, count in zip(listed, counting.counts_of(listed), strict=True)
    ]
