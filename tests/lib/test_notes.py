"""Known vectors: the key of sum.golang.org, and the example of Go's package golang.org/x/mod/sumdb/note."""

import base64

import pytest

from petition.lib.notes import Checkpoint, InvalidNote, SigningKey, VerifierKey, open_note, sign

SUM_GOLANG = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
NEUMANN = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
NEUMANN_SEED = base64.b64decode("AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")[1:]
TEXT = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
)  # fmt: skip
SIGNATURE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
NOTE = f"{TEXT}\n{SIGNATURE}"
ALICE = SigningKey("countersign/alice", bytes(range(32)))
ROOT = bytes(range(32))
CHECKPOINT = Checkpoint("countersign/7f3a/petition", 20852163, ROOT, ("people 20852000", "held 163"))


def neumann() -> VerifierKey:
    return VerifierKey.parse(NEUMANN)


@pytest.mark.parametrize("text", [SUM_GOLANG, NEUMANN, str(ALICE.verifier)])
def test_a_key_survives_its_spelling(text: str) -> None:
    assert str(VerifierKey.parse(text)) == text


def test_a_key_has_the_known_id() -> None:
    assert VerifierKey.parse(SUM_GOLANG).key_id.hex() == "033de0ae"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "sum.golang.org",
        SUM_GOLANG.replace("033de0ae", "033de0af"),
        SUM_GOLANG.replace("033de0ae", "033DE0AE"),
        SUM_GOLANG.replace("sum.golang.org", "sum.example"),
        SUM_GOLANG.replace("sum.golang.org", ""),
        SUM_GOLANG.replace("+Ac4z", "+Bc4z"),
        SUM_GOLANG[:-4],
        SUM_GOLANG + "\n",
    ],
)
def test_another_spelling_of_a_key_is_refused(text: str) -> None:
    with pytest.raises(InvalidNote):
        VerifierKey.parse(text)


@pytest.mark.parametrize("name", ["", "a b", "a+b", "a\nb", "a\u2003b", "a\x00b", "a\ud800"])
def test_a_name_unfit_for_a_note_is_refused(name: str) -> None:
    with pytest.raises(InvalidNote):
        SigningKey(name, bytes(32))


def test_a_seed_of_another_length_is_refused() -> None:
    with pytest.raises(InvalidNote):
        SigningKey("alice", bytes(31))


def test_a_seed_is_not_printed() -> None:
    assert "seed" not in repr(ALICE)


def test_it_signs_the_known_note() -> None:
    key = SigningKey("PeterNeumann", NEUMANN_SEED)
    assert str(key.verifier) == NEUMANN
    assert sign(TEXT, key) == NOTE


def test_it_opens_the_known_note() -> None:
    assert open_note(NOTE, [neumann()]) == TEXT


def test_it_passes_over_unknown_keys() -> None:
    both = NOTE + sign(TEXT, ALICE).removeprefix(f"{TEXT}\n")
    assert open_note(both, [ALICE.verifier]) == TEXT
    assert open_note(both, [neumann(), ALICE.verifier]) == TEXT


def test_a_text_may_hold_empty_lines() -> None:
    assert open_note(sign("a\n\nb\n\n", ALICE), [ALICE.verifier]) == "a\n\nb\n\n"


def test_a_note_nobody_known_signed_is_refused() -> None:
    with pytest.raises(InvalidNote, match="no signature by a known key"):
        open_note(NOTE, [ALICE.verifier])


def test_one_wrong_signature_by_a_known_key_is_enough() -> None:
    forged = sign("another\n", ALICE).removeprefix("another\n\n")
    with pytest.raises(InvalidNote, match="bad signature"):
        open_note(NOTE + forged, [neumann(), ALICE.verifier])


@pytest.mark.parametrize(
    "note",
    [
        "",
        TEXT,
        f"{TEXT}\n",
        NOTE.replace("answer", "question"),
        NOTE.removesuffix("\n"),
        f"{NOTE}\n",
        NOTE.replace("\n", "\r\n"),
        NOTE.replace("— ", "- "),
        NOTE.replace("x08g", "y08g"),
        NOTE.replace("BwJnAM=", "BwJnAN="),
        NOTE.replace("BwJnAM=", "BwJnAM"),
        f"{NOTE}— Bob !!!!\n",
        f"{NOTE}— Bob\n",
        NOTE + SIGNATURE * 100,
    ],
)
def test_a_changed_note_is_refused(note: str) -> None:
    with pytest.raises(InvalidNote):
        open_note(note, [neumann()])


@pytest.mark.parametrize("text", ["", "no newline", "a\tb\n", "a\x00\n", "\ud800\n"])
def test_a_text_unfit_for_a_note_is_not_signed(text: str) -> None:
    with pytest.raises(InvalidNote):
        sign(text, ALICE)


def test_a_checkpoint_is_lines() -> None:
    lines = CHECKPOINT.text().split("\n")
    assert lines[:2] == ["countersign/7f3a/petition", "20852163"]
    assert base64.b64decode(lines[2]) == ROOT
    assert lines[3:] == ["people 20852000", "held 163", ""]


def test_a_checkpoint_survives_its_note() -> None:
    note = sign(CHECKPOINT.text(), ALICE)
    assert Checkpoint.parse(open_note(note, [ALICE.verifier])) == CHECKPOINT


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("20852163", "020852163"),
        ("20852163", "-1"),
        ("20852163", "2_0"),
        ("20852163", "٣"),
        ("20852163", "9" * 20),
        ("countersign/7f3a/petition\n", "\n"),
        ("AAEC", "AAE"),
        ("AAEC", "AAECAAEC"),
        ("held 163\n", "held 163"),
        ("held 163\n", "\nheld 163\n"),
        ("held", "he\rld"),
    ],
)
def test_another_spelling_of_a_checkpoint_is_refused(old: str, new: str) -> None:
    with pytest.raises(InvalidNote):
        Checkpoint.parse(CHECKPOINT.text().replace(old, new))


@pytest.mark.parametrize("text", ["", "origin\n", "origin\n0\n"])
def test_a_checkpoint_has_three_lines(text: str) -> None:
    with pytest.raises(InvalidNote):
        Checkpoint.parse(text)


def test_an_extension_is_one_line() -> None:
    with pytest.raises(InvalidNote):
        Checkpoint("origin", 0, ROOT, ("two\nlines",))
