from datetime import UTC, datetime, timedelta
from datetime import time as dt_time

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.outbox import Mail, MailState, MailUse
from petition.models.petition import NameAudience, Petition
from petition.models.signature import Signature, SignatureState
from petition.models.submission import Submission
from petition.services import confirming, forgetting, forgetting_figures, identity, mailing, petitions, withdrawing
from petition.services.errors import LinkIsGone, NotTakingSignatures
from tests.conftest import FakeClock
from tests.making import draft, sign_and_confirm, submit


def number_of(model: type[Submission] | type[Mail] | type[MailUse]) -> int:
    return db.session.scalar(sa.select(sa.func.count(model.id))) or 0


def test_what_was_typed_is_deleted_after_21_days(ward: Petition, time: FakeClock) -> None:
    waiting = submit(ward)
    token = confirming.link_token(waiting)
    time.move(days=21)
    forgetting.forget()
    assert confirming.look_up(token) == waiting
    time.move(seconds=1)
    forgetting.forget()
    assert number_of(Submission) == 0
    with pytest.raises(LinkIsGone):
        confirming.look_up(token)


def test_a_signature_outlives_its_submission(ward: Petition, time: FakeClock) -> None:
    made = sign_and_confirm(ward)
    time.move(days=40)
    forgetting.forget()
    db.session.refresh(made)
    assert made.identity is not None


def test_turns_of_mailboxes_are_kept_for_a_day(ward: Petition, time: FakeClock) -> None:
    submit(ward)
    [mail] = mailing.claim(1)
    mailing.letters_for([mail])
    time.move(hours=24)
    forgetting.forget()
    assert number_of(MailUse) == 1
    time.move(seconds=1)
    forgetting.forget()
    assert number_of(MailUse) == 0


def test_mails_are_kept_for_thirty_days_and_unsent_ones_for_ever(ward: Petition, time: FakeClock) -> None:
    submit(ward)
    submit(ward, address="karim@example.org")
    mailing.sent(mailing.claim(1))
    time.now += timedelta(days=30, seconds=1)
    forgetting.forget()
    assert [mail.state for mail in db.session.scalars(sa.select(Mail))] == [MailState.QUEUED]


def test_it_works_in_portions(ward: Petition, time: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting, "BATCH", 2)
    for number in range(3):
        submit(ward, address=f"signer{number}@example.org")
    time.move(days=22)
    assert [forgetting.forget(), forgetting.forget(), number_of(Submission)] == [True, False, 0]


def test_who_signed_is_destroyed_after_the_day_that_the_page_named(ward: Petition, time: FakeClock) -> None:
    made = sign_and_confirm(ward, give_name_to=NameAudience.PUBLIC, comment="For the ward", comment_is_public=True)
    time.now = datetime.combine(ward.retain_until, dt_time(23, 59), UTC)
    forgetting.forget()
    db.session.refresh(made)
    assert made.public_name == "Rima Haddad"
    time.move(minutes=1)
    forgetting.forget()
    db.session.refresh(made)
    assert {made.identity, made.address_index, made.name_index, made.public_name} == {None}
    assert (made.comment, made.state) == (None, SignatureState.COUNTED)


def test_whoever_withdrew_is_destroyed_too(ward: Petition, time: FakeClock) -> None:
    made = sign_and_confirm(ward)
    withdrawing.withdraw(made)
    time.now = datetime.combine(ward.retain_until + timedelta(days=1), dt_time(0, 0), UTC)
    forgetting.forget()
    db.session.refresh(made)
    assert (made.identity, made.address_index) == (None, None)


def test_of_petitions_with_one_day_each_has_its_turn(
    ward: Petition, time: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(forgetting_figures, "PETITIONS", 2)
    for number in range(2):
        small = draft(f"small-{number}")
        petitions.open_now(small, languages=small.languages)
        sign_and_confirm(small)
    sign_and_confirm(ward)
    time.now = datetime.combine(ward.retain_until + timedelta(days=1), dt_time(0, 0), UTC)
    assert [forgetting.forget() for _ in range(3)] == [True, True, False]
    assert set(db.session.scalars(sa.select(Signature.identity))) == {None}


def test_nobody_who_was_forgotten_is_counted_again(ward: Petition, time: FakeClock) -> None:
    ward.closes_local = None
    time.now = datetime.combine(ward.retain_until, dt_time(23, 59), UTC)
    sign_and_confirm(ward)
    waiting = submit(ward)
    time.move(minutes=1)
    forgetting.forget()
    with pytest.raises(NotTakingSignatures):
        submit(ward)
    with pytest.raises(LinkIsGone):
        confirming.confirm(waiting, identity.of_submission(waiting), same_browser=True)


def test_names_are_destroyed_in_portions(ward: Petition, time: FakeClock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(forgetting_figures, "BATCH", 2)
    for number in range(3):
        sign_and_confirm(ward, address=f"signer{number}@example.org")
    time.now = datetime.combine(ward.retain_until + timedelta(days=1), dt_time(0, 0), UTC)
    forgetting.forget()
    left = sa.select(sa.func.count(Signature.identity))
    assert db.session.scalar(left) == 1
