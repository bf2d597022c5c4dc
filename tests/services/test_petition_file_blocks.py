"""What stands beside the text in a petition file: it comes in whole, and each mistake is named with its place."""

from datetime import UTC, date, datetime

import pytest

from petition.models.action import ActionKind
from petition.models.page_block import BlockKind
from petition.models.petition import Joining, ListStyle, Petition
from petition.services import petition_files, signatories, updates
from petition.services.errors import InvalidPetitionFile
from tests.making import at, make_team

HEAD = """---
slug: keep-it-open
team: ward-team
kind: {kind}
language: en
zone: Asia/Damascus
retain_until: 2027-06-30
{lines}
texts:
  en: {{title: Keep it open, summary: Tonight., demand: Open it., opening: Now., closing: We count on you.}}
---
<!-- en -->
A text.
"""
ADDRESSEE = """addressees:
  - {key: minister, language: fr, handles: {x: "@ministre"}, texts: {en: {name: The Minister}}}
"""
ACTION = """actions:
  - kind: post
    networks: [x]
    texts: {{en: {{title: Write}}}}
    messages: [{{to: {to}, language: fr, text: "{text}"}}]
"""


@pytest.fixture(autouse=True)
def team(database: None) -> None:
    make_team()


def made(lines: str, kind: str = "petition") -> Petition:
    return petition_files.create(HEAD.format(kind=kind, lines=lines))


def mistake(lines: str, kind: str = "petition") -> str:
    with pytest.raises(InvalidPetitionFile) as refusal:
        made(lines, kind)
    return str(refusal.value)


def test_first_and_last_lines_and_settings() -> None:
    one = made("joining: everyone\njoins_until: 2026-12-01 18:00\nembargo: 2026-12-02 06:00\nlist_style: run", "letter")
    assert (one.revisions[0].opening, one.revisions[0].closing) == ("Now.", "We count on you.")
    assert (one.joining, one.list_style) == (Joining.EVERYONE, ListStyle.RUN)
    assert (one.joins_until_local, one.embargo_local) == (at(2026, 12, 1, 18), at(2026, 12, 2, 6))


def test_blocks_keep_their_order_and_their_languages() -> None:
    texts = "texts: {en: {words: Enough., speaker: A doctor}, ar: {words: كفى., speaker: طبيبة}}"
    one = made(f"quotations:\n  - {{opening: true, {texts}}}\n  - {{{texts}}}")
    assert [block.kind for block in one.blocks] == [BlockKind.OPENING_QUOTATION, BlockKind.QUOTATION]
    assert one.blocks[0].words["words"] == {"en": "Enough.", "ar": "كفى."}


def test_what_the_press_wrote_has_its_day() -> None:
    texts = "texts: {en: {outlet: The Post, headline: No night}}"
    (block,) = made(f"mentions:\n  - {{day: 2026-02-12, url: 'https://post.example.com/1', {texts}}}").blocks
    assert (block.published_on, block.url) == (date(2026, 2, 12), "https://post.example.com/1")


def test_an_event_keeps_local_time_and_zone() -> None:
    texts = "texts: {en: {title: A strike}}"
    event = made(f"events:\n  - {{starts: 2026-11-27 16:00, shown_zones: [Europe/Paris], {texts}}}").events[0]
    assert (event.starts_local, event.zone, event.minutes) == (at(2026, 11, 27, 16), "Asia/Damascus", 60)
    assert event.starts_at == datetime(2026, 11, 27, 13, tzinfo=UTC)


def test_an_action_names_its_event_and_its_addressee() -> None:
    event = "events:\n  - {key: strike, starts: 2026-11-27 16:00, texts: {en: {title: A strike}}}\n"
    attend = "  - {kind: attend, event: strike, texts: {en: {title: Come}}}\n"
    one = made(ADDRESSEE + event + ACTION.format(to="minister", text="{to}, ouvrez !") + attend)
    assert [action.kind for action in one.actions] == [ActionKind.POST, ActionKind.ATTEND]
    assert one.actions[0].messages[0].addressee == one.addressees[0]
    assert one.actions[1].event == one.events[0]


