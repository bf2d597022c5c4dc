"""Passkeys: made and entered by for real, with an authenticator made of software."""

import json
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db, settings
from petition.models.organiser import Factor, FactorKind, Organiser, OrganiserState, SpentChallenge
from petition.models.outbox import MailKind
from petition.services import forgetting, passkeys
from petition.services.errors import PasskeyRefused
from petition.services.passkeys import Ceremony
from tests.authenticator import Authenticator
from tests.conftest import FakeClock
from tests.people import make_organiser
from tests.services.telling import told

BROWSER = "that of Alice"


@pytest.fixture
def alice(database: None) -> Organiser:
    return make_organiser("alice")


def add(organiser: Organiser, device: Authenticator | None = None, asked: Ceremony | None = None) -> Authenticator:
    device, asked = device or Authenticator(), asked or passkeys.options_to_add(organiser)
    answer = device.make(asked.options_json)
    passkeys.add(organiser, answer=answer, challenge_token=asked.challenge_token, name="my phone")
    return device


def enter(device: Authenticator, asked: Ceremony | None = None) -> Organiser:
    asked = asked or passkeys.options_to_enter(browser=BROWSER)
    return passkeys.entered(
        answer=device.answer(asked.options_json), challenge_token=asked.challenge_token, browser=BROWSER
    )


def factors() -> list[Factor]:
    return list(db.session.scalars(sa.select(Factor).execution_options(populate_existing=True)))


def test_it_lets_its_owner_in(alice: Organiser) -> None:
    device = add(alice)
    assert enter(device) is alice
    [factor] = factors()
    assert (factor.kind, factor.name, factor.uses) == (FactorKind.PASSKEY, "my phone", 1)
    assert factor.used_at is not None


def test_its_owner_is_told(alice: Organiser) -> None:
    add(alice)
    assert told(alice) == [MailKind.FACTOR_ADDED]


@pytest.mark.parametrize("counts", [True, False])
def test_it_is_good_again_and_again(alice: Organiser, counts: bool) -> None:
    device = add(alice, Authenticator(counts=counts))
    assert [enter(device), enter(device), enter(device)] == [alice] * 3


def test_it_asks_for_one_that_looks_who_is_there_and_that_it_does_not_have(alice: Organiser) -> None:
    add(alice)
    options = json.loads(passkeys.options_to_add(alice).options_json)
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert len(options["excludeCredentials"]) == 1
    assert options["rp"] == {"id": "127.0.0.1", "name": settings.site_name}


def test_who_enters_need_not_say_who_they_are(alice: Organiser) -> None:
    add(alice)
    options = json.loads(passkeys.options_to_enter(browser=BROWSER).options_json)
    assert not options.get("allowCredentials")
    assert options["userVerification"] == "required"


def test_no_two_challenges_are_the_same(alice: Organiser) -> None:
    asked = [json.loads(passkeys.options_to_enter(browser=BROWSER).options_json)["challenge"] for _ in range(3)]
    assert len(set(asked)) == 3


def test_an_answer_is_heard_once(alice: Organiser) -> None:
    device, asked = add(alice, Authenticator(counts=False)), passkeys.options_to_enter(browser=BROWSER)
    answer = device.answer(asked.options_json)
    assert passkeys.entered(answer=answer, challenge_token=asked.challenge_token, browser=BROWSER) is alice
    with pytest.raises(PasskeyRefused):
        passkeys.entered(answer=answer, challenge_token=asked.challenge_token, browser=BROWSER)


def test_a_challenge_is_answered_once(alice: Organiser) -> None:
    device, asked = add(alice), passkeys.options_to_enter(browser=BROWSER)
    enter(device, asked)
    with pytest.raises(PasskeyRefused):
        enter(device, asked)


def test_a_passkey_is_added_once(alice: Organiser) -> None:
    asked = passkeys.options_to_add(alice)
    device = add(alice, asked=asked)
    with pytest.raises(PasskeyRefused):
        add(alice, device, asked)
    with pytest.raises(PasskeyRefused):
        add(alice, device)
    assert len(factors()) == 1


