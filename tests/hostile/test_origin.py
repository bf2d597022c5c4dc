"""Another site's page cannot act for a signer; old browsers that tell nothing of where they are may."""

import pytest
from flask.testing import FlaskClient

from tests.reading import Mails, confirm, form_on, link_in, sign

FOREIGN = [
    {"Sec-Fetch-Site": "cross-site"},
    {"Sec-Fetch-Site": "same-site"},
    {"Origin": "https://evil.example"},
    {"Origin": "https://evil.example", "Sec-Fetch-Site": "same-origin"},
    {"Origin": "http://localhost.evil.example"},
]
OUR_OWN = [
    {},
    {"Sec-Fetch-Site": "same-origin", "Origin": "http://127.0.0.1:8000"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "null", "Sec-Fetch-Site": "same-origin"},
]
Headers = dict[str, str]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_foreign_page_cannot_sign(client: FlaskClient, petition: str, mails: Mails, headers: Headers) -> None:
    form = form_on(client.get(f"/en/petitions/{petition}"), "/sign")
    typed = form | {"name": "Rima", "mail": "rima@example.org"}
    assert client.post(f"/en/petitions/{petition}/sign", data=typed, headers=headers).status_code == 403
    assert mails.all() == []


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_foreign_page_cannot_confirm(client: FlaskClient, petition: str, mails: Mails, headers: Headers) -> None:
    sign(client, petition)
    path = link_in(mails.newest())
    assert client.post(path, data={"name": "X"}, headers=headers).status_code == 403
    assert "not yet counted" in client.get(path).get_data(as_text=True).lower()


def my_signature(client: FlaskClient, mails: Mails) -> str:
    """Confirm the newest mail; the path of "my signature"."""
    path = link_in(mails.newest())
    confirm(client, path)
    page = client.get(path).get_data(as_text=True)
    return page[page.index("/en/signature/") :].split('"')[0]


@pytest.mark.parametrize("headers", FOREIGN)
def test_a_foreign_page_cannot_withdraw(client: FlaskClient, petition: str, mails: Mails, headers: Headers) -> None:
    sign(client, petition)
    path = my_signature(client, mails)
    assert client.post(path, headers=headers).status_code == 403
    assert "You are counted." in client.get(path).get_data(as_text=True)


@pytest.mark.parametrize("headers", OUR_OWN)
def test_our_own_pages_and_old_browsers_sign(
    client: FlaskClient, petition: str, mails: Mails, headers: Headers
) -> None:
    form = form_on(client.get(f"/en/petitions/{petition}"), "/sign")
    typed = form | {"name": "Rima", "mail": "rima@example.org"}
    assert client.post(f"/en/petitions/{petition}/sign", data=typed, headers=headers).status_code == 303
    assert len(mails.all()) == 1