def test_signatories_stand_under_it_in_order() -> None:
    lines = (
        "signatories:\n"
        "  - url: https://well.example.org\n"
        "    texts: {ar: {organisation: جمعية البئر}, en: {organisation: The Well}}\n"
        "  - {listed: false, texts: {en: {person: Lina, description: a nurse}}}\n"
    )
    well, withheld = signatories.under(made(lines, "letter"))
    assert list(well.organisations) == ["ar", "en"]
    assert (withheld.is_listed, withheld.persons, withheld.descriptions) == (False, {}, {"en": "a nurse"})


def test_news_comes_with_its_hour() -> None:
    one = made("updates:\n  - {at: 2026-01-02 09:00, texts: {en: {title: News, text: Much.}}}")
    (update,) = updates.of_petition(one)
    assert (update.number, update.published_at) == (1, datetime(2026, 1, 2, 6, tzinfo=UTC))


def test_a_kind_has_only_what_it_can_do() -> None:
    assert mistake("goals: [100]", "letter") == "the head: goals: a letter has none"
    assert mistake(ADDRESSEE, "statement") == "the head: addressees: a statement has none"
    fields = "fields:\n  - {key: city, labels: {en: City}}"
    assert mistake(fields, "call") == "the head: fields: a call has no form to ask them in"


@pytest.mark.parametrize("kind", ["letter", "petition"])
def test_what_is_asked_may_be_said_later(kind: str) -> None:
    without = HEAD.replace(" demand: Open it.,", "")
    assert petition_files.create(without.format(kind=kind, lines="")).revisions[0].demand == ""


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ("links:\n  - {texts: {en: {label: Us}}}", "links, number 1: url is missing"),
        (
            "links:\n  - {url: 'javascript:alert(1)', texts: {en: {label: Us}}}",
            "links, number 1: url must be an address that begins with https:// or http://",
        ),
        ("figures:\n  - {texts: {en: {amount: '3'}}}", "figures, number 1, texts, en: label is missing"),
        ("events:\n  - {texts: {en: {title: A strike}}}", "events, number 1: starts is missing"),
        ("events:\n  - {key: 'A b', texts: {en: {title: A}}}", "events, number 1: starts is missing"),
        (
            "events:\n  - {starts: 2026-11-27 16:00, shown_zones: [Paris], texts: {en: {title: A strike}}}",
            "events, number 1, shown_zones: 1: Paris is no IANA time zone such as Asia/Damascus",
        ),
        (
            "actions:\n  - {kind: attend, event: strike, texts: {en: {title: Come}}}",
            "actions, number 1: event: nothing here has the key strike",
        ),
        (
            "actions:\n  - {kind: post, networks: [fax], texts: {en: {title: Write}}}",
            "actions, number 1: networks: fax is not one of x, bluesky, mastodon, threads",
        ),
        (
            ACTION.format(to="nobody", text="x"),
            "actions, number 1, messages, number 1: to: nothing here has the key nobody",
        ),
        ("signatories:\n  - {texts: {en: {title: Dr}}}", "signatories, number 1: organisation or person is missing"),
        ("updates:\n  - {texts: {en: {title: News, text: Much.}}}", "updates, number 1: at is missing"),
    ],
)
def test_each_mistake_is_named_with_its_place(lines: str, words: str) -> None:
    assert mistake(lines) == words


def test_a_post_that_is_too_long_with_its_handles_is_refused() -> None:
    text = "{to} " + "x" * 271
    assert mistake(ADDRESSEE + ACTION.format(to="minister", text=text)) == (
        "actions, number 1, messages, number 1: the text has 281 characters with its handles; X takes 280"
    )
    assert made(ADDRESSEE + ACTION.format(to="minister", text=text[:-1])).actions
