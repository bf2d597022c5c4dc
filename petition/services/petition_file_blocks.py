"""What a petition file says beside the text: quotations, figures, events, actions, signatories, news."""

from collections.abc import Iterator, Mapping

from petition.lib import clock, posts
from petition.models.action import Action, ActionKind, ActionMessage
from petition.models.addressee import Addressee
from petition.models.event import Event
from petition.models.news import UpdateText
from petition.models.page_block import BlockKind, PageBlock
from petition.models.petition import Petition
from petition.services import messages, signatories, updates
from petition.services.errors import InvalidPetitionFile
from petition.services.lengths import A_WEEK, AN_HOUR
from petition.services.page_blocks import BLOCKS
from petition.services.petition_file_reader import Part
from petition.services.signatory_lines import SignatoryLine

BLOCK_KEYS = {"texts", "url", "handles", "day", "opening"}
EVENT_KEYS = {"key", "starts", "minutes", "zone", "shown_zones", "url", "texts"}
EVENT_WORDS = {"title": True, "place": False, "text": False}
ACTION_KEYS = {"kind", "event", "networks", "hashtags", "texts", "messages"}
ACTION_WORDS = {"title": True, "text": False}
MESSAGE_KEYS = {"to", "language", "subject", "text"}
SIGNATORY_KEYS = {"url", "listed", "texts"}
SIGNATORY_WORDS = {
    "organisation": False,
    "person": False,
    "title": False,
    "description": False,
    "represents": False,
}
UPDATE_KEYS = {"at", "texts"}
KEYS = {*BLOCKS, "events", "actions", "signatories", "updates"}
WORDS = {name for _kind, words in BLOCKS.values() for name in words} | {*EVENT_WORDS, *ACTION_WORDS, *SIGNATORY_WORDS}
ALL_KEYS = BLOCK_KEYS | EVENT_KEYS | ACTION_KEYS | MESSAGE_KEYS | SIGNATORY_KEYS | UPDATE_KEYS | KEYS | WORDS


def describe(petition: Petition, head: Part, addressees: Mapping[str, Addressee]) -> None:
    """Give a new petition what its page says. `addressees` are those that messages can name.

    Raises InvalidPetitionFile, as do all of these.
    """
    petition.blocks = list(_blocks(head))
    events = dict(_events(head, petition.zone))
    petition.events = list(events.values())
    for part in head.parts("actions", ACTION_KEYS):
        petition.actions.append(_action(part, len(petition.actions) + 1, events, addressees))
    _check_lengths(petition)


def add_people_and_news(petition: Petition, head: Part) -> None:
    """Put the signatories under a petition that is kept already, and publish its news."""
    for part in head.parts("signatories", SIGNATORY_KEYS):
        signatories.add_by_team(petition, _line(part), is_listed=not part.has("listed") or part.flag("listed"))
    for part in head.parts("updates", UPDATE_KEYS):
        _publish(petition, part)


def _blocks(head: Part) -> Iterator[PageBlock]:
    for key, (kind, words) in BLOCKS.items():
        for position, part in enumerate(head.parts(key, BLOCK_KEYS), 1):
            is_opening = part.flag("opening")
            yield PageBlock(
                kind=BlockKind.OPENING_QUOTATION if is_opening else kind,
                position=position,
                words=part.texts(words),
                handles=_handles(part),
                url=part.url("url", required=kind is BlockKind.LINK),
                published_on=part.day("day") if part.has("day") else None,
            )


def _handles(part: Part) -> dict[str, str]:
    handles = part.words("handles")
    if unknown := sorted(handles.keys() - posts.NETWORKS.keys()):
        raise part.mistake(f"handles: {unknown[0]} is not one of {', '.join(posts.NETWORKS)}")
    return handles


def _events(head: Part, own_zone: str) -> Iterator[tuple[str, Event]]:
    for position, part in enumerate(head.parts("events", EVENT_KEYS), 1):
        words = part.texts(EVENT_WORDS)
        starts = part.moment("starts")
        if starts is None:
            raise part.mistake("starts is missing")
        event = Event(
            position=position,
            starts_local=starts,
            minutes=part.number("minutes", AN_HOUR, highest=A_WEEK),
            zone=part.zone("zone", own_zone),
            shown_zones=part.zones("shown_zones"),
            titles=words["title"],
            places=words["place"],
            texts=words["text"],
            url=part.url("url"),
        )
        yield part.word("key") or str(position), event


def _action(part: Part, position: int, events: Mapping[str, Event], addressees: Mapping[str, Addressee]) -> Action:
    words = part.texts(ACTION_WORDS)
    return Action(
        kind=part.choice("kind", ActionKind, ActionKind.SHARE),
        position=position,
        titles=words["title"],
        texts=words["text"],
        networks=_networks(part),
        hashtags=[tag.lstrip("#") for tag in part.lines("hashtags")],
        event=part.named("event", events),
        messages=[
            _message(message, number, addressees)
            for number, message in enumerate(part.parts("messages", MESSAGE_KEYS), 1)
        ],
    )


def _networks(part: Part) -> list[str]:
    networks = part.lines("networks")
    if unknown := [name for name in networks if name not in posts.NETWORKS]:
        raise part.mistake(f"networks: {unknown[0]} is not one of {', '.join(posts.NETWORKS)}")
    return networks


def _message(part: Part, position: int, addressees: Mapping[str, Addressee]) -> ActionMessage:
    return ActionMessage(
        position=position,
        addressee=part.named("to", addressees),
        language=part.language("language", required=True),
        subject=part.line("subject"),
        text=part.text("text", required=True),
    )


def _check_lengths(petition: Petition) -> None:
    for found in messages.too_long(petition):
        place = f"actions, number {found.action.position}, messages, number {found.message.position}"
        takes = f"{posts.NETWORKS[found.network].name} takes {found.longest}"
        raise InvalidPetitionFile(f"{place}: the text has {found.length} characters with its handles; {takes}")


def _line(part: Part) -> SignatoryLine:
    words = part.texts(SIGNATORY_WORDS)
    if not words["organisation"] and not words["person"]:
        raise part.mistake("organisation or person is missing")
    return SignatoryLine(
        organisations=words["organisation"],
        persons=words["person"],
        titles=words["title"],
        descriptions=words["description"],
        represents=words["represents"],
        url=part.url("url"),
    )


def _publish(petition: Petition, part: Part) -> None:
    at = part.moment("at")
    if at is None:
        raise part.mistake("at is missing")
    words = part.texts({"title": True, "text": True})
    texts = [
        UpdateText(language=language, title=title, text=words["text"][language])
        for language, title in words["title"].items()
    ]
    updates.publish(petition, texts, at=clock.moment(at, petition.zone))
