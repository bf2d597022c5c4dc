"""The public ledger: whoever has nothing but HTTP can add it up, and finds no more than was signed."""

import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.lib import notes
from petition.lib.commitments import Entry
from petition.lib.tiles import WIDTH, TileName
from petition.models.ledger import WEIGHTS, Checkpoint, EntryKind, Epoch
from petition.models.petition import Petition, Publishing
from petition.services import hiding, past_checkpoints, published_heads, signing_keys, withdrawing
from tests.ledgers import Ask, asking, verified, verifier
from tests.services.counting import confirmed, revision_row, sequenced
from tests.source_tree import ROOT

SIZES = (5, 6, 260)


@pytest.fixture
def ward(petition: str, database: None, load: Callable[[str], Petition]) -> Petition:
    """Four signed, one withdrew, and many corrections made more than a tile of it. One more waits for its turn."""
    found = load(petition)
    there = confirmed(found, 4)
    sequenced(found)
    withdrawing.withdraw(there[0])
    sequenced(found)
    db.session.add_all([revision_row(found) for _ in range(SIZES[2] - SIZES[1])])
    sequenced(found)
    confirmed(found)
    db.session.commit()
    return found


@pytest.fixture
def ask(client: FlaskClient, petition: str) -> Ask:
    return asking(client, petition)


def notes_of(ward: Petition, client: FlaskClient, slug: str) -> list[str]:
    """Every checkpoint, as anyone can have it."""
    numbers = db.session.scalars(select(Checkpoint.id).where(Checkpoint.petition_id == ward.id))
    return [asking(client, slug)(f"checkpoints/{number}").decode() for number in numbers]


def answer_to(client: FlaskClient, path: str, **headers: str) -> TestResponse:
    return client.get(
        f"/petitions/keep-the-ward-open/ledger/{path}",
        headers={name.replace("_", "-"): value for name, value in headers.items()},
    )


def day_of(ward: Petition) -> date:
    newest = db.session.scalars(select(Checkpoint).order_by(Checkpoint.id.desc())).first()
    assert newest
    return past_checkpoints.day_of(ward, newest)


def test_every_state_that_was_ever_published_adds_up(ward: Petition, ask: Ask, client: FlaskClient) -> None:
    old = notes_of(ward, client, "keep-the-ward-open")
    lines = verified(ask, old)
    assert lines[0].partition(": ")[2].startswith("260 entries")
    assert {"online 3", "withdrawn 1", "3 older checkpoint(s) fit"} <= {*lines}


def test_whoever_alters_an_entry_or_a_checkpoint_is_found_out(ward: Petition, ask: Ask) -> None:
    def altered(path: str) -> bytes:
        # As somebody would who has the entries and not the key.
        return ask(path).replace(b"withdrawn\n-1", b"confirmed\n+1", 1)

    with pytest.raises(verifier().Wrong, match="of other entries than there are now"):
        verified(altered)
    with pytest.raises(verifier().Wrong, match="no good signature"):
        verified(ask, [ask("checkpoint").decode().replace("online 3", "online 4")])


def test_a_checkpoint_that_does_not_fit_what_is_there_now_is_found_out(ward: Petition, ask: Ask) -> None:
    # Signed all the same: by whoever rewrote the past, and has the key.
    signed = notes.Checkpoint.parse(notes.open_note(ask("checkpoint").decode(), signing_keys.verifiers()))
    other = replace(signed, size=6, root=bytes(32))
    with pytest.raises(verifier().Wrong, match="the checkpoint of 6 entries is of other entries"):
        verified(ask, [notes.sign(other.text(), signing_keys.current())])


def test_nobody_is_corrected_into_two_people() -> None:
    ledger, over = verifier().Ledger("ward"), "a" * 64
    ledger.add(Entry("corrected", 0, "ward", over, b"1" * 32).encode())
    with pytest.raises(verifier().Wrong, match="corrected already"):
        ledger.add(Entry("corrected", 0, "ward", over, b"2" * 32).encode())


def test_tiles_hold_the_hashes_of_the_entries(ward: Petition, ask: Ask) -> None:
    leaves = [hashlib.sha256(b"\0" + entry).digest() for entry in verifier().entries(ask, SIZES[-1])]
    assert ask("tile/0/000") == b"".join(leaves[:WIDTH])
    assert ask("tile/0/001.p/4") == b"".join(leaves[WIDTH:])
    assert len(ask("tile/1/000.p/1")) == 32


def test_there_are_those_widths_that_a_checkpoint_gave_and_no_others(ward: Petition, client: FlaskClient) -> None:
    widths = (1, 3, 4, 5, 6, 7, WIDTH - 1, WIDTH)
    names = [TileName(level, index, width) for level in (None, 0, 1) for index in (0, 1) for width in widths]
    there = [name.path for name in names if answer_to(client, name.path).status_code == 200]
    published = ["000.p/5", "000.p/6", "000", "001.p/4"]
    assert there == [*(f"tile/entries/{n}" for n in published), *(f"tile/0/{n}" for n in published), "tile/1/000.p/1"]


