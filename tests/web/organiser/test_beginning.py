"""Starting a petition: from nothing, from a starter, from a copy."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.kind import PetitionKind
from petition.models.organiser import Organiser
from petition.models.petition import Petition, PetitionState
from petition.models.team import TeamRole
from petition.services import drafting, organisers, petitions, starters, teams
from petition.services.errors import InvalidSection
from tests.making import make_petition, make_team
from tests.people import browser_of, post
from tests.reading import form_on

NEW = "/en/organise/new"
TYPED = {"start": "nothing", "kind": "petition", "language": "en", "title": "A ward of our own"}
BAD = [
    ({"title": ""}, "title"),
    ({"title": " \u200e "}, "title"),
    ({"title": "x" * 201}, "title"),
    ({"kind": "poem"}, "kind-0"),
    ({"language": "xx"}, "language"),
    ({"start": "../demo/night-shift"}, "start-0"),
    ({"start": "copy", "copied": "nowhere"}, "copied"),
    ({"start": "copy", "copied": "not-ours"}, "copied"),
]
Find = Callable[[str], Petition]


def text_at(browser: FlaskClient, address: str = NEW) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


@pytest.fixture
def theirs(app: Flask, charlie: FlaskClient) -> None:
    """A petition of Charlie's team."""
    with app.app_context():
        db.open_for_writing()
        strangers = teams.by_slug("strangers")
        assert strangers
        make_petition("not-ours", team_id=strangers.id)


@pytest.fixture
def two_teams(app: Flask, alice: FlaskClient) -> None:
    """Alice is in another team too."""
    with app.app_context():
        db.open_for_writing()
        found = db.session.scalars(sa.select(Organiser).where(Organiser.name == "Alice")).one()
        organisers.add_to_team(found, make_team("ridge", name="Ridge"), TeamRole.EDITOR)
        db.session.commit()


def test_the_workspace_leads_there(bob: FlaskClient) -> None:
    assert f'href="{NEW}"' in text_at(bob, "/en/organise")


def test_whoever_makes_none_is_not_led_there(vera: FlaskClient) -> None:
    assert f'href="{NEW}"' not in text_at(vera, "/en/organise")
    page = text_at(vera)
    assert "Ask an owner of your team" in page
    assert f'action="{NEW}"' not in page
    assert post(vera, NEW, **TYPED).status_code == 403


def test_a_team_s_first_petition_is_offered(app: Flask, charlie: FlaskClient) -> None:
    page = text_at(charlie, "/en/organise")
    assert "Your team has no petition yet" in page
    assert f'href="{NEW}"' in page


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_a_title_is_enough(app: Flask, load: Find, request: pytest.FixtureRequest, who: str) -> None:
    browser = request.getfixturevalue(who)
    answer = post(browser, NEW, **form_on(browser.get(NEW), "/new") | {"title": "A ward of our own"})
    assert (answer.status_code, answer.location) == (303, "/en/organise/a-ward-of-our-own/edit")
    with app.app_context():
        made = load("a-ward-of-our-own")
        assert (made.kind, made.state, made.language) == (PetitionKind.PETITION, PetitionState.DRAFT, "en")
        assert made.team.slug == "ward-team"


@pytest.mark.parametrize("kind", list(PetitionKind))
def test_it_can_be_of_any_kind_and_language(app: Flask, alice: FlaskClient, load: Find, kind: PetitionKind) -> None:
    post(alice, NEW, **TYPED | {"kind": kind.value, "language": "ar"})
    with app.app_context():
        made = load("a-ward-of-our-own")
        assert (made.kind, made.language, made.languages) == (kind, "ar", ["ar"])


@pytest.mark.parametrize("name", starters.NAMES)
def test_it_begins_with_a_starter(app: Flask, alice: FlaskClient, load: Find, name: str) -> None:
    answer = post(alice, NEW, **TYPED | {"start": name, "language": "fr"})
    assert answer.status_code == 303
    with app.app_context():
        made = load("a-ward-of-our-own")
        assert made.kind is starters.kind_of(name)
        assert made.words_in("fr").title == "A ward of our own"
        assert "[" in made.words_in("fr").text


