"""Ready-made words name the right people in each network, and fit into it."""

from typing import Any

import pytest

from petition.models.action import Action, ActionKind, ActionMessage
from petition.models.addressee import Addressee, AddresseeText
from petition.models.page_block import BlockKind, PageBlock
from petition.models.petition import Petition
from petition.services import messages

WATER = "{to}, with {by} I ask you: let water through. #WaterNow"


def president() -> Addressee:
    names = [AddresseeText(language="en", name="The President"), AddresseeText(language="fr", name="Le président")]
    return Addressee(handles={"x": "@president_example", "mastodon": "president@social.example.org"}, texts=names)


def professor(**handles: str) -> PageBlock:
    words = {"name": {"en": "Prof. Nour Example", "ar": "أ. د. نور"}}
    return PageBlock(kind=BlockKind.INITIATOR, words=words, handles=handles)


def carried(message: ActionMessage, *, networks: tuple[str, ...] = ("x",), **values: Any) -> Petition:
    """A petition that asks for one post; nothing of it is stored."""
    action = Action(kind=values.pop("kind", ActionKind.POST), networks=list(networks), messages=[message])
    return Petition(actions=[action], blocks=values.get("blocks", [professor(x="prof_example")]))


def message(text: str = WATER, *, language: str = "en", to: Addressee | None = None) -> ActionMessage:
    return ActionMessage(language=language, text=text, addressee=to)


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        ("x", "@president_example, with @prof_example I ask you: let water through. #WaterNow"),
        ("mastodon", "@president@social.example.org, with I ask you: let water through. #WaterNow"),
        ("bluesky", "The President, with I ask you: let water through. #WaterNow"),
        (None, "The President, with Prof. Nour Example I ask you: let water through. #WaterNow"),
    ],
)
def test_it_names_whom_a_message_goes_to_as_the_network_knows_them(network: str | None, expected: str) -> None:
    post = message(to=president())
    assert messages.filled(post, carried(post), network) == expected


def test_it_names_them_in_the_language_of_the_message() -> None:
    post = message("{to} : ouvrez. — {by}", language="fr", to=president())
    assert messages.filled(post, carried(post)) == "Le président : ouvrez. — Prof. Nour Example"


def test_a_gap_that_nobody_fills_leaves_no_trace() -> None:
    post = message("{to} Open the ward {by}\n{by} #ward {by}")
    assert messages.filled(post, carried(post, blocks=[]), "x") == "Open the ward\n#ward"


def test_a_name_is_never_taken_for_a_gap() -> None:
    stranger = Addressee(handles={}, texts=[AddresseeText(language="en", name="{by}")])
    post = message("{to} {by}", to=stranger)
    assert messages.filled(post, carried(post), "x") == "{by} @prof_example"


def test_a_message_that_fits_with_its_handles_is_no_mistake() -> None:
    post = message("a" * 247 + " {to} {by}", to=president())
    assert list(messages.too_long(carried(post))) == []


def test_it_finds_a_message_that_its_handles_make_too_long() -> None:
    post = message("a" * 248 + " {to} {by}", to=president())
    (found,) = messages.too_long(carried(post))
    assert (found.message, found.network, found.length, found.longest) == (post, "x", 281, 280)


def test_each_network_measures_for_itself() -> None:
    post = message("ب" * 301)
    found = list(messages.too_long(carried(post, networks=("x", "bluesky", "mastodon", "threads"))))
    assert [(one.network, one.length) for one in found] == [("x", 301), ("bluesky", 301)]


def test_what_is_said_or_mailed_may_be_as_long_as_it_likes() -> None:
    post = message("a" * 5000)
    assert list(messages.too_long(carried(post, kind=ActionKind.WRITE))) == []
