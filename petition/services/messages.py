"""Words that readers are given to post, send or say: filled in for whom they go to, and measured."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from petition.lib import posts
from petition.models.action import Action, ActionKind, ActionMessage
from petition.models.page_block import BlockKind
from petition.models.petition import Petition

GAP = re.compile(r"( ?)\{(to|by)\}")


@dataclass(frozen=True)
class TooLong:
    """A message that a network would not take: `length` in that network's own count, of `longest` at most."""

    action: Action
    message: ActionMessage
    network: str
    length: int
    longest: int


def filled(message: ActionMessage, petition: Petition, network: str | None = None) -> str:
    """Its text with `{to}` and `{by}` filled in.

    In a network they are handles; an addressee without one there is named, an initiator without one left out. Without
    a network, as in a mail, both are names. A gap that nobody fills goes, with the space before it.
    """
    values = {"to": _addressee(message, network), "by": _initiator(message, petition, network)}
    text = GAP.sub(lambda gap: gap[1] + values[gap[2]] if values[gap[2]] else "", message.text)
    return "\n".join(line.strip() for line in text.splitlines()).strip()


def too_long(petition: Petition) -> Iterator[TooLong]:
    """The posts that do not fit into a network they are meant for."""
    for action in petition.actions:
        if action.kind is not ActionKind.POST:
            continue
        for message in action.messages:
            for network in action.networks:
                text = filled(message, petition, network)
                if not posts.fits(text, network):
                    longest = posts.NETWORKS[network].longest
                    yield TooLong(action, message, network, posts.length(text, network), longest)


def _addressee(message: ActionMessage, network: str | None) -> str:
    # One that a draft has no words for yet, has none here either.
    if message.addressee is None or not message.addressee.texts:
        return ""
    return _handle(message.addressee.handles, network) or message.addressee.text_in(message.language).name


def _initiator(message: ActionMessage, petition: Petition, network: str | None) -> str:
    first = next((block for block in petition.blocks if block.kind is BlockKind.INITIATOR), None)
    if first is None:
        return ""
    if network:
        return _handle(first.handles, network)
    names = first.words.get("name", {})
    return names.get(message.language) or next(iter(names.values()), "")


def _handle(handles: dict[str, str], network: str | None) -> str:
    handle = handles.get(network or "", "")
    return f"@{handle.removeprefix('@')}" if handle else ""