def test_a_starter_has_a_title_of_its_own(app: Flask, alice: FlaskClient) -> None:
    answer = post(alice, NEW, **TYPED | {"start": "to-the-council", "title": ""})
    with app.app_context():
        made = petitions.by_slug(answer.location.split("/")[-2])
        assert made
        assert made.words_in("en").title.startswith("[What the council should do]")


def test_it_begins_with_a_copy(app: Flask, alice: FlaskClient, petition: str) -> None:
    answer = post(alice, NEW, **TYPED | {"start": "copy", "copied": petition, "title": ""})
    assert answer.status_code == 303
    with app.app_context():
        copy = petitions.by_slug(answer.location.split("/")[-2])
        assert copy
        assert (copy.words_in("ar").title, copy.state) == ("أبقوا الجناح مفتوحًا", PetitionState.DRAFT)


@pytest.mark.usefixtures("theirs")
@pytest.mark.parametrize(("typed", "field"), BAD)
def test_what_is_wrong_is_told_and_the_rest_is_kept(
    app: Flask, alice: FlaskClient, typed: dict[str, str], field: str
) -> None:
    answer = post(alice, NEW, **TYPED | typed)
    assert answer.status_code == 422
    assert f'href="#{field}"' in answer.get_data(as_text=True)
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(Petition.id))) == 2


def test_what_was_chosen_is_kept(alice: FlaskClient) -> None:
    answer = post(alice, NEW, **TYPED | {"kind": "letter", "language": "ar", "title": ""})
    kept = form_on(answer, "/new")
    assert (kept["start"], kept["kind"], kept["language"]) == ("nothing", "letter", "ar")


@pytest.mark.usefixtures("theirs")
def test_nobody_else_s_can_be_copied(alice: FlaskClient, petition: str) -> None:
    page = text_at(alice)
    assert f'value="{petition}"' in page
    assert "not-ours" not in page


@pytest.mark.usefixtures("two_teams")
def test_who_is_in_several_teams_chooses_one(app: Flask, alice: FlaskClient, load: Find) -> None:
    assert 'value="ridge"' in text_at(alice)
    assert post(alice, NEW, **TYPED).status_code == 422
    assert post(alice, NEW, **TYPED | {"team": "strangers"}).status_code == 422
    assert post(alice, NEW, **TYPED | {"team": "ridge"}).status_code == 303
    with app.app_context():
        assert load("a-ward-of-our-own").team.slug == "ridge"


def test_what_was_hidden_is_not_copied(app: Flask, alice: FlaskClient, load: Find, petition: str) -> None:
    with app.app_context():
        db.open_for_writing()
        petitions.hide(load(petition), reason="a test entry")
        db.session.commit()
    assert post(alice, NEW, **TYPED | {"start": "copy", "copied": petition}).status_code == 422


def test_it_speaks_arabic(alice: FlaskClient) -> None:
    page = text_at(alice, "/ar/organise/new")
    assert "حماية العاملين في الصحة" in page
    assert form_on(alice.get("/ar/organise/new"), "/new")["language"] == "ar"


def test_strangers_are_turned_away(client: FlaskClient) -> None:
    assert client.get(NEW).location.startswith("/en/login")


def test_somebody_in_no_team_is_told_what_to_do(app: Flask, petition: str) -> None:
    page = text_at(browser_of(app, "nadia"))
    assert 'href="/en/organise/teams"' in page
    assert "You are in no team in which you may make one" in page


def test_what_is_sent_twice_is_begun_once(alice: FlaskClient) -> None:
    typed = form_on(alice.get(NEW), "/new") | {"title": "A ward of our own"}
    first, second = (post(alice, NEW, **typed).location for _ in range(2))
    assert first == second == "/en/organise/a-ward-of-our-own/edit"
    others = (typed | {"kind": "letter"}, typed | {"title": "Another"})
    assert len({first, *(post(alice, NEW, **other).location for other in others)}) == 3


def test_what_cannot_be_copied_is_told(alice: FlaskClient, petition: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_given: object, **_named: object) -> None:
        raise InvalidSection("title", "too long")

    monkeypatch.setattr(drafting, "copy_of", refuse)
    answer = post(alice, NEW, **TYPED | {"start": "copy", "copied": petition})
    assert answer.status_code == 422
    assert "Begin with another one" in answer.get_data(as_text=True)
    assert form_on(answer, "/new")["start"] == "copy"
