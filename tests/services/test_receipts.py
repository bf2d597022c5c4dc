"""Receipts: each proves its entry, against whatever was kept; what is tampered with fails for its own reason."""

import json
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from petition.extensions import db
from petition.lib import notes
from petition.lib.tiles import WIDTH
from petition.models.ledger import EntryKind
from petition.models.petition import Petition, Protection
from petition.models.signature import HoldRule, Signature
from petition.services import moderating, receipts, signing_keys, verifying_receipts, withdrawing
from petition.services.receipts import Receipt, WhyNone
from petition.services.verifying_receipts import GivenReceipt, InvalidReceipt
from tests.making import sign_and_confirm
from tests.services.counting import checkpoint_of, confirmed, entries_of, revision_row, sequenced
from tests.services.test_correcting import correct

pytestmark = pytest.mark.usefixtures("database")
Spoil = Callable[[dict[str, Any]], object]


def file_of(signature: Signature, *names: str) -> dict[str, Any]:
    """As it is handed out, by way of text."""
    made = receipts.of(signature)
    assert isinstance(made, Receipt)
    content: dict[str, Any] = json.loads(json.dumps(made.as_json(ledger_url="https://x.example/ledger", names=names)))
    return content


def said_of(content: Any, key: str = "") -> list[str]:
    receipt = verifying_receipts.read(content)
    verifiers = verifying_receipts.verifiers_of([key] if key else receipt.keys)
    return list(verifying_receipts.verify(receipt, verifiers))


def told(receipt: GivenReceipt, entries: list[bytes], kept: notes.Checkpoint | None = None) -> list[str]:
    """What these entries say of it."""
    return list(verifying_receipts.verify_with_ledger(receipt, lambda: entries, kept))


@pytest.fixture
def signed(ward: Petition) -> list[Signature]:
    """Seven who signed, in a ledger of more than one tile."""
    db.session.add_all([revision_row(ward) for _ in range(WIDTH)])
    there = confirmed(ward, 7)
    sequenced(ward)
    return there


def test_each_of_them_proves_its_own_entry(ward: Petition, signed: list[Signature]) -> None:
    files = [file_of(one) for one in signed]
    assert len({content["index"] for content in files}) == 7
    for content in files:
        [_, said] = said_of(content, str(signing_keys.verifiers()[0]))
        assert said.startswith(f"Entry {content['index']} (confirmed) stands")


def test_it_tells_nothing_of_whoever_opens_nothing(signed: list[Signature]) -> None:
    content = file_of(signed[0])
    assert content["opened"] == []
    assert "rima" not in json.dumps(content).lower()


def test_what_is_opened_is_told_and_the_rest_is_not(signed: list[Signature]) -> None:
    content = file_of(signed[0], "name", "no such field")
    assert said_of(content)[2:] == ["Its signer gave as name: Rima Haddad"]
    assert "@" not in json.dumps(content["opened"])


def _rename(content: dict[str, Any]) -> None:
    next(item for item in content["opened"] if "name" in item)["value"] = "Somebody Else"


def _of_another_petition(content: dict[str, Any]) -> None:
    lines = content["entry"].split("\n")
    content["entry"] = "\n".join([*lines[:3], "A" * 22, *lines[4:]])


def _with_another_count(content: dict[str, Any]) -> None:
    content["checkpoint"] = content["checkpoint"].replace("online 7", "online 9")


SPOILT: list[tuple[Spoil, str]] = [
    (_rename, "what was opened is not"),
    (_of_another_petition, "of another petition"),
    (lambda content: content.update(index=content["index"] ^ 1), "not in the ledger"),
    (lambda content: content["proof"].reverse(), "not in the ledger"),
    (
        lambda content: content.update(checkpoint=content["checkpoint"].replace("online 7", "online 9")),
        "no good signature",
    ),
    (lambda content: content.update(entry=content["entry"].replace("confirmed", "withdrawn")), "none that counts"),
    (lambda content: content.update(entry=content["entry"].replace("\n1\n", "\n01\n")), "the entry cannot be read"),
    (lambda content: content.update(keys=["x+y+z"]), "the key is not one"),
    (lambda content: content.update(index=True), "not a receipt"),
    (lambda content: content.pop("proof"), "cut short"),
    (lambda content: content.update(opened=[{"commitment": 1}]), "what was opened is not"),
]


def refusal_of(content: dict[str, Any]) -> str:
    with pytest.raises(InvalidReceipt) as refused:
        said_of(content)
    return str(refused.value)


def test_what_is_tampered_with_fails_for_its_own_reason(signed: list[Signature]) -> None:
    whole = file_of(signed[2], "name")
    for spoil, why in SPOILT:
        content = deepcopy(whole)
        spoil(content)
        assert why in refusal_of(content)


def test_a_key_that_one_trusts_wins_over_the_file_s(signed: list[Signature]) -> None:
    strange = notes.SigningKey(signing_keys.installation_name(), b"7" * 32)
    with pytest.raises(InvalidReceipt, match="no good signature"):
        said_of(file_of(signed[0]), str(strange.verifier))


