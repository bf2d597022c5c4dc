"""One signature from its first words to its erasure, and everything that outsiders check of it on the way."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from tests.ledgers import Ask, asking, verified
from tests.reading import Mails, confirm, form_on, link_in, sign


def keeping(ask: Ask, folder: Path) -> Ask:
    """Keeps what it is told, as `verify_ledger.py --keep` does."""

    def fetch(path: str) -> bytes:
        content, place = ask(path), folder / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(content)
        return content

    return fetch


def run(app: Flask, *args: str) -> list[str]:
    done = app.test_cli_runner().invoke(args=["petition", *args])
    assert done.exit_code == 0, done.output
    return done.output.splitlines()


def test_what_became_of_a_signature_is_told_by_every_receipt_of_it(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, tmp_path: Path
) -> None:
    sign(client, petition)
    link = link_in(mails.newest())
    confirm(client, link)
    mails.all()
    mine = "/en/signature/" + client.get(link).text.split("/en/signature/")[1].split('"')[0]
    ask, ledger = asking(client, petition), tmp_path / "ledger"
    first, kept = tmp_path / "first.json", ask("checkpoint").decode()
    first.write_bytes(client.get(f"{mine}/receipt.json?open=name").data)

    named = form_on(client.get(f"{mine}/name"), "/name")
    assert client.post(f"{mine}/name", data=named | {"name": "Reema Haddad"}).status_code == 303
    mails.all()
    assert "You corrected your words" in client.get(f"{mine}/receipt").text
    second = tmp_path / "second.json"
    second.write_bytes(client.get(f"{mine}/receipt.json?open=name").data)
    verified(keeping(ask, ledger))
    for receipt, name in ((first, "Rima Haddad"), (second, "Reema Haddad")):
        said = run(app, "verify-receipt", "--ledger", str(ledger), str(receipt))
        assert f"Its signer gave as name: {name}" in said
        assert "By all that the ledger says of it, it counts." in said

    assert client.post(f"{mine}/erase", data={"understood": "y"}).status_code == 303
    mails.all()
    assert {"online 0", "withdrawn 1", "1 older checkpoint(s) fit"} <= {*verified(keeping(ask, ledger), [kept])}
    for receipt, since in ((first, "corrected withdrawn erased"), (second, "withdrawn erased")):
        said = run(app, "verify-receipt", "--ledger", str(ledger), str(receipt))
        assert [line.split()[-2] for line in said if line.endswith(" since.")] == since.split()
        assert "It does not count any more." in said
    run(app, "verify-count")
