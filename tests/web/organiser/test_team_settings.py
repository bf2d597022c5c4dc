import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.organiser import LoginSession
from petition.models.team import Team
from petition.services import teams
from tests.people import PASSWORD, post
from tests.reading import form_on

PAGE = "/en/organise/teams/ward-team/settings"
TYPED = {
    "name": "Ward Team",
    "legal_name": "Ward Team, association loi 1901",
    "website": "ward.example.org",
    "accent": "#1d5a6b",
    "zone": "Asia/Damascus",
    "retention_days": "٩٠",
    "press_name": "ريما حداد",
    "press_mail": "press@example.org",
    "name_ar": "فريق الجناح",
    "about_ar": "ممرضات.\nوقابلات.",
    "news_ar": "اكتبوا لي عن أعمالكم",
}
BAD = [
    ("name", ""),
    ("legal_name", " \u200e "),
    ("legal_name", "x" * 201),
    ("postal_address", ""),
    ("privacy_contact", "nobody"),
    ("website", "javascript:alert(1)"),
    ("accent", "red"),
    ("accent", "#ffff00"),
    ("zone", "Damascus"),
    ("retention_days", "x"),
    ("retention_days", "29"),
    ("retention_days", "9" * 40),
    ("press_phone", "1" * 61),
    ("press_mail", "nobody"),
    ("about", "x" * 2001),
    ("name_fr", "x" * 201),
    ("news_ar", "x" * 201),
]
# What a browser cannot show again: there is no such choice, or no such colour.
NOT_SHOWN = {"zone", "accent"}


def settings(app: Flask) -> dict[str, object]:
    with app.app_context():
        return teams.settings_of(db.session.scalars(sa.select(Team).where(Team.slug == "ward-team")).one())


def test_an_owner_changes_everything(app: Flask, alice: FlaskClient) -> None:
    answer = post(alice, PAGE, **form_on(alice.get(PAGE), "/settings") | TYPED)
    assert (answer.status_code, answer.location) == (303, "/en/organise/teams/ward-team")
    found = settings(app)
    assert (found["website"], found["accent"], found["zone"]) == (
        "https://ward.example.org",
        "#1d5a6b",
        "Asia/Damascus",
    )
    assert (found["retention_days"], found["press_name"]) == (90, "ريما حداد")
    assert (found["names"], found["abouts"]) == ({"ar": "فريق الجناح"}, {"ar": "ممرضات.\nوقابلات."})
    assert found["news_consent"] == {"ar": "اكتبوا لي عن أعمالكم"}


def test_it_shows_what_is_kept(alice: FlaskClient) -> None:
    post(alice, PAGE, **form_on(alice.get(PAGE), "/settings") | TYPED)
    kept = form_on(alice.get(PAGE), "/settings")
    for name in ("legal_name", "accent", "zone", "press_name", "name_ar", "about_ar", "news_ar"):
        assert kept[name] == TYPED[name]


def test_an_empty_name_takes_its_language_away(app: Flask, alice: FlaskClient) -> None:
    for typed in (TYPED, {"name_ar": "", "about_ar": "", "news_ar": ""}):
        post(alice, PAGE, **form_on(alice.get(PAGE), "/settings") | typed)
    found = settings(app)
    assert (found["names"], found["news_consent"]) == ({}, {})


def test_readers_see_it_in_their_language(alice: FlaskClient, client: FlaskClient) -> None:
    post(alice, PAGE, **form_on(alice.get(PAGE), "/settings") | TYPED)
    assert "فريق الجناح" in client.get("/ar/teams/ward-team").get_data(as_text=True)
    assert "اكتبوا لي عن أعمالكم" in client.get("/ar/petitions/keep-the-ward-open").get_data(as_text=True)


@pytest.mark.parametrize(("name", "value"), BAD, ids=[f"{name}-{value[:20]}" for name, value in BAD])
def test_bad_input_is_told_and_kept(app: Flask, alice: FlaskClient, name: str, value: str) -> None:
    before = settings(app)
    answer = post(alice, PAGE, **form_on(alice.get(PAGE), "/settings") | TYPED | {name: value})
    assert answer.status_code == 422
    assert f'id="{name}-error"' in answer.get_data(as_text=True)
    kept = form_on(answer, "/settings")
    assert kept[name] == value.strip(" \u200e") or name in NOT_SHOWN
    other = "press_name" if name != "press_name" else "press_mail"
    assert kept[other] == TYPED[other]
    assert settings(app) == before


def test_what_it_is_needs_a_name_in_that_language(alice: FlaskClient) -> None:
    answer = post(alice, PAGE, **form_on(alice.get(PAGE), "/settings") | {"about_fr": "Des infirmières"})
    assert answer.status_code == 422
    assert 'id="name_fr-error"' in answer.get_data(as_text=True)


def test_a_colleagues_change_is_not_overwritten_unseen(app: Flask, alice: FlaskClient) -> None:
    mine = form_on(alice.get(PAGE), "/settings") | {"press_name": "Mine"}
    post(alice, PAGE, **form_on(alice.get(PAGE), "/settings") | {"press_name": "Theirs"})
    answer = post(alice, PAGE, **mine)
    assert answer.status_code == 409
    assert settings(app)["press_name"] == "Theirs"
    kept = form_on(answer, "/settings")
    assert kept["press_name"] == "Mine"
    assert post(alice, PAGE, **kept).status_code == 303
    assert settings(app)["press_name"] == "Mine"


def test_after_a_while_it_asks_who_is_there_and_keeps_all_that_was_typed(app: Flask, alice: FlaskClient) -> None:
    typed = form_on(alice.get(PAGE), "/settings") | TYPED
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.update(LoginSession).values(step_up_at=None))
        db.session.commit()
    kept = form_on(post(alice, PAGE, **typed), "/settings")
    assert alice.post(PAGE, data=kept | {"step_up_password": PASSWORD}).status_code == 303
    assert settings(app)["press_name"] == TYPED["press_name"]
