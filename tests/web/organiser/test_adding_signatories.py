"""Lines under a letter that the team adds itself."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Joining, Petition
from petition.services import petitions, signatories
from tests.people import post
from tests.web.organiser.editor import DRAFT

LIST = f"/en/organise/{DRAFT}/signatories"
PAGE = f"{LIST}/new"
TYPED = {
    "language": "en",
    "organisation": "Nurses of the Harbour",
    "represents": "92 wards",
    "person": "Rima Haddad",
    "title": "Chair",
    "url": "nurses.example.org",
}
Load = Callable[[str], Petition]

pytestmark = pytest.mark.usefixtures("draft")


def names(app: Flask, load: Load, slug: str = DRAFT) -> list[str]:
    with app.app_context():
        return [next(iter(one.organisations.values()), "") for one in signatories.under(load(slug))]


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_a_line_stands_under_it_at_once(app: Flask, request: pytest.FixtureRequest, load: Load, who: str) -> None:
    browser = request.getfixturevalue(who)
    assert f'href="{PAGE}"' in browser.get(LIST).get_data(as_text=True)
    answer = post(browser, PAGE, **TYPED)
    assert (answer.status_code, answer.location) == (303, f"{LIST}#under")
    with app.app_context():
        [made] = signatories.under(load(DRAFT))
        assert (made.organisations, made.persons) == ({"en": "Nurses of the Harbour"}, {"en": "Rima Haddad"})
        assert (made.verification, made.url, made.is_listed) == ("team", "https://nurses.example.org", True)


def test_whoever_may_ask_to_be_listed_does_not_matter(app: Flask, alice: FlaskClient, load: Load) -> None:
    with app.app_context():
        db.open_for_writing()
        load(DRAFT).joining = Joining.NOBODY
        db.session.commit()
    assert post(alice, PAGE, **TYPED).status_code == 303
    assert names(app, load) == ["Nurses of the Harbour"]


def test_under_an_open_one_it_is_counted(app: Flask, alice: FlaskClient, load: Load) -> None:
    slug = "keep-the-ward-open"
    assert post(alice, PAGE.replace(DRAFT, slug), **TYPED).status_code == 303
    assert names(app, load, slug) == ["Nurses of the Harbour"]
    assert "added a signatory" in alice.get("/en/organise/teams/ward-team/log").get_data(as_text=True)


def test_a_second_press_adds_nothing(app: Flask, alice: FlaskClient, load: Load) -> None:
    post(alice, PAGE, **TYPED)
    assert post(alice, PAGE, **TYPED).status_code == 303
    assert names(app, load) == ["Nurses of the Harbour"]


def test_a_name_can_be_withheld(app: Flask, alice: FlaskClient, load: Load) -> None:
    post(alice, PAGE, is_withheld="y", **TYPED)
    assert names(app, load) == [""]


@pytest.mark.parametrize("typed", [{"organisation": "", "person": ""}, {"url": "no site"}, {"language": "xx"}])
def test_what_is_missing_or_wrong_is_told(app: Flask, alice: FlaskClient, load: Load, typed: dict[str, str]) -> None:
    answer = post(alice, PAGE, **TYPED | typed)
    assert (answer.status_code, names(app, load)) == (422, [])
    assert 'value="92 wards"' in answer.get_data(as_text=True)


def test_when_it_is_over_nothing_is_added(app: Flask, alice: FlaskClient, load: Load) -> None:
    slug = "keep-the-ward-open"
    with app.app_context():
        db.open_for_writing()
        petitions.close(load(slug))
        db.session.commit()
    answer = post(alice, PAGE.replace(DRAFT, slug), **TYPED)
    assert (answer.status_code, names(app, load, slug)) == (409, [])
    assert 'value="92 wards"' in answer.get_data(as_text=True)