def test_what_is_no_receipt_is_refused() -> None:
    contents: list[Any] = [None, [], "x", {"format": "countersign/receipt/v2", "index": 1}, {}]
    for content in contents:
        with pytest.raises(InvalidReceipt):
            verifying_receipts.read(content)


def test_the_ledger_says_what_came_of_it(ward: Petition, signed: list[Signature]) -> None:
    receipt = verifying_receipts.read(file_of(signed[0]))
    withdrawing.withdraw(signed[0])
    entries = [entry.entry(ward.public_id).encode() for entry in sequenced(ward)]
    kept = notes.Checkpoint.parse(notes.open_note(checkpoint_of(ward).note, signing_keys.verifiers()))
    said = told(receipt, entries, kept)
    assert said[1:] == [f"Entry {len(entries) - 1} says that it was withdrawn since.", "It does not count any more."]
    with pytest.raises(InvalidReceipt, match="is of another ledger"):
        told(receipt, [entries[1], entries[0], *entries[2:]], kept)
    with pytest.raises(InvalidReceipt, match="entries only"):
        told(receipt, entries[:-1], kept)


def test_a_checkpoint_that_was_kept_is_compared(ward: Petition, signed: list[Signature]) -> None:
    receipt = verifying_receipts.read(file_of(signed[0]))
    same = verifying_receipts.signed_checkpoint(receipt.checkpoint, signing_keys.verifiers())
    assert verifying_receipts.verify_with_checkpoint(receipt, same).endswith("says the same.")
    other = notes.Checkpoint(same.origin, same.size, bytes(32), same.extensions)
    with pytest.raises(InvalidReceipt, match="two different ledgers"):
        verifying_receipts.verify_with_checkpoint(receipt, other)


def test_there_is_none_before_its_place_is_published(ward: Petition) -> None:
    [mine] = confirmed(ward)
    assert receipts.of(mine) is WhyNone.NOT_YET


def test_there_is_none_for_what_does_not_count(ward: Petition) -> None:
    [held] = confirmed(ward, doubts=(HoldRule.HONEYPOT,))
    [back] = confirmed(ward)
    sequenced(ward)
    withdrawing.withdraw(back)
    assert (receipts.of(held), receipts.of(back)) == (WhyNone.HELD, WhyNone.NOT_COUNTED)


def test_what_was_removed_and_restored_has_one_once_the_ledger_says_so(ward: Petition, signed: list[Signature]) -> None:
    moderating.remove(signed[0], by="mona", reason="a flood")
    sequenced(ward)
    moderating.restore(signed[0], by="mona", reason="no flood")
    assert receipts.of(signed[0]) is WhyNone.NOT_YET
    sequenced(ward)
    assert file_of(signed[0])["entry"].split("\n")[1] == "restored"


def test_after_a_correction_it_is_of_the_newest_words(ward: Petition, signed: list[Signature]) -> None:
    first = signed[0].commitment
    correct(signed[0], name="Reema Haddad")
    assert receipts.of(signed[0]) is WhyNone.NOT_YET
    sequenced(ward)
    content = file_of(signed[0], "name")
    assert content["index"] == len(entries_of(ward)) - 1
    [_, said, name] = said_of(content)
    assert f"it takes the place of what committed to {first}" in said
    assert name == "Its signer gave as name: Reema Haddad"


def test_who_never_counted_is_found_out_by_the_ledger(ward: Petition, signed: list[Signature]) -> None:
    """Corrections of nobody's words, or of what was corrected already: signed all the same, by whoever has the key."""
    first = signed[0].commitment
    correct(signed[0], name="Reema Haddad")
    for over, new, why in (("1" * 64, "2" * 64, "nobody counted"), (first, "3" * 64, "corrected already")):
        row = revision_row(ward)
        row.kind, row.signature_id = EntryKind.CORRECTED, signed[1].id
        row.revision, row.commitment = over, new
        signed[1].commitment = new
        db.session.add(row)
        entries = [entry.entry(ward.public_id).encode() for entry in sequenced(ward)]
        content = file_of(signed[1])
        assert said_of(content)
        with pytest.raises(InvalidReceipt, match=why):
            told(verifying_receipts.read(content), entries)


def test_nobody_signs_lines_of_the_answer(ward: Petition) -> None:
    made = sign_and_confirm(ward, comment="So it is.\nNothing later in it speaks of this signature.")
    sequenced(ward)
    assert said_of(file_of(made, "comment"))[-1].startswith("Its signer gave as comment: So it is.\\u000aNothing")


def test_where_signers_are_at_risk_there_is_none(ward: Petition, signed: list[Signature]) -> None:
    ward.protection = Protection.DISCREET
    assert receipts.of(signed[0]) is WhyNone.AT_RISK


def test_after_erasure_it_proves_the_entry_and_can_open_nothing(signed: list[Signature]) -> None:
    signed[0].identity = None
    content = file_of(signed[0], "name")
    assert content["opened"] == []
    assert said_of(content)
