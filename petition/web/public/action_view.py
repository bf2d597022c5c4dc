"""What readers can do, with the words and the links to do it with."""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from petition.lib import posts
from petition.models.action import Action, ActionKind, ActionMessage
from petition.models.addressee import Addressee, AddresseeRole
from petition.models.petition import Petition
from petition.services import messages
from petition.web import formats, languages
from petition.web.public.block_view import AddresseeView
from petition.web.public.event_view import EventView
from petition.web.said import Said, said


@dataclass(frozen=True)
class Way:
    """A text in one network: how long it is there, and the link that opens the network's own form with it."""

    network: str
    words: Said
    length: int
    longest: int
    url: str | None


@dataclass(frozen=True)
class MessageView:
    """Words ready to be sent, said or shown."""

    message: ActionMessage
    action: Action
    petition: Petition

    @property
    def words(self) -> Said:
        """As they are said or mailed, or as the first network shows them."""
        return self.ways[0].words if self.ways else self._filled()

    @property
    def subject(self) -> Said:
        return Said(self.message.subject, self.message.language)

    @property
    def to(self) -> AddresseeView | None:
        return AddresseeView(self.message.addressee, self.petition.language) if self.message.addressee else None

    @property
    def language_name(self) -> str | None:
        """Which language it is in, where that is not the page's."""
        is_here = self.message.language == languages.current_language()
        return None if is_here else formats.language_name(self.message.language)

    @cached_property
    def ways(self) -> list[Way]:
        """One for each network it is meant for."""
        return [self._way(network) for network in self.action.networks]

    @property
    def mail_url(self) -> str:
        """Opens the reader's own mail program: to the addressee, or to whomever the reader chooses."""
        address = self.message.addressee.public_address if self.message.addressee else ""
        body = self.words.text.replace("\n", "\r\n")
        return f"mailto:{quote(address, safe='@')}?subject={quote(self.message.subject)}&body={quote(body)}"

    def _way(self, network: str) -> Way:
        words, known = self._filled(network), posts.NETWORKS[network]
        url = posts.intent_url(words.text, network)
        return Way(known.name, words, posts.length(words.text, network), known.longest, url)

    def _filled(self, network: str | None = None) -> Said:
        return Said(messages.filled(self.message, self.petition, network), self.message.language)


@dataclass(frozen=True)
class ActionView:
    action: Action
    petition: Petition
    slug: str

    @property
    def kind(self) -> ActionKind:
        return self.action.kind

    @property
    def title(self) -> Said:
        return said(self.action.titles, self.petition.language)

    @property
    def text(self) -> Said:
        return said(self.action.texts, self.petition.language)

    @property
    def hashtags(self) -> list[str]:
        return self.action.hashtags

    @property
    def event(self) -> EventView | None:
        return EventView(self.action.event, self.petition.language, self.slug) if self.action.event else None

    @cached_property
    def addressed(self) -> list[MessageView]:
        """The messages to one addressee each, whatever their language."""
        return [self._view(message) for message in self.action.messages if message.addressee]

    @cached_property
    def general(self) -> MessageView | None:
        """The message to nobody in particular that this reader can use."""
        by_language = {message.language: message for message in self.action.messages if not message.addressee}
        wanted = (languages.current_language(), *(() if self.addressed else (self.petition.language, *by_language)))
        found = next((by_language[code] for code in wanted if code in by_language), None)
        return self._view(found) if found else None

    @property
    def numbers(self) -> list[AddresseeView]:
        """Whose telephone can be rung with the general words: those who have no words of their own."""
        spoken_to = {message.addressee_id for message in self.action.messages}
        return [self._number(one) for one in self.petition.addressees if self._can_be_rung(one, spoken_to)]

    def _can_be_rung(self, addressee: Addressee, spoken_to: set[int | None]) -> bool:
        is_asked = addressee.role is not AddresseeRole.COPY and addressee.id not in spoken_to
        return self.kind is ActionKind.CALL and bool(addressee.phone) and is_asked

    def _number(self, addressee: Addressee) -> AddresseeView:
        return AddresseeView(addressee, self.petition.language)

    def _view(self, message: ActionMessage) -> MessageView:
        return MessageView(message, self.action, self.petition)
