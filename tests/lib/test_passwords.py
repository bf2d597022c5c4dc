import threading

import pytest
from argon2 import PasswordHasher, extract_parameters

from petition.lib import passwords

GOOD = "seven quiet geese"

pytestmark = pytest.mark.usefixtures("earnest_hashing")


@pytest.mark.parametrize(
    "weak",
    [
        *("short", "PasswordPassword", "aaaaaaaaaaaaaaaa", "123456789012", "x" * 201),
        *("Password2026!", "mot de passe 75011", "كلمة السر ٢٠٢٦"),
    ],
)
def test_it_refuses_what_is_tried_first(weak: str) -> None:
    with pytest.raises(passwords.WeakPassword):
        passwords.judge(weak)


@pytest.mark.parametrize(
    "good", [GOOD, "كلمة سر طويلة جدا", "kestrel-lantern-ravine-motto", "a password for geese", "739201846152"]
)
def test_it_accepts_any_script(good: str) -> None:
    passwords.judge(good)


def test_it_knows_a_password_again_however_it_is_composed() -> None:
    kept = passwords.hashed("caf\u00e9 et croissants")
    assert "café" not in kept
    assert passwords.matches(kept, "cafe\u0301 et croissants")
    assert not passwords.matches(kept, GOOD)


def test_it_hashes_as_the_design_says() -> None:
    assert passwords.hashed(GOOD).startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_nobody_has_the_password_of_an_unknown_account() -> None:
    assert not passwords.matches(None, GOOD)


def test_an_unknown_account_costs_what_a_known_one_costs(monkeypatch: pytest.MonkeyPatch) -> None:
    verified: list[str | bytes] = []
    verify = PasswordHasher.verify

    def watched(hasher: PasswordHasher, kept: str | bytes, password: str | bytes) -> bool:
        verified.append(kept)
        return verify(hasher, kept, password)

    monkeypatch.setattr(PasswordHasher, "verify", watched)
    for kept in (passwords.hashed(GOOD), None):
        passwords.matches(kept, "another password")
    known, unknown = (extract_parameters(str(kept)) for kept in verified)
    assert known == unknown


def test_it_notices_other_parameters() -> None:
    assert passwords.is_outdated(PasswordHasher(time_cost=1, memory_cost=1024, parallelism=1).hash(GOOD))
    assert not passwords.is_outdated(passwords.hashed(GOOD))


def test_two_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "WAIT_SECONDS", 0.01)
    both_in, done = threading.Barrier(3), threading.Event()

    def hold() -> None:
        with passwords._turn():
            both_in.wait()
            done.wait()

    threads = [threading.Thread(target=hold) for _ in range(passwords.HASHING_AT_ONCE)]
    for thread in threads:
        thread.start()
    both_in.wait()
    with pytest.raises(TimeoutError):
        passwords.matches(None, GOOD)
    done.set()
    for thread in threads:
        thread.join()
    assert not passwords.matches(None, GOOD)
