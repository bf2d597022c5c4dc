"""The page that waits for the mail: the code, the address, the delay."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.signature import Signature, SignatureState
from petition.web.public import signing
from tests.conftest import FakeClock
from tests.making import make_petition
from tests.reading import Mails, code_in, sign

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def type_code(client: FlaskClient, slug: str, code: str) -> TestResponse:
    return client.post(f"/en/petitions/{slug}/code", data={"code": code})


def states(app: Flask) -> list[SignatureState]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Signature.state)))


def wrong(code: str) -> str:
    return str((int(code[0]) + 1) % 10) + code[1:]


@pytest.mark.parametrize("digits", [{}, PERSIAN, ARABIC], ids=["ascii", "persian", "arabic"])
def test_the_code_counts_in_any_digits_with_any_spaces(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, digits: dict[int, int]
) -> None:
    sign(client, petition)
    code = code_in(mails.newest()).translate(digits)
    answer = type_code(client, petition, f" {code[:3]} \u00a0{code[3:6]}\t{code[6:]} ")
    assert answer.status_code == 303
    assert "You are counted" in client.get(answer.location).get_data(as_text=True)
    assert states(app) == [SignatureState.COUNTED]


def test_a_wrong_code_says_so_and_may_be_tried_again(
    app: Flask, client: FlaskClient, petition: str, mails: Mails
) -> None:
    sign(client, petition)
    code = code_in(mails.newest())
    answer = type_code(client, petition, wrong(code))
    assert answer.status_code == 422
    assert "That is not the code" in answer.get_data(as_text=True)
    assert type_code(client, petition, code).status_code == 303


def test_after_five_wrong_codes_the_right_one_is_too_late_but_the_link_works(
    app: Flask, client: FlaskClient, petition: str, mails: Mails
) -> None:
    sign(client, petition)
    code = code_in(mails.newest())
    for _ in range(5):
        assert "That is not the code" in type_code(client, petition, wrong(code)).get_data(as_text=True)
    answer = type_code(client, petition, code)
    assert answer.status_code == 422
    assert "The link in the mail still works" in answer.get_data(as_text=True)
    assert states(app) == []


def test_a_code_is_good_for_a_day(client: FlaskClient, petition: str, mails: Mails, time: FakeClock) -> None:
    sign(client, petition)
    code = code_in(mails.newest())
    time.move(hours=24, seconds=1)
    assert type_code(client, petition, code).status_code == 422


def test_the_code_of_a_form_sent_twice_counts_in_the_second_tab(
    app: Flask, client: FlaskClient, petition: str, mails: Mails
) -> None:
    sign(client, petition)
    code = code_in(mails.newest())
    sign(client, petition)
    assert len(mails.all()) == 1
    assert type_code(client, petition, code).status_code == 303
    assert states(app) == [SignatureState.COUNTED]


def test_a_code_counts_only_in_the_browser_that_signed(
    app: Flask, client: FlaskClient, petition: str, mails: Mails
) -> None:
    sign(client, petition)
    assert type_code(app.test_client(), petition, code_in(mails.newest())).status_code == 422
    assert states(app) == []


def test_my_code_does_not_count_a_strangers_words(app: Flask, petition: str, mails: Mails) -> None:
    me, stranger = app.test_client(), app.test_client()
    sign(me, petition, comment="My own words")
    code = code_in(mails.newest())
    sign(stranger, petition, comment="A stranger's words")
    assert type_code(stranger, petition, code).status_code == 422
    assert type_code(me, petition, code).status_code == 303


def test_a_code_is_nothing_under_another_petition(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> None:
    with app.app_context():
        db.open_for_writing()
        make_petition("another-ward")
    sign(client, petition)
    assert type_code(client, "another-ward", code_in(mails.newest())).status_code == 422


@pytest.mark.parametrize("typed", ["", "1234567", "123456789", "abcdefgh", "²²²²²²²²", "\0", "1" * 10_000])
def test_what_is_no_code_is_told_so(app: Flask, client: FlaskClient, petition: str, typed: str) -> None:
    sign(client, petition)
    assert type_code(client, petition, typed).status_code == 422
    assert states(app) == []


def test_a_corrected_address_gets_the_mail_and_the_old_words_are_gone(
    app: Flask, client: FlaskClient, petition: str, mails: Mails
) -> None:
    sign(client, petition, mail="rmia@example.org", comment="My own words")
    answer = client.post(f"/en/petitions/{petition}/correct-address", data={"mail": " rima@example.org "})
    assert answer.status_code == 303
    assert [mail["To"] for mail in mails.all()] == ["rima@example.org"]
    assert type_code(client, petition, code_in(mails.newest())).status_code == 303


def test_an_address_that_is_none_is_asked_for_again(client: FlaskClient, petition: str) -> None:
    sign(client, petition)
    answer = client.post(f"/en/petitions/{petition}/correct-address", data={"mail": "rima"})
    assert answer.status_code == 422
    assert "Write a mail address" in answer.get_data(as_text=True)


def test_without_the_cookie_the_form_is_where_to_begin(app: Flask, petition: str) -> None:
    answer = app.test_client().post(f"/en/petitions/{petition}/correct-address", data={"mail": "rima@example.org"})
    assert (answer.status_code, answer.location) == (303, f"/en/petitions/{petition}#sign")


def test_it_tells_the_honest_delay(client: FlaskClient, petition: str, time: FakeClock) -> None:
    sign(client, petition)
    time.move(minutes=42)
    assert "42 minutes" in client.get(f"/en/petitions/{petition}/check-your-mail").get_data(as_text=True)


def test_too_many_codes_from_one_network_must_wait(client: FlaskClient, petition: str) -> None:
    sign(client, petition)
    for _ in range(int(signing.CODES_PER_NETWORK.split()[0])):
        type_code(client, "no-such-ward", "00000000")
    answer = type_code(client, petition, "00000000")
    assert answer.status_code == 429
    assert f'action="/en/petitions/{petition}/code"' in answer.get_data(as_text=True)
