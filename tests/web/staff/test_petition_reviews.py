from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition, PetitionState
from petition.models.team import TeamState
from petition.services import petition_reviews, petitions, previewing
from petition.services.staff_mails import Waits
from petition.web.staff.decision_line import ABOUT, PLACES
from tests.making import make_petition
from tests.people import post
from tests.picturing import illustrate
from tests.reading import form_on

SLUG = "a-ward-to-look-at"
LIST = "/en/staff/decisions"
PAGE = f"/en/staff/petitions/{SLUG}/review"
Load = Callable[[str], Petition]


@pytest.fixture
def sent(app: Flask, load: Load) -> None:
    with app.app_context():
        db.open_for_writing()
        make_petition(SLUG, opened=False, closes_local=None)
        illustrate(load(SLUG))
        petitions.send_for_review(load(SLUG))
        db.session.commit()


@pytest.fixture
def state(app: Flask, load: Load) -> Callable[[], PetitionState]:
    def found() -> PetitionState:
        with app.app_context():
            return load(SLUG).state

    return found


def text(browser: FlaskClient, path: str, status: int = 200) -> str:
    answer = browser.get(path)
    assert answer.status_code == status
    return " ".join(answer.get_data(as_text=True).split())


def test_everything_that_can_wait_has_words() -> None:
    assert set(ABOUT) == set(Waits)
    assert set(PLACES) <= set(Waits)


def test_without_anything_to_decide_it_says_so(sam: FlaskClient) -> None:
    assert "Nothing waits for a decision." in text(sam, LIST)


@pytest.mark.usefixtures("sent")
def test_what_waits_leads_to_where_it_is_decided(sam: FlaskClient) -> None:
    assert f'<a href="{PAGE}"><bdi lang="en">Keep the ward open</bdi></a>' in text(sam, LIST)
    page = text(sam, PAGE)
    assert "There is no day of closing" in page
    assert "Approve and open it now" in page


@pytest.mark.usefixtures("sent")
def test_it_opens(sam: FlaskClient, client: FlaskClient, state: Callable[[], PetitionState]) -> None:
    done = post(sam, f"{PAGE}/approve", **form_on(sam.get(PAGE), "/approve"))
    assert (done.status_code, done.location, state()) == (303, f"{LIST}?done=approved", PetitionState.OPEN)
    assert "You let it open." in text(sam, done.location)
    assert client.get(f"/en/petitions/{SLUG}").status_code == 200
    assert sam.get(PAGE).location == LIST


@pytest.mark.usefixtures("sent")
def test_nothing_of_a_suspended_team_is_approved(
    app: Flask, sam: FlaskClient, load: Load, state: Callable[[], PetitionState]
) -> None:
    shown = form_on(sam.get(PAGE), "/approve")
    with app.app_context():
        db.open_for_writing()
        load(SLUG).team.state = TeamState.SUSPENDED
        db.session.commit()
    assert '<span class="state">suspended</span>' in text(sam, LIST)
    refused = post(sam, f"{PAGE}/approve", **shown)
    assert (refused.status_code, state()) == (409, PetitionState.IN_REVIEW)
    assert "The team is suspended by those who run this site." in refused.get_data(as_text=True)
    assert f"{PAGE}/approve" not in text(sam, PAGE)


@pytest.mark.usefixtures("sent")
def test_it_is_given_back_with_words_alone(sam: FlaskClient, state: Callable[[], PetitionState]) -> None:
    shown = form_on(sam.get(PAGE), "/give-back")
    refused = post(sam, f"{PAGE}/give-back", **shown | {"words": " "})
    assert (refused.status_code, state()) == (422, PetitionState.IN_REVIEW)
    assert 'id="words-error"' in refused.get_data(as_text=True)
    long = post(sam, f"{PAGE}/give-back", **shown | {"words": "a" * 2001})
    assert (long.status_code, form_on(long, "/give-back")["words"]) == (422, "a" * 2001)
    done = post(sam, f"{PAGE}/give-back", **shown | {"words": "Whose ward?"})
    assert (done.location, state()) == (f"{LIST}?done=returned", PetitionState.DRAFT)


@pytest.mark.usefixtures("sent")
@pytest.mark.parametrize("verb", ["approve", "give-back"])
def test_what_changed_since_it_was_looked_at_is_shown(
    app: Flask, sam: FlaskClient, load: Load, state: Callable[[], PetitionState], verb: str
) -> None:
    shown = form_on(sam.get(PAGE), f"/{verb}")
    with app.app_context():
        db.open_for_writing()
        previewing.renew_link(load(SLUG), by="alice")
        db.session.commit()
    answer = post(sam, f"{PAGE}/{verb}", **shown | {"words": "Whose ward?"})
    assert (answer.status_code, state()) == (409, PetitionState.IN_REVIEW)
    assert "Something changed since you looked" in answer.get_data(as_text=True)
    assert form_on(answer, "/give-back")["words"] == ("Whose ward?" if verb == "give-back" else "")
    assert post(sam, f"{PAGE}/{verb}", **form_on(answer, f"/{verb}") | {"words": "Whose?"}).status_code == 303


@pytest.mark.usefixtures("sent")
def test_who_is_too_late_sees_how_it_stands_and_loses_no_words(app: Flask, sam: FlaskClient, load: Load) -> None:
    shown = form_on(sam.get(PAGE), "/give-back")
    with app.app_context():
        db.open_for_writing()
        petition_reviews.take_back(load(SLUG), by="alice")
        db.session.commit()
    for verb, words in (("approve", ""), ("give-back", "Whose <ward>?"), ("give-back", "")):
        answer = post(sam, f"{PAGE}/{verb}", **shown | {"words": words})
        assert answer.status_code == 409
        assert "A colleague was faster, or its team took it back." in answer.get_data(as_text=True)
    assert "Whose &lt;ward&gt;?" in post(sam, f"{PAGE}/give-back", **shown | {"words": "Whose <ward>?"}).get_data(
        as_text=True
    )


def test_what_does_not_exist_is_not_decided_about(sam: FlaskClient) -> None:
    assert sam.get(PAGE).status_code == 404
    assert post(sam, f"{PAGE}/approve").status_code == 404


@pytest.mark.usefixtures("sent")
def test_staff_read_it_as_it_will_be_until_it_is_decided(app: Flask, sam: FlaskClient, load: Load) -> None:
    with app.app_context():
        found = load(SLUG)
        link, given_out = f"/en/review/{previewing.review_token(found)}", previewing.link_token(found)
    assert f'href="{link}"' in text(sam, PAGE)
    page = text(sam, link)
    assert "This link works until you have decided." in page
    # What would go on working afterwards is not told.
    assert given_out not in page
    picture = page.partition('src="/review/')[2].partition('"')[0]
    assert sam.get(f"/review/{picture}").mimetype == "image/jpeg"
    post(sam, f"{PAGE}/give-back", **form_on(sam.get(PAGE), "/give-back") | {"words": "Whose ward?"})
    assert {sam.get(path).status_code for path in (link, f"/review/{picture}", "/en/review/forged")} == {410}
