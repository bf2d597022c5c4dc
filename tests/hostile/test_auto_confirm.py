"""The mailed link confirms by itself only in the browser that signed: nobody makes another's browser press."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.reading import Mails, code_in, confirm, form_on, link_in, sign

ITSELF = "data-submit-itself"
FOREIGN = {"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def attacker(app: Flask) -> FlaskClient:
    return app.test_client()


def page(browser: FlaskClient, link: str) -> str:
    answer = browser.get(link)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def waiting_cookie(browser: FlaskClient) -> str:
    found = browser.get_cookie("waiting", domain="127.0.0.1")
    assert found
    return found.value


def test_it_does_in_the_browser_that_signed(client: FlaskClient, petition: str, mails: Mails) -> None:
    """Else all of this could never fail."""
    sign(client, petition)
    assert ITSELF in page(client, link_in(mails.newest()))


def test_a_victim_of_a_strangers_form_is_asked(
    client: FlaskClient, attacker: FlaskClient, petition: str, mails: Mails
) -> None:
    sign(attacker, petition, mail="victim@example.org", name="A Name of Theirs")
    assert ITSELF not in page(client, link_in(mails.newest()))


def test_so_is_whoever_signed_with_words_of_their_own_here(
    client: FlaskClient, attacker: FlaskClient, petition: str, mails: Mails
) -> None:
    """A press for the one is none for the other."""
    sign(client, petition, mail="victim@example.org")
    sign(attacker, petition, mail="victim@example.net", name="A Name of Theirs")
    [own], [planted] = mails.to("victim@example.org"), mails.to("victim@example.net")
    assert ITSELF in page(client, link_in(own))
    assert ITSELF not in page(client, link_in(planted))


def test_a_foreign_form_plants_no_cookie(client: FlaskClient, petition: str, mails: Mails) -> None:
    typed = {"name": "A Name of Theirs", "mail": "victim@example.org"}
    answer = client.post(f"/en/petitions/{petition}/sign", data=typed, headers=FOREIGN)
    assert answer.status_code == 403
    assert "Set-Cookie" not in answer.headers
    assert mails.all() == []


def test_a_planted_cookie_presses_for_no_other_form(
    client: FlaskClient, attacker: FlaskClient, petition: str, mails: Mails
) -> None:
    sign(attacker, petition, mail="attacker@example.org")
    client.set_cookie("waiting", waiting_cookie(attacker), domain="127.0.0.1")
    sign(attacker, petition, mail="victim@example.org")
    [mail] = mails.to("victim@example.org")
    assert ITSELF not in page(client, link_in(mail))


def types_code(browser: FlaskClient, petition: str, code: str) -> str:
    """What is said to whoever types it; nothing where it confirms."""
    place = f"/en/petitions/{petition}"
    typed = form_on(browser.get(f"{place}/check-your-mail"), "/code") | {"code": code}
    answer = browser.post(f"{place}/code", data=typed)
    return answer.get_data(as_text=True) if answer.status_code == 422 else ""


def test_once_it_is_confirmed_the_cookie_is_worth_nothing_more(
    client: FlaskClient, attacker: FlaskClient, petition: str, mails: Mails
) -> None:
    sign(client, petition)
    mail = mails.newest()
    attacker.set_cookie("waiting", waiting_cookie(client), domain="127.0.0.1")
    assert "That is not the code" in types_code(attacker, petition, "00000000")
    confirm(client, link_in(mail))
    told = types_code(attacker, petition, code_in(mail))
    assert ("This code can no longer be typed here" in told, "Rima" in told) == (True, False)


def test_nor_does_it_lead_the_mail_elsewhere_then(
    client: FlaskClient, attacker: FlaskClient, petition: str, mails: Mails
) -> None:
    sign(client, petition)
    link = link_in(mails.newest())
    attacker.set_cookie("waiting", waiting_cookie(client), domain="127.0.0.1")
    typed = form_on(attacker.get(f"/en/petitions/{petition}/check-your-mail"), "/correct-address")
    confirm(client, link)
    typed["mail"] = "attacker@example.org"
    answer = attacker.post(f"/en/petitions/{petition}/correct-address", data=typed)
    assert (answer.status_code, answer.location) == (303, f"/en/petitions/{petition}#sign")
    assert mails.to("attacker@example.org") == []


def test_no_page_holds_it_in_a_frame(client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition)
    policy = client.get(link_in(mails.newest())).headers["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in policy
