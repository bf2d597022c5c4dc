"""The form to be listed: by the private link, and where everyone may join."""

import re
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.outbox import Mail
from petition.models.signatory import Signatory
from petition.models.team import Team, TeamState
from petition.services import circulating, joining, signatory_lines
from petition.services.signatory_lines import SignatoryLine
from petition.web.public import joining as joining_view
from tests.campaigns import letter
from tests.conftest import FakeClock
from tests.guarantees import likeness, rows_of, statements
from tests.joining import ADDRESS, TYPED, picture, send_form, waits
from tests.joining import form_of_a_letter as make
from tests.making import at
from tests.reading import form_on

PUBLIC = "/en/petitions/a-letter/join"
BOTH = pytest.mark.parametrize("way", ["private", "public"])


@pytest.fixture
def forms(app: Flask) -> Callable[[str], str]:
    """The path of either form, made when it is asked for."""

    def path(way: str) -> str:
        if way == "private":
            return make(app)
        with app.app_context():
            db.open_for_writing()
            letter(opened=True, joining="everyone")
            db.session.commit()
        return PUBLIC

    return path


def sent(app: Flask) -> list[tuple[SignatoryLine, bool]]:
    with app.app_context():
        rows = db.session.scalars(sa.select(Signatory).order_by(Signatory.id))
        return [(signatory_lines.of(row), row.is_listed) for row in rows]


