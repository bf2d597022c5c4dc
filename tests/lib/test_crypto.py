import pytest

from petition.lib.crypto import CannotOpen, KeyRing, blind_index, derive, fingerprint, new_key, numeric_code

OLD, NEW = b"o" * 32, b"n" * 32


def test_what_is_sealed_opens_in_its_own_place() -> None:
    ring = KeyRing({1: OLD})
    sealed = ring.seal(b"Rima", context="signature.identity:a")
    assert ring.open(sealed, context="signature.identity:a") == b"Rima"
    assert b"Rima" not in sealed
    with pytest.raises(CannotOpen):
        ring.open(sealed, context="signature.identity:b")


def test_sealing_twice_never_looks_the_same() -> None:
    ring = KeyRing({1: OLD})
    assert ring.seal(b"Rima", context="x") != ring.seal(b"Rima", context="x")


def test_the_last_key_seals_and_all_open() -> None:
    sealed = KeyRing({1: OLD}).seal(b"Rima", context="x")
    both = KeyRing({1: OLD, 2: NEW})
    assert both.current == 2
    assert both.open(sealed, context="x") == b"Rima"
    with pytest.raises(CannotOpen):
        KeyRing({2: NEW}).open(both.seal(b"Rima", context="x")[:-1], context="x")
    with pytest.raises(CannotOpen):
        KeyRing({2: NEW}).open(sealed, context="x")


@pytest.mark.parametrize("sealed", [b"", b"\0", b"\0\1", b"\0\1" + b"x" * 12, b"\0\1" + b"x" * 40])
def test_rubbish_does_not_open(sealed: bytes) -> None:
    with pytest.raises(CannotOpen):
        KeyRing({1: OLD}).open(sealed, context="x")


def test_indexes_differ_by_key_label_and_value() -> None:
    values = {
        blind_index(OLD, "address", "a"),
        blind_index(NEW, "address", "a"),
        blind_index(OLD, "name", "a"),
        blind_index(OLD, "address", "b"),
    }
    assert len(values) == 4
    assert blind_index(OLD, "address", "a") in values


def test_derived_keys_serve_one_purpose() -> None:
    assert derive(OLD, "cookie") != derive(OLD, "code")
    assert len(derive(OLD, "cookie")) == len(new_key()) == 32


def test_codes_keep_their_zeros() -> None:
    codes = [numeric_code(OLD, str(number), 8) for number in range(300)]
    assert {len(code) for code in codes} == {8}
    assert any(code.startswith("0") for code in codes)


def test_a_fingerprint_is_sha256() -> None:
    assert fingerprint(b"abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
