import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import NameAudience
from petition.models.signature import HoldRule
from petition.services import policy, workspace
from tests.guarantees import statements
from tests.people import post

LIST = "/en/organise/keep-the-ward-open/signatures"

# With the banner, which a site that keeps its pages asks for once in a while.
MOST = 14

SignAs = Callable[..., str]


@pytest.fixture
def held(sign_as: SignAs) -> str:
    return sign_as(name="Doubtful Name", doubts=(HoldRule.HONEYPOT,))


@pytest.fixture
def counted(sign_as: SignAs) -> str:
    return sign_as(name="Counted Name")


def text_at(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def test_it_shows_names_that_were_given(alice: FlaskClient, sign_as: SignAs) -> None:
    sign_as(name="Given Name")
    sign_as(name="Secret Name", give_name_to=NameAudience.NOBODY)
    page = text_at(alice, LIST)
    assert "Given Name" in page
    assert "Secret Name" not in page


def test_it_escapes_names(alice: FlaskClient, sign_as: SignAs) -> None:
    sign_as(name="<b>Rima</b>")
    assert "<bdi>&lt;b&gt;Rima&lt;/b&gt;</bdi>" in text_at(alice, LIST)


def test_it_goes_on_to_earlier_ones(alice: FlaskClient, sign_as: SignAs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "PER_PAGE", 1)
    sign_as(name="Early")
    sign_as(name="Late")
    first = text_at(alice, LIST)
    older = first.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    assert ("Late" in first, "Early" in first) == (True, False)
    assert ("Late" in text_at(alice, older), "Early" in text_at(alice, older)) == (False, True)


@pytest.mark.parametrize(
    "query",
    ["before=x", "before=-1", f"before={9**40}", "state=nonsense", "country=XX&since=soon", "language=xx&ref=%00"],
)
def test_it_answers_every_query(alice: FlaskClient, counted: str, query: str) -> None:
    assert "Counted Name" in text_at(alice, f"{LIST}?{query}")


def test_held_ones_say_why(mona: FlaskClient, held: str) -> None:
    page = text_at(mona, f"{LIST}?state=held")
    assert "Doubtful Name" in page
    assert "a field that people do not see" in page
    assert f"/{held}/release" in page


def test_what_was_held_for_an_outage_says_so(mona: FlaskClient, sign_as: SignAs) -> None:
    sign_as(name="Patient Name", doubts=(HoldRule.LIMITS_AWAY,))
    assert "sent while the site could not count its limits" in text_at(mona, f"{LIST}?state=held")


@pytest.mark.parametrize("page", [LIST, f"{LIST}/anything"])
def test_viewers_see_no_signatures(vera: FlaskClient, page: str) -> None:
    assert vera.get(page).status_code == 403


def test_charlie_sees_no_signature(charlie: FlaskClient, counted: str) -> None:
    assert [charlie.get(LIST).status_code, charlie.get(f"{LIST}/{counted}").status_code] == [404, 404]


def test_a_moderator_releases(mona: FlaskClient, held: str) -> None:
    answer = post(mona, f"{LIST}/{held}/release")
    assert (answer.status_code, answer.location) == (303, f"{LIST}?state=held")
    assert "Doubtful Name" in text_at(mona, LIST)
    assert "released" in text_at(mona, f"{LIST}/{held}")


def test_releasing_leads_back_to_the_list_as_it_was_filtered(mona: FlaskClient, sign_as: SignAs) -> None:
    for name in ("Early", "Late"):
        sign_as(name=name, country="LB", doubts=(HoldRule.HONEYPOT,))
    here = f"{LIST}?state=held&country=LB"
    [late, _early] = re.findall(r'action="([^"]+/release[^"]+)"', text_at(mona, here))
    assert post(mona, late.replace("&amp;", "&")).location == here
    assert "Early" in text_at(mona, here)


def test_a_moderator_removes(mona: FlaskClient, counted: str) -> None:
    assert post(mona, f"{LIST}/{counted}/remove", reason="a test entry").status_code == 303
    assert "Counted Name" not in text_at(mona, LIST)
    assert "Counted Name" in text_at(mona, f"{LIST}?state=removed")


def test_a_team_mate_may_too(bob: FlaskClient, held: str, counted: str) -> None:
    assert post(bob, f"{LIST}/{held}/release").status_code == 303
    assert post(bob, f"{LIST}/{counted}/remove", reason="a test entry").status_code == 303


@pytest.mark.parametrize("reason", ["", "  ", "\u200e", "x" * 301])
def test_a_removal_needs_a_reason(mona: FlaskClient, counted: str, reason: str) -> None:
    answer = post(mona, f"{LIST}/{counted}/remove", reason=reason)
    assert answer.status_code == 422
    assert 'id="remove-reason-error"' in answer.get_data(as_text=True)
    assert reason.strip("\u200e ") in answer.get_data(as_text=True)


def test_deciding_twice_shows_how_it_stands(mona: FlaskClient, held: str) -> None:
    post(mona, f"{LIST}/{held}/release")
    answer = post(mona, f"{LIST}/{held}/release")
    assert answer.status_code == 409
    assert "decided about this signature meanwhile" in answer.get_data(as_text=True)


@pytest.mark.parametrize("verb", ["release", "remove"])
def test_an_unknown_signature(alice: FlaskClient, verb: str) -> None:
    assert post(alice, f"{LIST}/unknown/{verb}", reason="none").status_code == 404


def test_it_is_filtered_and_says_so(mona: FlaskClient, sign_as: SignAs) -> None:
    sign_as(name="From Lebanon", country="LB")
    sign_as(name="From France", country="FR")
    page = text_at(mona, f"{LIST}?country=FR")
    assert ("From Lebanon" in page, "From France" in page, "Show all" in page) == (False, True, True)
    assert "Show all" not in text_at(mona, LIST)


def test_a_team_learns_that_everything_is_held(app: Flask, mona: FlaskClient, sign_as: SignAs) -> None:
    sign_as(name="Some Name", doubts=(HoldRule.BLOCKED,))
    with app.app_context():
        db.open_for_writing()
        policy.decide("signing.under_attack_until", "2999-01-01 00:00")
        db.session.commit()
    queue = text_at(mona, f"{LIST}?state=held")
    assert "whoever runs this site doubts where it comes from" in queue
    assert "has everything held that is sent until 1 January 2999" in queue
    assert "has everything held" not in text_at(mona, LIST)


def test_filters_stay_from_page_to_page(mona: FlaskClient, sign_as: SignAs, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workspace, "PER_PAGE", 1)
    sign_as(name="Early")
    sign_as(name="Late")
    page = text_at(mona, f"{LIST}?country=LB&given_to=addressees")
    older = page.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    assert older.startswith(f"{LIST}?state=counted&amp;country=LB&amp;given_to=addressees&amp;before=")
    assert "state=removed&amp;country=LB" in page


def test_nobody_like_that_is_said_with_a_way_out(mona: FlaskClient, counted: str) -> None:
    page = text_at(mona, f"{LIST}?country=FR")
    assert "No signature in this state is like that" in page


def test_a_page_asks_the_same_however_many_there_are(app: Flask, mona: FlaskClient, sign_as: SignAs) -> None:
    sign_as(name="Early", comment="Why", comment_is_public=True)
    with statements(app) as one:
        mona.get(f"{LIST}?country=LB")
    for name in ("Later", "Late"):
        sign_as(name=name, doubts=())
    with statements(app) as many:
        mona.get(f"{LIST}?country=LB")
    assert (len(one), len(many)) == (MOST, MOST)