def page_of(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


@BOTH
def test_a_form_is_sent_and_answered_with_look_into_your_mail(
    app: Flask, client: FlaskClient, forms: Callable[[str], str], way: str
) -> None:
    path = forms(way)
    answer = send_form(client, path, person_ar="ريما حداد", represents_en="92 associations")
    assert (answer.status_code, answer.location) == (303, f"{path}/check-your-mail")
    assert "Look into your mail" in page_of(client.get(answer.location))
    [(line, is_listed)] = sent(app)
    assert (line.organisations, line.persons) == ({"en": "Nurses of the Harbour"}, {"ar": "ريما حداد"})
    assert (line.url, line.address, line.authority) == ("https://nurses.example.org", ADDRESS, "Chair")
    assert (is_listed, line.is_doubtful) == (True, False)


def test_the_language_of_the_page_comes_first(app: Flask, client: FlaskClient) -> None:
    path = make(app).replace("/en/", "/ar/")
    send_form(client, path, organisation_ar="ممرضات الميناء")
    assert list(sent(app)[0][0].organisations) == ["ar", "en"]
    with app.app_context():
        assert db.session.scalars(sa.select(Signatory.language)).all() == ["ar"]
        assert db.session.scalars(sa.select(Mail.language)).all() == ["ar"]


def test_a_person_alone_may_sign(app: Flask, client: FlaskClient) -> None:
    assert send_form(client, make(app), organisation_en="", person_en="Rima Haddad").status_code == 303


def test_names_in_another_script_alone_are_enough(app: Flask, client: FlaskClient) -> None:
    assert send_form(client, make(app), organisation_en="", organisation_ar="ممرضات").status_code == 303


def test_a_name_can_be_withheld(app: Flask, client: FlaskClient) -> None:
    path = make(app)
    assert "Only the description stays on the page" in page_of(client.get(path))
    send_form(client, path, listing="withheld", logo=picture())
    assert sent(app)[0][1] is False
    assert "Harbour" not in str(rows_of(app)["signatory"])
    assert rows_of(app)["signatory_logo"] == []


def test_where_signers_are_at_risk_names_are_withheld_unless_they_say_otherwise(
    app: Flask, client: FlaskClient
) -> None:
    path = make(app, protection="discreet")
    assert form_on(client.get(path), path)["listing"] == "withheld"


MISTAKES = [
    ({"organisation_en": ""}, "Name an organisation", "organisation_en"),
    ({"organisation_en": "\u202e\u200b"}, "Name an organisation", "organisation_en"),
    ({"organisation_en": "x" * 201}, "at most 200", "organisation_en"),
    ({"person_ar": "x" * 201}, "at most 200", "person_ar"),
    ({"description_en": "x" * 301}, "at most 300", "description_en"),
    ({"url": "javascript:alert(1)"}, "address of a web site", "url"),
    ({"url": "ftp://example.org"}, "address of a web site", "url"),
    ({"url": "nowhere"}, "address of a web site", "url"),
    ({"url": "https://bank.example@evil.example"}, "address of a web site", "url"),
    ({"mail": "rima"}, "Write a mail address", "mail"),
    ({"mail": ""}, "Write your mail address", "mail"),
    ({"mail": "rima@gmial.com"}, "Did you mean", "mail"),
    ({"contact": " "}, "Write your name", "contact"),
    ({"authority": ""}, "in what role", "authority"),
    ({"may_sign": ""}, "Tick that you may sign", "may_sign"),
    ({"listing": ""}, "Choose whether", "listing"),
    ({"listing": "perhaps"}, "alid choice", "listing"),
]


@pytest.mark.parametrize(("mistake", "words", "field"), MISTAKES, ids=[str(one[0])[:40] for one in MISTAKES])
def test_a_mistake_is_named_and_the_rest_is_kept(
    app: Flask, client: FlaskClient, mistake: dict[str, str], words: str, field: str
) -> None:
    path = make(app)
    typed = {"description_ar": "جمعية", "represents_en": "92 associations"} | mistake
    values = form_on(client.get(path), path) | TYPED | typed
    answer = client.post(path, data={name: value for name, value in values.items() if value != ""})
    assert answer.status_code == 422
    assert words in page_of(answer)
    assert f'href="#{field}' in page_of(answer)
    kept = form_on(answer, path)
    assert {name: kept.get(name) for name in ("represents_en", "description_ar")} == {
        "represents_en": "92 associations",
        "description_ar": "جمعية",
    }
    assert sent(app) == []


def test_a_slip_in_the_address_is_asked_about_once(app: Flask, client: FlaskClient) -> None:
    path = make(app)
    again = client.post(path, data=form_on(send_form(client, path, mail="rima@gmial.com"), path))
    assert again.status_code == 303
    assert sent(app)[0][0].address == "rima@gmial.com"


@pytest.mark.parametrize(
    "typed", ["https://nurses.example.org", "nurses.example.org", " http://nurses.example.org/en "]
)
def test_a_web_site_is_completed(app: Flask, client: FlaskClient, typed: str) -> None:
    send_form(client, make(app), url=typed)
    assert re.fullmatch(r"https?://nurses\.example\.org(/en)?", sent(app)[0][0].url)


def test_the_honeypot_refuses_nobody_and_is_noted(app: Flask, client: FlaskClient) -> None:
    assert send_form(client, make(app), website="https://spam.example").status_code == 303
    assert sent(app)[0][0].is_doubtful


def test_a_form_from_elsewhere_or_too_old_is_shown_again(app: Flask, client: FlaskClient, time: FakeClock) -> None:
    path = make(app)
    assert send_form(client, path, form_token="forged").status_code == 422
    values = form_on(client.get(path), path) | TYPED
    time.move(hours=74)
    answer = client.post(path, data=values)
    assert answer.status_code == 422
    assert form_on(answer, path)["contact"] == "Rima Haddad"


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_on_another_site_sends_nothing(app: Flask, client: FlaskClient, headers: dict[str, str]) -> None:
    path = make(app)
    values = form_on(client.get(path), path) | TYPED
    assert client.post(path, data=values, headers=headers).status_code == 403
    assert sent(app) == []


def test_a_known_address_is_answered_like_a_new_one(app: Flask) -> None:
    path = make(app)
    with app.app_context():
        db.open_for_writing()
        waits(circulating.look_up(path.split("/")[3]), address="known@example.org")
        db.session.commit()
    seen = []
    for address in ("brandnu@example.org", "known@example.org"):
        with statements(app) as executed:
            answer = send_form(app.test_client(), path, mail=address)
        seen.append([*likeness(answer), *executed])
    assert seen[0] == seen[1]


def test_a_flood_is_told_to_wait_and_loses_nothing(app: Flask, client: FlaskClient) -> None:
    path = make(app)
    for _ in range(int(joining_view.PER_NETWORK.split()[0])):
        client.post("/en/petitions/no-such-letter/join")
    answer = send_form(client, path, logo=picture())
    # Each of the two forms has its own limit.
    assert answer.status_code == 303
    for _ in range(int(joining_view.PER_NETWORK.split()[0])):
        client.post("/en/circulating/forged/join")
    answer = send_form(client, path)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0
    assert form_on(answer, path)["contact"] == "Rima Haddad"


def test_a_flood_of_nowhere_is_told_so(client: FlaskClient) -> None:
    answers = {client.post("/en/circulating/forged/join").status_code for _ in range(70)}
    assert answers == {410}


# --- Where nobody can join ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("values", [{"joins_until_local": at(2020, 1, 1)}, {"joining": "nobody"}])
def test_a_closed_list_says_so(app: Flask, client: FlaskClient, values: dict[str, Any]) -> None:
    path = make(app, **values)
    for answer in (client.get(path), client.post(path, data=TYPED)):
        assert answer.status_code == 409
        assert "The list is closed" in page_of(answer)


def test_the_deadline_and_the_embargo_are_named(app: Flask, client: FlaskClient) -> None:
    deadline, lifted = at(2090, 12, 1, 18), at(2090, 12, 12, 6)
    page = page_of(client.get(make(app, joins_until_local=deadline, embargo_local=lifted, closes_local=None)))
    assert "The list closes on 1 December 2090, 18:00 (Damascus)" in page
    assert "Not to be published before 12 December 2090, 06:00 (Damascus)" in page


def test_the_deadline_that_passed_is_named(app: Flask, client: FlaskClient) -> None:
    page = page_of(client.get(make(app, joins_until_local=at(2020, 1, 1, 18))))
    assert "1 January 2020, 18:00 (Damascus)" in page


def test_no_deadline_that_is_to_come_is_named_while_the_team_is_suspended(app: Flask, client: FlaskClient) -> None:
    path = make(app, joins_until_local=at(2090, 12, 1, 18))
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.update(Team).values(state=TeamState.SUSPENDED))
        db.session.commit()
    answer = client.get(path)
    assert answer.status_code == 409
    assert "2090" not in page_of(answer)
    assert "Nobody can ask to be listed here now." in page_of(answer)


