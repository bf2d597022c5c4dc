"""The mailed link over HTTP: looking changes nothing, pressing counts once, and nobody confirms another's words."""

from dataclasses import replace
from itertools import product

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import DBAPIError

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.signature import Signature
from petition.models.submission import Submission
from petition.services import identity, petitions
from tests.conftest import FakeClock
from tests.guarantees import assert_changes_nothing, rows_of
from tests.reading import Mails, confirm, form_on, link_in, sign

ADDRESS = "rima@example.org"


def waiting_link(client: FlaskClient, petition: str, mails: Mails, **typed: str) -> str:
    """Sign, and take the link from the mail; long enough ago for a person to have read it."""
    sign(client, petition, **typed)
    return link_in(mails.newest())


def words_counted(app: Flask) -> list[str]:
    with app.app_context():
        return [identity.of_signature(one).comment for one in db.session.scalars(sa.select(Signature))]


def states(app: Flask) -> list[str]:
    with app.app_context():
        return [one.value for one in db.session.scalars(sa.select(Signature.state).order_by(Signature.id))]


def count_of(client: FlaskClient, slug: str, mails: Mails) -> int:
    mails.all()
    return int(client.get(f"/petitions/{slug}/count.json").get_json()["count"])


def look_a_hundred_times(app: Flask, *paths: str) -> None:
    for path, method in product(paths, ("GET", "HEAD")):
        for _ in range(50):
            assert app.test_client().open(path, method=method).status_code == 200


@pytest.mark.parametrize("page", ["", "/reject"])
def test_looking_at_a_waiting_link_changes_nothing(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, page: str
) -> None:
    path = waiting_link(client, petition, mails)
    assert_changes_nothing(app, lambda: look_a_hundred_times(app, path + page))


def test_looking_at_a_counted_link_and_signature_changes_nothing(
    app: Flask, client: FlaskClient, petition: str, mails: Mails
) -> None:
    path = waiting_link(client, petition, mails)
    confirm(client, path)
    mine = signature_link(client, path)
    assert_changes_nothing(app, lambda: look_a_hundred_times(app, path, path + "/reject", mine))


def signature_link(client: FlaskClient, path: str) -> str:
    page = client.get(path).get_data(as_text=True)
    return "/en/signature/" + page.split("/en/signature/")[1].split('"')[0]


