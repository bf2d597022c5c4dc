"""What stands on a petition's page beside its text: blocks, events, actions, news, signatories."""

from dataclasses import dataclass
from functools import cached_property

from petition.models.page_block import BlockKind
from petition.services import revising, signatories, updates
from petition.web import formats
from petition.web.petition_words import PetitionWords
from petition.web.picture_view import PictureView, picture_of
from petition.web.public.action_view import ActionView
from petition.web.public.block_view import BlockView
from petition.web.public.event_view import EventView
from petition.web.public.logo_view import logo_of
from petition.web.public.update_view import UpdateView, update_views
from petition.web.signatory_view import SignatoryView, view_of

NEWEST_UPDATES = 3


@dataclass(frozen=True)
class PageParts(PetitionWords):
    """Each part as a list, empty where there is none of it; read once, when the template first asks."""

    @cached_property
    def picture(self) -> PictureView | None:
        return picture_of(self.petition)

    @cached_property
    def opening_quotations(self) -> list[BlockView]:
        return self._blocks(BlockKind.OPENING_QUOTATION)

    @cached_property
    def quotations(self) -> list[BlockView]:
        return self._blocks(BlockKind.QUOTATION)

    @cached_property
    def figures(self) -> list[BlockView]:
        return self._blocks(BlockKind.FIGURE)

    @cached_property
    def initiators(self) -> list[BlockView]:
        return self._blocks(BlockKind.INITIATOR)

    @cached_property
    def mentions(self) -> list[BlockView]:
        return self._blocks(BlockKind.MENTION)

    @cached_property
    def links(self) -> list[BlockView]:
        return self._blocks(BlockKind.LINK)

    @cached_property
    def next_steps(self) -> list[BlockView]:
        return self._blocks(BlockKind.NEXT_STEP)

    # A page may be kept for some seconds while time goes on: what is past is asked each time.

    @property
    def coming_events(self) -> list[EventView]:
        """The nearest first."""
        return [event for event in self._events if not event.is_past]

    @property
    def past_events(self) -> list[EventView]:
        """The latest first."""
        return [event for event in reversed(self._events) if event.is_past]

    @property
    def next_event(self) -> EventView | None:
        return next(iter(self.coming_events), None)

    @cached_property
    def actions(self) -> list[ActionView]:
        return [ActionView(action, self.petition, self.slug) for action in self.petition.actions]

    @cached_property
    def updates(self) -> list[UpdateView]:
        """The newest ones."""
        return update_views(self.petition, updates.of_petition(self.petition, limit=NEWEST_UPDATES))

    @cached_property
    def changed_on(self) -> str | None:
        """The day on which its words were last changed, or a copy added, since it opened; by its own clocks."""
        moments = [change.revision.created_at for change in revising.changes(self.petition)]
        moments += [one.added_at for one in self.petition.addressees if one.added_at]
        return formats.day_in(max(moments), self.petition.zone) if moments else None

    @cached_property
    def signatories(self) -> list[SignatoryView]:
        return [view_of(signatory, logo_of(signatory)) for signatory in signatories.published(self.petition)]

    def _blocks(self, kind: BlockKind) -> list[BlockView]:
        return [BlockView(block, self.petition.language) for block in self.petition.blocks if block.kind is kind]

    @cached_property
    def _events(self) -> list[EventView]:
        events = sorted(self.petition.events, key=lambda event: event.starts_at)
        return [EventView(event, self.petition.language, self.slug) for event in events]