def test_a_form_that_comes_too_late_is_answered_kindly(app: Flask, client: FlaskClient, time: FakeClock) -> None:
    path = make(app, zone="UTC", joins_until_local=time.now.replace(tzinfo=None, hour=23, minute=59))
    values = form_on(client.get(path), path) | TYPED
    time.move(days=1)
    answer = client.post(path, data=values)
    assert answer.status_code == 409
    assert "The list is closed" in page_of(answer)


@pytest.mark.parametrize("values", [{}, {"joining": "nobody"}])
def test_without_the_link_only_a_list_for_everyone_is_open(
    app: Flask, client: FlaskClient, values: dict[str, Any]
) -> None:
    with app.app_context():
        db.open_for_writing()
        letter(opened=True, **values)
        db.session.commit()
    assert client.get(PUBLIC).status_code == 404
    assert client.post(PUBLIC, data=TYPED).status_code == 404


def test_before_it_opens_nobody_joins_in_public(app: Flask, client: FlaskClient) -> None:
    make(app, joining="everyone")
    assert client.get(PUBLIC).status_code == 404


def test_the_link_is_good_for_joining_after_it_opened(app: Flask, client: FlaskClient) -> None:
    with app.app_context():
        db.open_for_writing()
        token = circulating.link_token(letter(opened=True))
        db.session.commit()
    assert send_form(client, f"/en/circulating/{token}/join").status_code == 303


def test_what_was_joined_can_be_confirmed(app: Flask, client: FlaskClient) -> None:
    send_form(client, make(app))
    with app.app_context():
        token = joining.link_token(db.session.scalars(sa.select(Signatory)).one())
    assert "Nurses of the Harbour" in page_of(client.get(f"/en/signatory/{token}"))
