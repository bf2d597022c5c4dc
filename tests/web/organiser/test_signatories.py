"""The team's queue of those who want to be listed."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.record import Audit
from petition.services import circulating, joining, petitions, signatories
from tests.conftest import FakeClock
from tests.joining import asks, circulates, logo, stands, waits
from tests.making import at
from tests.people import browser_of, post

LIST = "/en/organise/a-letter/signatories"
Arrange = Callable[..., None]


@pytest.fixture
def arrange(app: Flask, petition: str) -> Arrange:
    """Make a letter of the same team that circulates, with these lines."""

    def make(*lines: Callable[..., Any], **values: Any) -> None:
        with app.app_context():
            db.open_for_writing()
            made = circulates(**values)
            for line in lines:
                line(made)
            db.session.commit()

    return make


def text(browser: FlaskClient, path: str = LIST) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return " ".join(answer.get_data(as_text=True).split())


def private_link(app: Flask) -> str:
    with app.app_context():
        found = petitions.by_slug("a-letter")
        assert found
        return f"/en/circulating/{circulating.link_token(found)}"


def test_who_waits_is_shown_with_all_the_team_goes_by(alice: FlaskClient, arrange: Arrange) -> None:
    arrange(lambda made: waits(made, descriptions={"en": "A <union>"}, is_doubtful=True))
    page = text(alice)
    for words in ("Nurses of the Harbour", "A &lt;union&gt;", "rima@nurses.example.org", "Rima Haddad", "Chair"):
        assert words in page
    assert "confirmed by mail at the domain of its own web site" in page
    assert "a field that people do not see" in page


def test_a_form_that_nobody_confirmed_is_a_number(alice: FlaskClient, arrange: Arrange) -> None:
    arrange(asks)
    page = text(alice)
    assert "1 form waits for its sender to confirm it" in page
    assert "Nurses of the Harbour" not in page


def test_each_stands_in_its_section(alice: FlaskClient, arrange: Arrange) -> None:
    def asked(made: Any) -> None:
        signatories.ask(waits(made, "Asked"), by="alice", question="Since when?")

    arrange(
        lambda made: waits(made, "Waiting"),
        asked,
        lambda made: stands(made, "Standing"),
        lambda made: joining.withdraw(waits(made, "Gone")),
    )
    page = text(alice)
    order = [
        page.index(words) for words in ("Waiting</bdi>", "Asked</bdi>", "Since when?", "Standing</bdi>", "<details")
    ]
    assert order == sorted(order)
    assert page.index("Gone") > page.index("<details")


def test_a_withheld_name_is_known_to_the_team_alone(app: Flask, alice: FlaskClient, arrange: Arrange) -> None:
    arrange(lambda made: stands(made, is_listed=False), lambda made: waits(made, "Also hidden", is_listed=False))
    page = text(alice)
    assert "Nurses of the Harbour" in page
    assert "withheld" in page
    assert "Also hidden" in page
    assert "Nurses of the Harbour" not in text(alice, private_link(app))


def test_the_private_link_deadline_and_embargo_are_told(app: Flask, arrange: Arrange, time: FakeClock) -> None:
    time.now = time.now.replace(year=2026, month=11, day=1)
    arrange(embargo_local=at(2026, 12, 12, 6), joins_until_local=at(2026, 12, 1, 18))
    page = text(browser_of(app, "alice"))
    assert f'value="http://127.0.0.1:8000{private_link(app)}"' in page
    assert f'value="http://127.0.0.1:8000{private_link(app).replace("/en/", "/ar/")}"' in page
    assert "not to be published before 12 December 2026, 06:00 (Damascus)" in page
    assert "the list closes on 1 December 2026, 18:00 (Damascus)" in page


@pytest.mark.parametrize(
    ("values", "link"),
    [({}, "/join"), ({"joining": "everyone"}, "/petitions/a-letter/join"), ({"joining": "nobody"}, "")],
)
def test_once_open_the_link_leads_to_the_form(
    alice: FlaskClient, arrange: Arrange, values: dict[str, Any], link: str
) -> None:
    arrange(lambda made: petitions.open_now(made, languages=["en"]), **values)
    page = text(alice)
    assert (f'{link}"' in page) if link else ("readonly" not in page)


def test_a_draft_says_how_to_begin(alice: FlaskClient, petition: str, arrange: Arrange) -> None:
    arrange(lambda made: setattr(made, "state", "draft"))
    assert '/en/organise/a-letter/check#circulating"' in text(alice)


def test_the_list_is_linked_from_the_petition(alice: FlaskClient, vera: FlaskClient, arrange: Arrange) -> None:
    arrange()
    assert f'href="{LIST}"' in text(alice, "/en/organise/a-letter")
    assert f'href="{LIST}"' not in text(vera, "/en/organise/a-letter")


def test_the_list_of_petitions_says_how_many_wait(alice: FlaskClient, vera: FlaskClient, arrange: Arrange) -> None:
    arrange(waits, lambda made: waits(made, "Other", address="other@example.org"), asks)
    assert "2 wait<span" in text(alice, "/en/organise")
    assert "nobody waits" in text(alice, "/en/organise")
    assert LIST not in text(vera, "/en/organise")


def test_the_list_is_copied_before_it_opens(alice: FlaskClient, arrange: Arrange) -> None:
    arrange(stands, lambda made: stands(made, "Hidden", is_listed=False), lambda made: waits(made, "Waiting"))
    page = text(alice, f"{LIST}/copy")
    assert "Nurses of the Harbour" in page
    assert "Name withheld for safety" in page
    assert "Hidden" not in page
    assert "Waiting" not in page


def test_the_logo_is_seen_before_it_is_approved(app: Flask, alice: FlaskClient, arrange: Arrange) -> None:
    arrange(lambda made: waits(made, logo=logo()))
    picture = text(alice).partition('<img src="')[2].partition('"')[0]
    assert alice.get(picture).data == logo().png
    assert app.test_client().get(picture).status_code == 303


def test_a_line_without_a_logo_has_none(alice: FlaskClient, arrange: Arrange) -> None:
    lines: list[str] = []
    arrange(lambda made: lines.append(waits(made).public_id))
    assert alice.get(f"{LIST}/{lines[0]}/logo.png").status_code == 404


# --- A new link --------------------------------------------------------------------------------------------------


def test_a_new_link_takes_the_place_of_the_old_one(
    app: Flask, client: FlaskClient, alice: FlaskClient, arrange: Arrange
) -> None:
    arrange()
    old = private_link(app)
    answer = post(alice, f"{LIST}/link")
    assert (answer.status_code, answer.location) == (303, LIST)
    assert (client.get(old).status_code, client.get(private_link(app)).status_code) == (410, 200)
    with app.app_context():
        assert "renew private link" in db.session.scalars(sa.select(Audit.verb)).all()


def test_a_team_mate_and_a_moderator_may_too(bob: FlaskClient, mona: FlaskClient, arrange: Arrange) -> None:
    arrange()
    assert [post(browser, f"{LIST}/link").status_code for browser in (bob, mona)] == [303, 303]


# --- Who may look ------------------------------------------------------------------------------------------------

PAGES = ["", "/copy", "/unknown", "/unknown/logo.png"]


@pytest.mark.parametrize("page", PAGES)
def test_who_may_not_look(
    client: FlaskClient, vera: FlaskClient, charlie: FlaskClient, arrange: Arrange, page: str
) -> None:
    arrange()
    answers = [browser.get(LIST + page).status_code for browser in (client, vera, charlie)]
    assert answers == [303, 403, 404]


def test_an_unknown_line_is_like_a_foreign_one(alice: FlaskClient, arrange: Arrange) -> None:
    lines: list[str] = []
    arrange(lambda made: lines.append(asks(made).public_id))
    for public_id in ("unknown", lines[0]):
        assert alice.get(f"{LIST}/{public_id}").status_code == 404
