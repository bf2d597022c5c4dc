"""Making links with a code, in the workspace."""

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition, Protection
from petition.models.tally import Part, TallyTotal
from petition.services import petitions, shown_shares, sources, tallying
from tests.conftest import FakeClock
from tests.people import post
from tests.reading import Mails, confirm, form_on, link_in

PAGE = "/en/organise/keep-the-ward-open"
ADD, REMOVE = f"{PAGE}/sources", f"{PAGE}/sources/may/remove"
TYPED = {"name": "Newsletter, May", "code": "may"}


def codes(app: Flask, load: Callable[[str], Petition]) -> list[str]:
    with app.app_context():
        return [source.code for source in load("keep-the-ward-open").sources]


def test_a_link_is_made_and_shown(app: Flask, alice: FlaskClient, load: Callable[[str], Petition]) -> None:
    answer = post(alice, ADD, **TYPED)
    assert (answer.status_code, answer.location) == (303, f"{PAGE}#sources")
    page = alice.get(PAGE).text
    # One for each language: an address without one speaks the site's first.
    assert all(f"http://127.0.0.1:8000/{code}/petitions/keep-the-ward-open?ref=may<" in page for code in ("en", "ar"))
    assert "8000/petitions/" not in page
    assert "Newsletter, May" in page
    assert codes(app, load) == ["may"]


@pytest.mark.parametrize(
    ("name", "code", "made"),
    [
        ("Newsletter, May!", "", "newsletter-may"),
        ("Affiche à l’école", "", "affiche-a-lecole"),
        ("أيار", "MAY-1", "may-1"),
        ("أيار", "", "link-1"),
        ("ملصق A", "", "link-1"),
        ("x" * 80, "", "x" * 30),
    ],
)
def test_a_code_is_made_of_the_words(
    app: Flask, alice: FlaskClient, load: Callable[[str], Petition], name: str, code: str, made: str
) -> None:
    assert post(alice, ADD, name=name, code=code).status_code == 303
    assert codes(app, load) == [made]


def test_where_nothing_is_left_of_the_words_it_is_the_next_number(
    app: Flask, alice: FlaskClient, load: Callable[[str], Petition]
) -> None:
    with app.app_context():
        db.open_for_writing()
        ward = load("keep-the-ward-open")
        db.session.add(TallyTotal(petition_id=ward.id, part=Part.SOURCE, value="link-2", n=3))
        db.session.commit()
    for name in ("أيار", "حزيران"):
        assert post(alice, ADD, name=name, code="").status_code == 303
    # By the second somebody came before it was removed.
    assert codes(app, load) == ["link-1", "link-3"]


def test_links_are_made_before_it_opens(alice: FlaskClient, draft: str) -> None:
    page, add = f"/en/organise/{draft}", f"/en/organise/{draft}/sources"
    assert "and count, from the opening on" in alice.get(page).text
    assert form_on(post(alice, add, name="May", code="m_y"), "/sources#sources")["code"] == "m_y"
    assert post(alice, add, **TYPED).status_code == 303
    assert f"/en/petitions/{draft}?ref=may" in alice.get(page).text


def test_after_closing_they_tell_what_they_brought(
    app: Flask, alice: FlaskClient, load: Callable[[str], Petition]
) -> None:
    post(alice, ADD, **TYPED)
    with app.app_context():
        db.open_for_writing()
        petitions.close(load("keep-the-ward-open"))
        db.session.commit()
    page = alice.get(PAGE).text
    assert "Newsletter, May" in page
    assert not any(words in page for words in ("?ref=", "Make the link", ">Remove<"))
    assert post(alice, ADD, name="June", code="june").location == PAGE
    assert codes(app, load) == ["may"]


def test_it_is_said_what_removing_does(alice: FlaskClient) -> None:
    post(alice, ADD, **TYPED)
    assert "A removed link still leads to the page" in alice.get(PAGE).text


