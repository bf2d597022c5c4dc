from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.block import Block, BlockKind
from petition.services import blocking
from tests.accounts import grow_stale
from tests.people import PASSWORD, post
from tests.reading import form_on

PLACE = "/en/staff/blocks"
NETWORK = {"kind": "network", "value": "198.51.100.7/24", "reason": "a flood since noon", "lasting": "week"}
Blocked = Callable[[], list[str]]


@pytest.fixture
def blocked(app: Flask) -> Blocked:
    """What is blocked, the newest first."""

    def values() -> list[str]:
        with app.app_context():
            return list(db.session.scalars(sa.select(Block.value).order_by(Block.id.desc())))

    return values


@pytest.fixture
def page(app: Flask) -> str:
    """The page of a block."""
    with app.app_context():
        db.open_for_writing()
        blocking.add(BlockKind.DOMAIN, "example.org", reason="a flood", lasting=None, by="somebody")
        db.session.commit()
        return f"{PLACE}/{db.session.scalars(sa.select(Block.public_id)).one()}"


def text_at(browser: FlaskClient, address: str) -> str:
    return browser.get(address).get_data(as_text=True)


def test_one_is_added_listed_and_renewed(sam: FlaskClient, blocked: Blocked) -> None:
    done = [post(sam, PLACE, **NETWORK).location for _ in range(2)]
    assert (done, blocked()) == ([f"{PLACE}?done=added", f"{PLACE}?done=renewed"], ["198.51.100.0/24"])
    listed = text_at(sam, f"{PLACE}?kind=network")
    assert all(words in listed for words in ("198.51.100.0/24", "a flood since noon", "Sam"))
    assert "198.51.100.0/24" not in text_at(sam, f"{PLACE}?kind=domain")


def test_of_a_mailbox_nobody_sees_whose_it_is(sam: FlaskClient, blocked: Blocked) -> None:
    typed = {"kind": "mailbox", "value": "rima@example.org", "lasting": "lifted"}
    assert post(sam, PLACE, **NETWORK | typed).status_code == 303
    listed = text_at(sam, PLACE)
    assert ("a mailbox" in listed, "rima" in listed, blocked()[0] in listed) == (True, False, False)


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"value": "10.0.0.0/7"}, "That is too wide"),
        ({"value": "example.org"}, "Write a network address like"),
        ({"kind": "domain"}, "Write a mail domain like"),
        ({"kind": "mailbox"}, "Write a mail address like"),
        ({"kind": ""}, "Choose one of the answers"),
        ({"value": ""}, "Write which one"),
        ({"reason": ""}, "Write the reason"),
        ({"lasting": "century"}, "There is a problem"),
    ],
)
def test_what_cannot_be_is_shown_again(sam: FlaskClient, blocked: Blocked, wrong: dict[str, str], words: str) -> None:
    answer = post(sam, PLACE, **NETWORK | wrong)
    shown = answer.get_data(as_text=True)
    assert (answer.status_code, words in shown, blocked()) == (422, True, [])
    assert all(f'value="{typed}"' in shown for name, typed in (NETWORK | wrong).items() if name in ("value", "reason"))


def test_when_there_are_too_many_it_is_said(sam: FlaskClient, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "MOST", 1)
    answer = post(sam, PLACE, **NETWORK)
    assert (answer.status_code, "There are 1 blocks" in answer.get_data(as_text=True)) == (422, True)
    assert 'value="198.51.100.7/24"' in answer.get_data(as_text=True)


def test_one_is_looked_up(sam: FlaskClient, page: str) -> None:
    found, other = (post(sam, f"{PLACE}/look-up", what=what) for what in ("rima@mail.example.org", "198.51.100.7"))
    assert ((page in found.text), ("Nothing blocks it" in other.text)) == (True, True)
    wrong = post(sam, f"{PLACE}/look-up", what="no such thing")
    assert (wrong.status_code, 'value="no such thing"' in wrong.text) == (422, True)
    long = post(sam, f"{PLACE}/look-up", what="é" * 321)
    assert (long.status_code, "Use at most 320 characters" in long.text) == (422, True)


def test_one_is_lifted_with_a_reason(sam: FlaskClient, page: str, blocked: Blocked) -> None:
    form = form_on(sam.get(page), f"{page}/lift")
    assert sam.post(f"{page}/lift", data=form).status_code == 422
    done = sam.post(f"{page}/lift", data=form | {"reason": "over"})
    assert (done.status_code, done.location, blocked()) == (303, f"{PLACE}?done=lifted", [])
    assert sam.get(page).status_code == 404
    late = sam.post(f"{page}/lift", data=form | {"reason": "over"})
    assert (late.status_code, "This block is over" in late.text) == (409, True)


def test_one_that_a_colleague_renewed_is_shown_as_it_stands(sam: FlaskClient, page: str, blocked: Blocked) -> None:
    form = form_on(sam.get(page), f"{page}/lift") | {"reason": "over"}
    post(sam, PLACE, **NETWORK | {"kind": "domain", "value": "example.org", "reason": "it goes on"})
    late = sam.post(f"{page}/lift", data=form)
    assert (late.status_code, "it goes on" in late.text, 'value="over"' in late.text) == (409, True, True)
    assert sam.post(f"{page}/lift", data=form_on(late, f"{page}/lift")).status_code == 303


def test_it_asks_again_who_is_there(app: Flask, sam: FlaskClient, page: str, blocked: Blocked) -> None:
    lifting = form_on(sam.get(page), f"{page}/lift") | {"reason": "over"}
    grow_stale(app)
    asked = [sam.post(f"{page}/lift", data=lifting), post(sam, PLACE, **NETWORK)]
    assert ["Is it still you?" in answer.text for answer in asked] == [True, True]
    assert blocked() == ["example.org"]
    assert sam.post(PLACE, data=form_on(asked[1], PLACE) | {"step_up_password": PASSWORD}).status_code == 303
    assert blocked() == ["198.51.100.0/24", "example.org"]


def test_it_goes_on_to_earlier_ones(sam: FlaskClient, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(blocking, "PER_PAGE", 1)
    post(sam, PLACE, **NETWORK)
    first = text_at(sam, PLACE)
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert ("198.51.100.0/24" in first, page in first) == (True, False)
    assert (page in text_at(sam, older), "Back to the newest" in text_at(sam, older)) == (True, True)
