"""Signing over HTTP: what was typed kept, floods slowed down. One answer for all: test_same_answer.py."""

import re

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.consent import Consent, ConsentPurpose, ConsentText
from petition.models.form import FieldDefinition
from petition.models.revision import Revision
from petition.models.signature import Signature
from petition.models.submission import Submission
from petition.services import identity, petitions
from petition.services.identity import Identity
from petition.web.public import signing as signing_view
from tests.guarantees import at_once, rows_of
from tests.making import make_petition
from tests.reading import Mails, confirm, form_on, link_in, sign

ADDRESS = "rima@example.org"
WORDS = ("language", "title", "summary", "text", "demand")


def signers(app: Flask) -> list[Identity]:
    with app.app_context():
        rows = db.session.scalars(sa.select(Submission).order_by(Submission.id))
        return [identity.of_submission(row) for row in rows]


def page_of(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def test_what_was_typed_arrives_whole(app: Flask, client: FlaskClient, petition: str) -> None:
    choices = {"country": "LB", "give_name_to": "nobody", "team_news": "y"}
    sign(client, petition, name=" ريما  حداد ", comment="one\r\ntwo", **choices)
    [typed] = signers(app)
    assert (typed.name, typed.comment, typed.country) == ("ريما حداد", "one\ntwo", "LB")
    assert (typed.give_name_to, typed.consents) == ("nobody", ("team_news",))


def test_it_names_the_words_that_were_read(app: Flask, client: FlaskClient, petition: str) -> None:
    values = form_on(client.get(f"/en/petitions/{petition}"), "/sign") | {"name": "Rima Haddad", "mail": ADDRESS}
    with app.app_context():
        db.open_for_writing()
        found = petitions.by_slug(petition)
        assert found
        read = found.words_in("en")
        words = {name: getattr(read, name) for name in WORDS}
        db.session.add(Revision(petition_id=found.id, number=2, sha256="0" * 64, **words))
        db.session.commit()
    for sent in ({}, {"revision": "f" * 64}):
        client.post(f"/en/petitions/{petition}/sign", data=values | sent)
    with app.app_context():
        numbers = db.session.scalars(sa.select(Revision.number).join(Submission).order_by(Submission.id)).all()
    assert numbers == [1, 2]


def test_nothing_is_ticked_beforehand_and_nothing_is_published_by_default(client: FlaskClient, petition: str) -> None:
    values = form_on(client.get(f"/en/petitions/{petition}"), "/sign")
    assert values["give_name_to"] == "addressees"
    assert not {"petition_news", "team_news", "comment_public"} & values.keys()


def test_every_recipient_of_a_name_is_named(client: FlaskClient, petition: str) -> None:
    assert page_of(client.get(f"/en/petitions/{petition}")).count("The Minister of Health") >= 2


def test_what_is_kept_as_agreed_to_stands_above_the_button(
    app: Flask, client: FlaskClient, petition: str, mails: Mails
) -> None:
    page = page_of(client.get(f"/ar/petitions/{petition}"))
    sign(client, petition, language="ar")
    confirm(client, link_in(mails.newest()))
    with app.app_context():
        signed = sa.select(ConsentText.text).join(Consent, Consent.consent_text_id == ConsentText.id)
        agreed = db.session.scalars(signed.where(ConsentText.purpose == ConsentPurpose.SIGNING)).one()
    assert "Ward Team e.V." in agreed
    assert page.index(agreed) < page.index('<button class="button wide">')


# --- Many at once ------------------------------------------------------------------------------------------------


def test_fifty_identical_posts_at_once_are_one_mail_and_one_signature(
    app: Flask, client: FlaskClient, petition: str, mails: Mails
) -> None:
    values = form_on(client.get(f"/en/petitions/{petition}"), "/sign") | {"name": "Rima Haddad", "mail": ADDRESS}
    target = f"/en/petitions/{petition}/sign"
    answers = at_once(50, lambda _n: app.test_client().post(target, data=values).status_code)
    assert answers == [303] * 50
    [mail] = mails.all()
    path = link_in(mail)
    answers = at_once(10, lambda _n: confirm(app.test_client(), path).status_code)
    assert answers == [303] * 10
    assert number_of(app, Signature) == 1
    assert number_of(app, Submission) == 0
    assert len(mails.all()) == 1


def number_of(app: Flask, model: type[Signature] | type[Submission]) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count(model.id))) or 0


def test_two_hundred_people_behind_one_address_all_get_through(client: FlaskClient, petition: str) -> None:
    [per_ten_minutes] = re.findall(r"(\d+) per 10 minutes", signing_view.PER_NETWORK)
    assert int(per_ten_minutes) >= 200
    values = form_on(client.get(f"/en/petitions/{petition}"), "/sign") | {"name": "Rima Haddad"}
    people = [values | {"mail": f"signer{number}@example.org"} for number in range(110)]
    answers = {client.post(f"/en/petitions/{petition}/sign", data=person).status_code for person in people}
    assert answers == {303}


def test_a_flood_is_told_to_wait_and_loses_nothing(app: Flask, client: FlaskClient, petition: str) -> None:
    values = form_on(client.get(f"/en/petitions/{petition}"), "/sign") | {"name": "Rima Haddad", "mail": ADDRESS}
    for _ in range(int(signing_view.PER_NETWORK.split()[0])):
        client.post("/en/petitions/no-such-ward/sign")
    answer = client.post(f"/en/petitions/{petition}/sign", data=values)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"].isdecimal()
    kept = form_on(answer, "/sign")
    assert (kept["name"], kept["mail"]) == ("Rima Haddad", ADDRESS)


# --- What was typed comes back -----------------------------------------------------------------------------------

