from datetime import timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.outbox import Mail, MailKind, MailState
from petition.models.petition import Petition
from petition.models.signature import HoldRule
from petition.models.submission import Submission
from petition.services import identity, outbox, petitions, signing
from petition.services.errors import NotTakingSignatures
from petition.services.identity import Identity
from tests.conftest import FakeClock
from tests.making import draft, sign_and_confirm, submission_at, submit


def the_mail() -> Mail:
    return db.session.execute(sa.select(Mail)).scalar_one()


def test_it_keeps_one_submission_and_queues_one_mail(ward: Petition) -> None:
    made = submit(ward)
    mail = the_mail()
    assert (mail.kind, mail.state, mail.subject) == (MailKind.SIGNING, MailState.QUEUED, made.public_id)
    assert outbox.address_of(mail) == "rima@example.org"
    assert identity.of_submission(made).name == "Rima Haddad"


def test_nothing_typed_stands_in_clear(ward: Petition) -> None:
    made = submit(ward, name="Rima Haddad", comment="Because of the night shift")
    db.session.flush()
    rows = str([list(row) for table in (Submission, Mail) for row in db.session.execute(sa.select(table.__table__))])
    for typed in ("Rima", "Haddad", "rima@example.org", "night shift"):
        assert typed not in rows
    assert made.public_id in rows


def test_it_says_no_once_closed_or_before_opening(ward: Petition) -> None:
    unopened = draft("another-ward")
    with pytest.raises(NotTakingSignatures):
        submit(unopened)
    petitions.close(ward)
    with pytest.raises(NotTakingSignatures):
        submit(ward)


def test_it_says_no_at_the_closing_time_though_the_worker_is_late(ward: Petition, time: FakeClock) -> None:
    assert ward.closes_at is not None
    time.now = ward.closes_at - timedelta(seconds=1)
    submit(ward)
    time.now = ward.closes_at
    with pytest.raises(NotTakingSignatures):
        submit(ward)


def test_doubts_are_kept_for_later(ward: Petition) -> None:
    assert submit(ward, doubts=(HoldRule.HONEYPOT,)).risk == ["honeypot"]


def test_a_corrected_address_takes_the_place_of_the_old_one(ward: Petition) -> None:
    old = submit(ward, address="rmia@example.org", doubts=(HoldRule.HONEYPOT,))
    new = submission_at(signing.correct_address(old, "rima@example.org"))
    kept = db.session.scalars(sa.select(Submission)).all()
    assert kept == [new]
    assert new.risk == ["honeypot"]
    assert (words_of(new).name, words_of(new).address) == ("Rima Haddad", "rima@example.org")


def test_a_correction_keeps_each_doubt_once(ward: Petition) -> None:
    old = submit(ward, doubts=(HoldRule.LIMITS_AWAY, HoldRule.HONEYPOT))
    new = submission_at(signing.correct_address(old, "rima.haddad@example.org", doubts=[HoldRule.LIMITS_AWAY]))
    assert new.risk == ["limits_away", "honeypot"]


def words_of(submission: Submission) -> Identity:
    return identity.of_submission(submission)


def test_the_delay_told_is_that_of_the_oldest_mail_that_is_due(ward: Petition, time: FakeClock) -> None:
    assert signing.mail_delay_minutes() == 0
    submit(ward)
    time.move(minutes=42)
    assert signing.mail_delay_minutes() == 42


def test_a_mail_put_off_on_purpose_is_no_delay(ward: Petition, time: FakeClock) -> None:
    submit(ward)
    the_mail().not_before = time.now + timedelta(hours=3)
    time.move(minutes=42)
    assert signing.mail_delay_minutes() == 0


def test_signing_again_is_the_same_work_for_a_counted_address(ward: Petition) -> None:
    sign_and_confirm(ward)
    submit(ward)
    assert db.session.scalar(sa.select(sa.func.count(Mail.id))) == 2
    assert db.session.scalar(sa.select(sa.func.count(Submission.id))) == 1