def test_bob_may(bob: FlaskClient) -> None:
    assert post(bob, ADD, **TYPED).status_code == 303
    assert post(bob, REMOVE).status_code == 303


@pytest.mark.parametrize("path", [ADD, REMOVE])
def test_anonymous_is_turned_away(client: FlaskClient, petition: str, path: str) -> None:
    assert client.post(path, data=TYPED).status_code == 303


@pytest.mark.parametrize(
    ("name", "code", "words"),
    [
        ("", "may", "Write where you will share it"),
        ("x" * 81, "may", "at most 80 characters"),
        ("May", "m_y", "small letters from a to z"),
        ("May", "x" * 31, "small letters from a to z"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(alice: FlaskClient, name: str, code: str, words: str) -> None:
    answer = post(alice, ADD, name=name, code=code)
    assert answer.status_code == 422
    assert words in answer.text
    assert form_on(answer, "/sources#sources").items() >= {"name": name, "code": code}.items()


def test_a_code_is_given_once(alice: FlaskClient) -> None:
    post(alice, ADD, **TYPED)
    answer = post(alice, ADD, name="Again", code="may")
    assert answer.status_code == 422
    assert "You have a link with this code already" in answer.text


def test_there_are_so_many_at_most(alice: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST", 1)
    post(alice, ADD, **TYPED)
    answer = post(alice, ADD, name="June", code="june")
    assert answer.status_code == 422
    assert "remove one first" in answer.text


def test_a_removed_one_is_gone(app: Flask, alice: FlaskClient, load: Callable[[str], Petition]) -> None:
    post(alice, ADD, **TYPED)
    assert post(alice, REMOVE).status_code == 303
    assert codes(app, load) == []


def test_where_signers_are_at_risk_there_are_none(
    app: Flask, alice: FlaskClient, load: Callable[[str], Petition]
) -> None:
    with app.app_context():
        db.open_for_writing()
        load("keep-the-ward-open").protection = Protection.DISCREET
        db.session.commit()
    assert "Where signers come from" not in alice.get(PAGE).text
    assert post(alice, ADD, **TYPED).status_code == 404


def test_who_comes_by_it_is_counted_there(alice: FlaskClient, client: FlaskClient, mails: Mails) -> None:
    post(alice, ADD, **TYPED)
    public = "/en/petitions/keep-the-ward-open"
    for number in range(20):
        came_from = {"Referer": f"http://127.0.0.1:8000{public}{'?ref=may' if number % 2 else ''}"}
        typed = form_on(client.get(public), "/sign") | {"name": f"Nr {number}", "mail": f"nr{number}@example.org"}
        client.post(f"{public}/sign", data=typed, headers=came_from)
        confirm(client, link_in(mails.to(f"nr{number}@example.org")[0]))
    mails.all()
    rows = " ".join(alice.get(PAGE).text.split())
    section = rows[rows.index('id="sources"') :]
    assert section.count('<td class="n">10</td>') == 2


def test_a_link_that_is_newer_than_what_is_shown_has_no_number(
    app: Flask, alice: FlaskClient, load: Callable[[str], Petition], time: FakeClock
) -> None:
    with app.app_context():
        db.open_for_writing()
        ward = load("keep-the-ward-open")
        tallying.add_totals(ward.id, Counter({(Part.LANGUAGE, "en"): 30}))
        shown_shares.add({ward.id: 30})
        shown_shares.renew()
        db.session.commit()
    time.move(minutes=1)
    post(alice, ADD, **TYPED)
    page = " ".join(alice.get(PAGE).text.split())
    section = page[page.index('id="sources"') :]
    assert section.count("too few to be told") == 1
    assert '<td class="n">30</td>' in section


def test_the_log_tells_of_it(alice: FlaskClient) -> None:
    post(alice, ADD, **TYPED)
    post(alice, REMOVE)
    log = alice.get("/en/organise/teams/ward-team/log").text
    assert "made a link with a code" in log
    assert "removed a link with a code" in log