def test_what_is_nothing_of_it_is_not_found(ward: Petition, client: FlaskClient) -> None:
    tiles = [f"tile/{name}" for name in ("0/0", "64/000", "63/x999/x999/x999/999", "x/000")]
    for path in (*tiles, "checkpoints/0", "checkpoints/01", "checkpoints/999999999999999999999"):
        assert answer_to(client, path).status_code == 404


def test_what_is_full_is_kept_for_ever_and_all_of_it_without_a_cookie(ward: Petition, client: FlaskClient) -> None:
    full, partial = (answer_to(client, f"tile/entries/{name}") for name in ("000", "001.p/4"))
    assert full.headers["Cache-Control"].endswith("immutable")
    assert "immutable" not in partial.headers["Cache-Control"]
    again = answer_to(client, "tile/entries/000", if_none_match=full.headers["ETag"])
    packed = answer_to(client, "tile/entries/000", accept_encoding="gzip")
    assert (again.status_code, packed.headers["Content-Encoding"]) == (304, "gzip")
    assert packed.headers["ETag"] != full.headers["ETag"]
    for answer in (full, partial, answer_to(client, "key"), answer_to(client, "checkpoint")):
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
        assert "Set-Cookie" not in answer.headers


def test_of_a_hidden_petition_nothing_is_shown(ward: Petition, client: FlaskClient) -> None:
    [number, *_] = db.session.scalars(select(Checkpoint.id))
    hiding.hide(ward, reason="Names were put here.", by="sam")
    db.session.commit()
    for path in ("", "/key", "/checkpoint", f"/checkpoints/{number}", "/tile/0/000", "/tile/entries/000"):
        assert client.get(f"/petitions/keep-the-ward-open/ledger{path}").status_code == 410


def test_the_page_says_what_the_newest_checkpoint_says(ward: Petition, client: FlaskClient, ask: Ask) -> None:
    page = client.get("/en/petitions/keep-the-ward-open/ledger").text
    for words in ("3 people signed online and count", "1 was taken back", "260 entries in all", "verify_ledger.py"):
        assert words in page
    assert ask("key").decode().strip() in page
    # The last one of the day, by its own address.
    assert page.count("/ledger/checkpoints/") == 1
    day = client.get(f"/en/petitions/keep-the-ward-open/ledger?day={day_of(ward)}").text
    assert day.count("/ledger/checkpoints/") == 3


def test_a_ledger_that_went_on_from_a_backup_says_so(ward: Petition, client: FlaskClient) -> None:
    db.session.add(Epoch(petition_id=ward.id, sequence=6, size=900, root="0" * 64, note="as it was signed\n"))
    db.session.commit()
    page = client.get("/en/petitions/keep-the-ward-open/ledger").text
    assert "of 900 published entries it has the first 6" in page
    assert "as it was signed" in page


def test_what_a_restored_backup_gave_up_is_named_by_entry_and_checkpoint(ward: Petition, ask: Ask) -> None:
    signed = notes.Checkpoint.parse(notes.open_note(ask("checkpoint").decode(), signing_keys.verifiers()))
    given_up = notes.sign(replace(signed, size=900, root=b"7" * 32).text(), signing_keys.current())
    published = published_heads.read(given_up, signing_keys.verifiers())
    assert published
    assert published_heads.link(published)
    db.session.commit()
    assert any(line.startswith("restored from a backup: epoch 260 900") for line in verified(ask))
    with pytest.raises(verifier().Wrong, match="it was restored from a backup, and says so"):
        verified(ask, [given_up])
    # A line that no entry bears out.
    newest = notes.Checkpoint.parse(notes.open_note(ask("checkpoint").decode(), signing_keys.verifiers()))
    other = replace(newest, extensions=(*newest.extensions, "epoch 3 900 " + "A" * 43 + "="))
    with pytest.raises(verifier().Wrong, match="names other restored backups"):
        verified(ask, [notes.sign(other.text(), signing_keys.current())])


def test_where_signers_are_at_risk_it_says_that_it_tells_no_hours(ward: Petition, client: FlaskClient) -> None:
    ward.publish = Publishing.BATCHED
    db.session.commit()
    assert "nobody can tell from it who signed when" in client.get("/en/petitions/keep-the-ward-open/ledger").text


def test_before_its_first_entry_it_says_so(client: FlaskClient, petition: str) -> None:
    assert "There is nothing in it yet" in client.get(f"/en/petitions/{petition}/ledger?day=2026-01-01").text
    assert client.get(f"/en/petitions/{petition}/ledger/key").status_code == 404


def test_the_program_and_the_document_know_every_kind_of_entry() -> None:
    assert {kind.value: weight for kind, weight in WEIGHTS.items()} == verifier().WEIGHTS
    document = (ROOT / "docs/ledger.md").read_text(encoding="utf-8")
    assert [kind for kind in EntryKind if f"| `{kind}` |" not in document] == []