def test_nobody_takes_the_name_of_anothers_passkey(alice: Organiser) -> None:
    device = add(alice)
    with pytest.raises(PasskeyRefused):
        add(make_organiser("bob"), Authenticator(credential_id=device.credential_id))
    assert enter(device) is alice


def test_five_minutes_later_it_is_too_late(alice: Organiser, time: FakeClock) -> None:
    device, to_add, to_enter = add(alice), passkeys.options_to_add(alice), passkeys.options_to_enter(browser=BROWSER)
    time.move(minutes=5, seconds=1)
    with pytest.raises(PasskeyRefused):
        add(alice, asked=to_add)
    with pytest.raises(PasskeyRefused):
        enter(device, to_enter)


def test_what_one_was_asked_another_does_not_answer(alice: Organiser) -> None:
    with pytest.raises(PasskeyRefused):
        add(make_organiser("bob"), asked=passkeys.options_to_add(alice))


def test_a_challenge_to_add_does_not_let_in(alice: Organiser) -> None:
    device, asked = add(alice), passkeys.options_to_add(alice)
    options = json.dumps({"rpId": "127.0.0.1", "challenge": json.loads(asked.options_json)["challenge"]})
    with pytest.raises(PasskeyRefused):
        passkeys.entered(answer=device.answer(options), challenge_token=asked.challenge_token, browser=BROWSER)


@pytest.mark.parametrize("change", [{"origin": "https://elsewhere.example"}, {"looks": False}])
def test_elsewhere_or_without_looking_it_does_not_count(alice: Organiser, change: dict[str, object]) -> None:
    device = add(alice)
    with pytest.raises(PasskeyRefused):
        enter(replace(device, **change))  # type: ignore[arg-type]
    with pytest.raises(PasskeyRefused):
        add(alice, Authenticator(**change))  # type: ignore[arg-type]


def test_another_key_under_the_same_name_does_not_let_in(alice: Organiser) -> None:
    device = add(alice)
    with pytest.raises(PasskeyRefused):
        enter(Authenticator(credential_id=device.credential_id))


def test_an_unknown_passkey_does_not_let_in(alice: Organiser) -> None:
    with pytest.raises(PasskeyRefused):
        enter(Authenticator())


def test_a_suspended_account_is_not_entered(alice: Organiser) -> None:
    device = add(alice)
    alice.state = OrganiserState.SUSPENDED
    db.session.flush()
    with pytest.raises(PasskeyRefused):
        enter(device)


def test_a_copy_that_counts_behind_does_not_let_in(alice: Organiser) -> None:
    device = add(alice)
    copy = replace(device)
    enter(device)
    with pytest.raises(PasskeyRefused):
        enter(copy)


def test_of_two_answers_at_once_one_is_heard(alice: Organiser) -> None:
    device = add(alice)
    # Kept, so that it is not read again.
    [_read] = factors()
    # As if another process had taken one since the row was read.
    meanwhile = sa.update(Factor).values(uses=1)
    db.session.execute(meanwhile, execution_options={"synchronize_session": False})
    with pytest.raises(PasskeyRefused):
        enter(device)


@pytest.mark.parametrize(
    "answer",
    [
        *("", "{", "[]", "7", "{}", "\0", '{"id": 1}'),
        '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}',
        "[" * 100_000,
    ],
    ids=lambda answer: answer[:10],
)
def test_nonsense_is_refused(alice: Organiser, answer: str) -> None:
    to_add, to_enter = passkeys.options_to_add(alice), passkeys.options_to_enter(browser=BROWSER)
    with pytest.raises(PasskeyRefused):
        passkeys.add(alice, answer=answer, challenge_token=to_add.challenge_token, name="x")
    with pytest.raises(PasskeyRefused):
        passkeys.entered(answer=answer, challenge_token=to_enter.challenge_token, browser=BROWSER)


