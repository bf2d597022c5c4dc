"""A signer's receipt: offered, explained, saved as a file that anybody can check."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition, Protection
from petition.models.signature import Signature
from petition.services import signing_keys, withdrawing
from tests.ledgers import asking
from tests.services.counting import confirmed, sequenced


@pytest.fixture
def ward(petition: str, database: None, load: Callable[[str], Petition]) -> Petition:
    return load(petition)


@pytest.fixture
def mine(ward: Petition) -> Signature:
    signature, *_ = confirmed(ward, 3)
    sequenced(ward)
    return signature


@pytest.fixture
def link(mine: Signature) -> str:
    return f"/en/signature/{withdrawing.link_token(mine)}"


def test_it_is_offered_and_opens_nothing_by_itself(client: FlaskClient, link: str) -> None:
    assert f'{link}/receipt"' in client.get(link).text
    page = client.get(f"{link}/receipt")
    assert page.headers["Cache-Control"] == "no-store"
    assert "checked" not in page.text.partition("<form")[2].partition("</form>")[0]
    assert client.get(f"{link}/receipt.json").get_json()["opened"] == []


def test_a_file_is_checked_without_the_site(app: Flask, client: FlaskClient, link: str, tmp_path: Path) -> None:
    saved = client.get(f"{link}/receipt.json?open=name&open=country&open=nonsense")
    assert saved.headers["Content-Disposition"] == "attachment; filename=receipt.json"
    file, folder, kept = tmp_path / "receipt.json", tmp_path / "ledger", tmp_path / "kept.txt"
    file.write_bytes(saved.data)
    ask = asking(client, "keep-the-ward-open")
    kept.write_bytes(ask("checkpoint"))
    bundle = folder / "tile/entries/000.p/4"
    bundle.parent.mkdir(parents=True)
    bundle.write_bytes(ask("tile/entries/000.p/4"))
    key = str(signing_keys.verifiers()[0])
    db.session.rollback()
    given = ["--key", key, "--checkpoint", str(kept), "--ledger", str(folder)]
    done = app.test_cli_runner().invoke(args=["petition", "verify-receipt", str(file), *given])
    assert done.exit_code == 0, done.output
    told = [line.partition(":")[0] if "gave" in line else line for line in done.output.splitlines()[2:]]
    assert told == [
        "Its signer gave as country",
        "Its signer gave as name",
        "The checkpoint that was kept says the same.",
        "The ledger of 4 entries is the one that 2 checkpoint(s) speak of.",
        "Nothing later in it speaks of this signature.",
        "By all that the ledger says of it, it counts.",
    ]


def test_a_forged_file_is_refused_in_a_sentence(app: Flask, client: FlaskClient, link: str, tmp_path: Path) -> None:
    content = client.get(f"{link}/receipt.json").get_json()
    db.session.rollback()
    (tmp_path / "forged.json").write_text(json.dumps(content | {"index": 0}))
    (tmp_path / "no.json").write_text("{")
    for name, why in (("forged", "not in the ledger"), ("no", "cannot be read")):
        done = app.test_cli_runner().invoke(args=["petition", "verify-receipt", str(tmp_path / f"{name}.json")])
        assert (done.exit_code, why in done.output) == (1, True)


def test_where_signers_are_at_risk_none_is_offered_nor_made(client: FlaskClient, ward: Petition, link: str) -> None:
    ward.protection = Protection.DISCREET
    db.session.commit()
    assert f"{link}/receipt" not in client.get(link).text
    assert "A receipt on a phone or a computer can be found." in client.get(f"{link}/receipt").text
    assert client.get(f"{link}/receipt.json").status_code == 404


def test_whoever_withdrew_is_told_that_there_is_none(client: FlaskClient, link: str) -> None:
    db.session.rollback()
    client.post(link)
    assert "does not count any more" in client.get(f"{link}/receipt").text
    assert client.get(f"{link}/receipt.json").status_code == 404


def test_a_link_that_is_gone_leads_to_no_receipt(client: FlaskClient, petition: str) -> None:
    for page in ("receipt", "receipt.json"):
        assert client.get(f"/en/signature/forged/{page}").status_code in (404, 410)
