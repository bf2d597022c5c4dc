"""What is too large for a team: it asks those who run the site with one more press, and may take that back."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.correction import Correction
from petition.models.petition import Petition
from petition.services import large_corrections, petitions
from tests.corrections import LARGE, REASON, TEXT, asked, long_petition
from tests.people import post
from tests.reading import form_on

PAGE = "/en/organise/keep-the-ward-open/revise"
ENGLISH, ASK = f"{PAGE}/en", f"{PAGE}/en/ask"
Load = Callable[[str], Petition]
Change = Callable[[Callable[[Petition], object]], None]


@pytest.fixture
def petition(app: Flask) -> str:
    with app.app_context():
        db.open_for_writing()
        long_petition()
        db.session.commit()
        return "keep-the-ward-open"


@pytest.fixture
def change(app: Flask, petition: str, load: Load) -> Change:
    def do(act: Callable[[Petition], object]) -> None:
        with app.app_context():
            db.open_for_writing()
            act(load(petition))
            db.session.commit()

    return do


def typed(browser: FlaskClient) -> dict[str, str]:
    return form_on(browser.get(ENGLISH), "/revise/en") | {"text": LARGE, "reason": REASON}


def kept(app: Flask) -> list[Correction]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Correction).order_by(Correction.id)))


def page_of(browser: FlaskClient, path: str = PAGE) -> str:
    return " ".join(browser.get(path).get_data(as_text=True).split())


def test_it_is_asked_with_what_was_typed(app: Flask, alice: FlaskClient, client: FlaskClient) -> None:
    assert "Ask those who run the site" not in page_of(alice, ENGLISH)
    refused = post(alice, ENGLISH, **typed(alice))
    assert refused.status_code == 422
    assert f'formaction="{ASK}"' in refused.get_data(as_text=True)
    answer = post(alice, ASK, **form_on(refused, "/revise/en"))
    assert (answer.status_code, answer.location) == (303, f"{PAGE}#asked")
    [made] = kept(app)
    assert (made.words["text"], made.reason) == (LARGE, REASON)
    page = page_of(alice)
    assert REASON in page
    assert "three</ins>" in page
    assert "It waits for a decision" in page
    assert "three nurses" not in page_of(client, "/en/petitions/keep-the-ward-open")


def test_it_is_taken_back(app: Flask, alice: FlaskClient, bob: FlaskClient) -> None:
    post(alice, ASK, **typed(alice))
    path = f"{PAGE}/asked/{kept(app)[0].public_id}/take-back"
    # The second time it is over, and the page says so.
    assert [post(bob, path).status_code for _ in range(2)] == [303, 303]
    assert "It was taken back" in page_of(alice)
    assert post(alice, ASK, **typed(alice)).status_code == 303


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ({"reason": " "}, "Write why"),
        ({"text": TEXT.replace("Ward 3 has two", "Ward 3 has four")}, "small enough: publish it yourself"),
        ({"text": ""}, "can be corrected, not emptied"),
    ],
)
def test_bad_input_is_told_and_kept(app: Flask, alice: FlaskClient, words: dict[str, str], problem: str) -> None:
    sent = typed(alice) | words
    answer = post(alice, ASK, **sent)
    assert (answer.status_code, kept(app)) == (422, [])
    assert problem in " ".join(answer.get_data(as_text=True).split())
    assert form_on(answer, "/revise/en")["text"] == sent["text"]


def test_a_second_one_waits_for_the_first(app: Flask, alice: FlaskClient) -> None:
    post(alice, ASK, **typed(alice))
    answer = post(alice, ASK, **typed(alice))
    assert (answer.status_code, len(kept(app))) == (422, 1)
    assert "waits already" in answer.get_data(as_text=True)
    assert form_on(answer, "/revise/en")["text"] == LARGE


def test_a_colleagues_correction_is_shown_first(app: Flask, alice: FlaskClient, bob: FlaskClient) -> None:
    mine = typed(alice)
    post(bob, ENGLISH, **typed(bob) | {"text": TEXT.replace("Ward 3 has two", "Ward 3 has four")})
    answer = post(alice, ASK, **mine)
    assert (answer.status_code, kept(app)) == (409, [])
    assert form_on(answer, "/revise/en")["text"] == LARGE


def test_once_closed_nothing_is_asked(app: Flask, alice: FlaskClient, change: Change) -> None:
    mine = typed(alice)
    change(petitions.close)
    answer = post(alice, ASK, **mine)
    assert (answer.status_code, kept(app)) == (409, [])
    assert form_on(answer, "/revise/en")["text"] == LARGE


def test_the_team_reads_what_was_decided(alice: FlaskClient, change: Change) -> None:
    change(lambda ward: large_corrections.refuse(asked(ward), by="sam", answer="Say it in the news."))
    page = page_of(alice)
    assert "refused it" in page
    assert "Say it in the news." in page


def test_who_may_not(
    app: Flask, client: FlaskClient, mona: FlaskClient, charlie: FlaskClient, alice: FlaskClient
) -> None:
    post(alice, ASK, **typed(alice))
    [made] = kept(app)
    for path in (ASK, f"{PAGE}/asked/{made.public_id}/take-back"):
        assert client.post(path).location == "/en/login"
        assert [post(browser, path, text=LARGE, reason="x").status_code for browser in (mona, charlie)] == [403, 404]
    assert post(alice, f"{PAGE}/asked/unknown/take-back").status_code == 404
    assert [one.outcome for one in kept(app)] == [None]
