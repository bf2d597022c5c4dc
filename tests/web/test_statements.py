"""How often the database is asked for what many ask for: once it was read a moment ago, and each time."""

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.guarantees import keep_what_is_read, statements

PETITION = "/en/petitions/keep-the-ward-open"
# At most so many, whoever asks second. Proxies and kept answers ask for each once a second.
MOST = {
    PETITION: 2,
    f"{PETITION}/count.json": 1,
    f"{PETITION}/check-your-mail": 2,
    f"{PETITION}/counter": 7,
    f"{PETITION}/signatures": 10,
    f"{PETITION}/signatures?before=50": 10,
    f"{PETITION}/signatories": 6,
    f"{PETITION}/signatories.txt": 2,
    f"{PETITION}/revisions": 8,
    # Whether it is there, the newest checkpoint, those of each day, epochs and keys.
    f"{PETITION}/ledger": 6,
    f"{PETITION}/updates": 6,
    f"{PETITION}/updates.atom": 6,
    "/en/embed/keep-the-ward-open": 7,
    "/badge/keep-the-ward-open.svg": 1,
    "/badge/keep-the-ward-open.png": 1,
    "/badge/keep-the-ward-open/share.png": 1,
    "/embed.js": 0,
    "/en/petitions": 7,
    "/en/petitions?q=ward": 7,
    "/en/": 7,
    "/en/teams/ward-team": 7,
    "/teams/ward-team/colours.css": 1,
    "/en/privacy": 0,
    "/en/accessibility": 0,
    "/en/retention": 2,
    "/healthz": 0,
    "/readyz": 10,
    "/metrics": 16,
}


@pytest.mark.usefixtures("petition")
@pytest.mark.parametrize("address", MOST)
def test_it_asks_no_more_than_it_needs(
    app: Flask, client: FlaskClient, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_what_is_read(app, monkeypatch)
    assert client.get(address).status_code == 200
    with statements(app) as sent:
        client.get(address)
    assert len(sent) <= MOST[address], sent