MISTAKES = [
    ({"name": ""}, "Write your name"),
    ({"name": "\u202e\u200b"}, "Write your name"),
    ({"name": "x" * 201}, "at most 200"),
    ({"mail": "rima"}, "Write a mail address"),
    ({"mail": ""}, "Write your mail address"),
    ({"mail": "rima@gmial.com"}, "Did you mean"),
    ({"comment": "x" * 501}, "at most 500"),
    ({"give_name_to": "everyone else"}, "alid choice"),
    ({"country": "XX"}, "alid choice"),
]


@pytest.mark.parametrize(("mistake", "words"), MISTAKES, ids=[str(mistake)[:40] for mistake, _ in MISTAKES])
def test_a_mistake_is_named_and_the_rest_is_kept(
    app: Flask, client: FlaskClient, petition: str, mistake: dict[str, str], words: str
) -> None:
    answer = sign(client, petition, **({"comment": "Kept\n\nwith its lines", "team_news": "y"} | mistake))
    assert answer.status_code == 422
    assert words in page_of(answer)
    kept = form_on(answer, "/sign")
    assert kept["team_news"] == "y"
    assert kept["comment"].splitlines() == (mistake.get("comment") or "Kept\n\nwith its lines").splitlines()
    assert number_of(app, Submission) == 0


def test_a_slip_in_the_address_is_asked_about_once(app: Flask, client: FlaskClient, petition: str) -> None:
    answer = sign(client, petition, mail="rima@gmial.com")
    again = client.post(f"/en/petitions/{petition}/sign", data=form_on(answer, "/sign"))
    assert again.status_code == 303
    assert [typed.address for typed in signers(app)] == ["rima@gmial.com"]


def test_the_honeypot_holds_and_refuses_nobody(app: Flask, client: FlaskClient, petition: str) -> None:
    assert sign(client, petition, website="https://spam.example").status_code == 303
    with app.app_context():
        assert db.session.execute(sa.select(Submission.risk)).scalar_one() == ["honeypot"]


@pytest.mark.parametrize("name", ["陳", "X Æ A-12", "=cmd|'/C calc'!A0", "<script>alert(1)</script>", "O'Brien", "👩‍⚕️"])
def test_any_name_is_taken_as_it_is_and_shown_harmless(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, name: str
) -> None:
    assert sign(client, petition, name=name).status_code == 303
    assert signers(app)[0].name == name
    page = page_of(client.get(link_in(mails.newest())))
    assert "<script>alert" not in page


# --- Closed, hidden, foreign -------------------------------------------------------------------------------------


def test_a_closed_petition_answers_kindly(app: Flask, client: FlaskClient, petition: str) -> None:
    values = form_on(client.get(f"/en/petitions/{petition}"), "/sign") | {"name": "Rima", "mail": ADDRESS}
    close(app, petition)
    answer = client.post(f"/en/petitions/{petition}/sign", data=values)
    assert answer.status_code == 409
    assert "takes no more signatures" in page_of(answer)
    assert number_of(app, Submission) == 0


def close(app: Flask, slug: str) -> None:
    with app.app_context():
        db.open_for_writing()
        found = petitions.by_slug(slug)
        assert found is not None
        petitions.close(found)
        db.session.commit()


@pytest.mark.parametrize("headers", [{"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "cross-site"}])
def test_a_form_on_another_site_signs_nothing(
    app: Flask, client: FlaskClient, petition: str, headers: dict[str, str]
) -> None:
    values = form_on(client.get(f"/en/petitions/{petition}"), "/sign") | {"name": "Rima", "mail": ADDRESS}
    before = rows_of(app)
    assert client.post(f"/en/petitions/{petition}/sign", data=values, headers=headers).status_code == 403
    assert rows_of(app) == before


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Origin": "http://127.0.0.1:8000"}])
def test_old_browsers_and_our_own_pages_may_sign(client: FlaskClient, petition: str, headers: dict[str, str]) -> None:
    values = form_on(client.get(f"/en/petitions/{petition}"), "/sign") | {"name": "Rima", "mail": ADDRESS}
    assert client.post(f"/en/petitions/{petition}/sign", data=values, headers=headers).status_code == 303


def test_an_unknown_petition_is_404(client: FlaskClient, petition: str) -> None:
    assert client.post("/en/petitions/no-such-ward/sign", data={"name": "x"}).status_code == 404


# --- A petition's own questions ----------------------------------------------------------------------------------


@pytest.fixture
def asking(app: Flask) -> str:
    """A petition with a required question, an optional one, and a required country."""
    with app.app_context():
        db.open_for_writing()
        return make_petition("asking", fields=questions(), country_question="required")


def questions() -> list[FieldDefinition]:
    return [
        FieldDefinition(position=1, key="city", labels={"en": "City", "ar": "المدينة"}, is_required=True),
        FieldDefinition(position=2, key="profession", labels={"en": "Profession"}),
    ]


def test_own_questions_are_asked_and_their_answers_sealed(app: Flask, client: FlaskClient, asking: str) -> None:
    assert "المدينة" in page_of(client.get(f"/ar/petitions/{asking}"))
    assert sign(client, asking, answer_city="حلب", country="SY").status_code == 303
    assert signers(app)[0].answers == {"city": "حلب"}
    assert "حلب" not in str(rows_of(app))


@pytest.mark.parametrize("missing", ["answer_city", "country"])
def test_a_required_answer_is_asked_for(client: FlaskClient, asking: str, missing: str) -> None:
    answer = sign(client, asking, **({"answer_city": "Aleppo", "country": "SY"} | {missing: ""}))
    assert answer.status_code == 422
    assert f'href="#{missing}"' in page_of(answer)