def test_a_link_in_a_language_that_is_no_longer_offered_leads_there(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = waiting_link(client, petition, mails)
    before = path.replace("/en/", "/fr/")
    offered = replace(app.extensions["petition.settings"], languages=("en",))
    monkeypatch.setitem(app.extensions, "petition.settings", offered)
    assert client.post(before, data=form_on(client.get(before), path)).status_code == 303
    assert "You are counted" in client.get(before).get_data(as_text=True)


def test_the_check_sees_a_change(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> None:
    path = waiting_link(client, petition, mails)
    with pytest.raises(AssertionError):
        assert_changes_nothing(app, lambda: confirm(client, path))


def test_what_only_reads_is_kept_from_writing_by_the_database(app: Flask, client: FlaskClient, petition: str) -> None:
    sign(client, petition)
    before = rows_of(app)
    with app.app_context(), pytest.raises(DBAPIError):
        db.session.execute(sa.delete(Submission))
    assert rows_of(app) == before


def test_ten_confirmations_are_one_count_and_ten_kind_answers(client: FlaskClient, petition: str, mails: Mails) -> None:
    path = waiting_link(client, petition, mails)
    words = form_on(client.get(path), path)
    for _ in range(10):
        answer = client.post(path, data=words, follow_redirects=True)
        assert answer.status_code == 200
        assert "You are counted" in answer.get_data(as_text=True)
    assert count_of(client, petition, mails) == 1


@pytest.mark.parametrize("strangers_turn", ["before", "after"])
def test_a_strangers_submission_never_becomes_my_words(
    app: Flask, petition: str, mails: Mails, time: FakeClock, strangers_turn: str
) -> None:
    mine, theirs = two_submissions(app, petition, mails, time, stranger_first=strangers_turn == "before")
    assert confirm(app.test_client(), mine).status_code == 303
    assert app.test_client().get(theirs).status_code == 410
    assert app.test_client().post(theirs).status_code == 410
    assert words_counted(app) == ["My own words"]


def two_submissions(
    app: Flask, petition: str, mails: Mails, time: FakeClock, *, stranger_first: bool
) -> tuple[str, str]:
    """The link of what I wrote, and of what a stranger wrote with my address."""
    links = {}
    for words in ("A stranger's words", "My own words") if stranger_first else ("My own words", "A stranger's words"):
        sign(app.test_client(), petition, comment=words)
        links[words] = link_in(mails.newest())
        time.move(minutes=11)
    return links["My own words"], links["A stranger's words"]


def test_a_stranger_with_the_cookie_cannot_confirm_by_my_press(
    app: Flask, petition: str, mails: Mails, time: FakeClock
) -> None:
    stranger = app.test_client()
    sign(stranger, petition, comment="A stranger's words")
    mails.all()
    time.move(minutes=11)
    sign(app.test_client(), petition, comment="My own words")
    mine = link_in(mails.newest())
    page = stranger.get(mine).get_data(as_text=True)
    assert "data-submit-itself" not in page


def test_my_own_browser_presses_by_itself(client: FlaskClient, petition: str, mails: Mails) -> None:
    path = waiting_link(client, petition, mails)
    assert "data-submit-itself" in client.get(path).get_data(as_text=True)


@pytest.mark.parametrize(("seconds", "state"), [(1, "held"), (4, "counted")])
def test_another_browser_is_held_when_it_presses_at_once(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, time: FakeClock, seconds: int, state: str
) -> None:
    path = waiting_link(client, petition, mails)
    time.move(seconds=seconds)
    confirm(app.test_client(), path)
    assert states(app) == [state]


def test_the_same_browser_may_press_at_once(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, time: FakeClock
) -> None:
    confirm(client, waiting_link(client, petition, mails))
    assert states(app) == ["counted"]


def test_a_held_signature_is_told_so(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, time: FakeClock
) -> None:
    path = waiting_link(client, petition, mails, website="https://spam.example")
    answer = client.post(path, data=form_on(client.get(path), path), follow_redirects=True)
    assert states(app) == ["held"]
    assert "being reviewed" in answer.get_data(as_text=True)
    assert count_of(client, petition, mails) == 0


def test_the_page_shows_what_was_written_and_takes_changes(
    app: Flask, client: FlaskClient, petition: str, mails: Mails
) -> None:
    path = waiting_link(client, petition, mails, comment="First thoughts")
    assert "First thoughts" in client.get(path).get_data(as_text=True)
    confirm(client, path, comment="Second thoughts")
    assert words_counted(app) == ["Second thoughts"]


def test_changes_that_cannot_stand_are_shown_again(client: FlaskClient, petition: str, mails: Mails) -> None:
    path = waiting_link(client, petition, mails)
    answer = confirm(client, path, name="\u202e", comment="Kept all the same")
    assert answer.status_code == 422
    assert "Write your name" in answer.get_data(as_text=True)
    assert "Kept all the same" in answer.get_data(as_text=True)


@pytest.mark.parametrize("never_again", [True, False])
def test_whoever_did_not_sign_says_so_on_a_second_page(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, never_again: bool
) -> None:
    path = waiting_link(client, petition, mails)
    answer = client.post(path + "/reject", data={"never_again": "y"} if never_again else {})
    assert answer.status_code == 200
    assert client.get(path).status_code == 410
    sign(app.test_client(), petition, name="Once More")
    assert len(mails.to(ADDRESS)) == 1
    assert states(app) == []


def test_after_rejecting_for_ever_no_mail_ever_comes(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, time: FakeClock
) -> None:
    path = waiting_link(client, petition, mails)
    client.post(path + "/reject", data={"never_again": "y"})
    time.move(days=2)
    sign(app.test_client(), petition, name="Once More")
    assert len(mails.to(ADDRESS)) == 1


@pytest.mark.parametrize(("days", "status"), [(6, 200), (8, 410)])
def test_a_link_works_for_seven_days_after_closing(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, time: FakeClock, days: int, status: int
) -> None:
    path = waiting_link(client, petition, mails)
    close(app, petition)
    time.move(days=days)
    assert client.get(path).status_code == status
    assert client.post(path, data={"name": "Rima", "give_name_to": "nobody"}).status_code == (303 if days == 6 else 410)
    assert len(states(app)) == (1 if days == 6 else 0)


def close(app: Flask, slug: str) -> None:
    with app.app_context():
        db.open_for_writing()
        found = petitions.by_slug(slug)
        assert isinstance(found, Petition)
        petitions.close(found)
        db.session.commit()


def test_a_counted_link_stays_good_after_the_grace(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, time: FakeClock
) -> None:
    path = waiting_link(client, petition, mails)
    confirm(client, path)
    close(app, petition)
    time.move(days=10)
    assert "You are counted" in client.get(path).get_data(as_text=True)


@pytest.mark.parametrize("token", ["x", "WyJ4IiwwXQ.aaaaaa.bbbb", "%F0%9F%92%A3", "a" * 5000])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_forged_links_are_gone_and_change_nothing(app: Flask, petition: str, token: str, method: str) -> None:
    statuses = []
    assert_changes_nothing(
        app, lambda: statuses.append(app.test_client().open(f"/confirm/{token}", method=method).status_code)
    )
    assert statuses == [410]


def test_a_post_from_another_site_confirms_nothing(
    app: Flask, client: FlaskClient, petition: str, mails: Mails
) -> None:
    path = waiting_link(client, petition, mails)
    before = rows_of(app)
    for headers in ({"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}):
        assert client.post(path, headers=headers).status_code == 403
    assert rows_of(app) == before