def test_a_name_longer_than_any_authenticator_gives_is_refused(alice: Organiser) -> None:
    add(alice, Authenticator(credential_id=b"x" * 1023))
    with pytest.raises(PasskeyRefused):
        add(alice, Authenticator(credential_id=b"x" * 1024))


@pytest.mark.parametrize("part", ["clientDataJSON", "attestationObject", "authenticatorData", "signature"])
@pytest.mark.parametrize("value", ["", "AAAA", "oA", "!"])
def test_broken_parts_are_refused(alice: Organiser, part: str, value: str) -> None:
    device, to_add, to_enter = add(alice), passkeys.options_to_add(alice), passkeys.options_to_enter(browser=BROWSER)
    made, given = (
        json.loads(Authenticator().make(to_add.options_json)),
        json.loads(device.answer(to_enter.options_json)),
    )
    for answer in (made, given):
        answer["response"][part] = value
    if part in ("clientDataJSON", "attestationObject"):
        with pytest.raises(PasskeyRefused):
            passkeys.add(alice, answer=json.dumps(made), challenge_token=to_add.challenge_token, name="x")
    if part != "attestationObject":
        with pytest.raises(PasskeyRefused):
            passkeys.entered(answer=json.dumps(given), challenge_token=to_enter.challenge_token, browser=BROWSER)


@pytest.mark.parametrize("token", ["", "x", "x.y.z"])
def test_a_forged_token_is_refused(alice: Organiser, token: str) -> None:
    asked = passkeys.options_to_enter(browser=BROWSER)
    with pytest.raises(PasskeyRefused):
        enter(add(alice), Ceremony(asked.options_json, token))


def test_it_confirms_its_owner_alone(alice: Organiser) -> None:
    device, bob, asked = add(alice), make_organiser("bob"), passkeys.options_to_enter(browser=BROWSER)
    answer = device.answer(asked.options_json)
    with pytest.raises(PasskeyRefused):
        passkeys.confirms(bob, answer=answer, challenge_token=asked.challenge_token, browser=BROWSER)
    again = passkeys.options_to_enter(browser=BROWSER)
    passkeys.confirms(
        alice, answer=device.answer(again.options_json), challenge_token=again.challenge_token, browser=BROWSER
    )


@pytest.mark.parametrize(
    ("base_url", "is_possible"),
    [("https://petitions.example.org", True), ("http://localhost:8000", True), ("http://127.0.0.1:8000", False)],
)
def test_browsers_know_none_for_a_number(
    app: Flask, monkeypatch: pytest.MonkeyPatch, base_url: str, is_possible: bool
) -> None:
    with app.app_context():
        move_to(base_url, app, monkeypatch)
        assert passkeys.is_possible() is is_possible


def move_to(base_url: str, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    there = replace(settings._get_current_object(), base_url=base_url)  # type: ignore[attr-defined]
    monkeypatch.setitem(app.extensions, "petition.settings", there)


@pytest.mark.parametrize(
    ("base_url", "origin"),
    [
        ("https://Petitions.Example.org", "https://petitions.example.org"),
        ("https://petitions.example.org:443", "https://petitions.example.org"),
        ("https://petitions.example.org:8443/here", "https://petitions.example.org:8443"),
        ("http://localhost:80", "http://localhost"),
    ],
)
def test_however_the_address_of_the_site_is_written_browsers_write_one(
    app: Flask, alice: Organiser, monkeypatch: pytest.MonkeyPatch, base_url: str, origin: str
) -> None:
    move_to(base_url, app, monkeypatch)
    assert enter(add(alice, Authenticator(origin=origin))) is alice


def test_answered_challenges_are_forgotten_once_they_are_too_old(alice: Organiser, time: FakeClock) -> None:
    enter(add(alice))
    time.move(minutes=10)
    forgetting.forget()
    assert len(db.session.scalars(sa.select(SpentChallenge)).all()) == 2
    time.move(seconds=1)
    forgetting.forget()
    assert db.session.scalars(sa.select(SpentChallenge)).all() == []
