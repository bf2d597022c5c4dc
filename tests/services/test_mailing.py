"""Which words are chosen, caps, back-off. That mails really go out and how they look: tests/worker."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.outbox import Mail, MailState, MailUse, SuppressionReason
from petition.models.petition import Petition
from petition.services import mail_turns, mailing, moderating, petitions, suppressing, withdrawing
from petition.services.letters import Letter
from tests.conftest import FakeClock
from tests.making import make_petition, sign_and_confirm, submit


def next_letter() -> Letter | None:
    letters = [letter for _, letter in mailing.letters_for(mailing.claim(1))]
    return letters[0] if letters else None


def send_next() -> str:
    """The words of the next mail, sent; "none" where it was dropped or put off."""
    mails = mailing.claim(1)
    words = [letter.words for _, letter in mailing.letters_for(mails)]
    mailing.sent(mails if words else [])
    return words[0] if words else "none"


def the_mails() -> list[Mail]:
    return list(db.session.scalars(sa.select(Mail).order_by(Mail.id).execution_options(populate_existing=True)))


def skip_waiting_mails() -> None:
    db.session.execute(sa.delete(Mail))
    db.session.execute(sa.delete(MailUse))


def test_a_new_address_is_asked_to_confirm(ward: Petition) -> None:
    made = submit(ward)
    letter = next_letter()
    assert letter is not None
    assert (letter.words, letter.submission, letter.signature) == ("confirm", made, None)


def test_other_words_to_the_same_address_say_again(ward: Petition, time: FakeClock) -> None:
    submit(ward)
    assert send_next() == "confirm"
    submit(ward, comment="Once more")
    time.move(minutes=11)
    assert send_next() == "again"


def test_a_counted_name_is_told_so(ward: Petition) -> None:
    made = sign_and_confirm(ward)
    skip_waiting_mails()
    submit(ward)
    letter = next_letter()
    assert letter is not None
    assert (letter.words, letter.submission, letter.signature) == ("already", None, made)


def test_a_full_mailbox_is_told_so(ward: Petition) -> None:
    sign_and_confirm(ward)
    skip_waiting_mails()
    submit(ward, name="Karim Haddad")
    assert send_next() == "slots_full"


def test_what_the_team_had_sent_again_says_what_is_so_when_it_goes(ward: Petition) -> None:
    made, waiting = sign_and_confirm(ward), submit(ward, address="waits@example.org")
    skip_waiting_mails()
    for one in (made, waiting):
        moderating.send_again(one, by="mona", reason="asked by telephone")
    letters = [
        (letter.words, letter.submission, letter.signature) for _, letter in mailing.letters_for(mailing.claim(2))
    ]
    assert letters == [("confirmed", None, made), ("confirm", waiting, None)]


def test_what_the_team_had_sent_again_goes_to_nobody_who_left_or_wants_no_mail(ward: Petition) -> None:
    made, waiting = sign_and_confirm(ward), submit(ward, address="waits@example.org")
    skip_waiting_mails()
    for one in (made, waiting):
        moderating.send_again(one, by="mona", reason="asked by telephone")
    withdrawing.withdraw(made)
    suppressing.suppress("waits@example.org", SuppressionReason.ASKED)
    assert [send_next(), send_next()] == ["none", "none"]


def test_the_second_of_two_slots_is_asked_to_confirm(ward: Petition) -> None:
    ward.slots = 2
    sign_and_confirm(ward)
    skip_waiting_mails()
    submit(ward, name="Karim Haddad")
    assert send_next() == "confirm"


def test_whoever_withdrew_is_asked_as_anyone(ward: Petition) -> None:
    withdrawing.withdraw(sign_and_confirm(ward))
    skip_waiting_mails()
    submit(ward)
    assert send_next() == "confirm"


def test_the_same_form_twice_is_one_mail(ward: Petition) -> None:
    submit(ward)
    submit(ward)
    assert [send_next(), send_next()] == ["confirm", "none"]
    assert [mail.state for mail in the_mails()] == [MailState.SENT, MailState.DROPPED]


def test_whoever_sends_the_same_form_later_is_written_to_again(ward: Petition, time: FakeClock) -> None:
    submit(ward)
    assert send_next() == "confirm"
    time.move(minutes=5)
    submit(ward)
    assert send_next() == "none"
    time.move(minutes=5, seconds=1)
    assert send_next() == "again"


def test_a_mail_for_a_confirmed_or_rejected_form_is_dropped(ward: Petition) -> None:
    sign_and_confirm(ward)
    assert next_letter() is None
    [mail] = the_mails()
    assert (mail.state, mail.address) == (MailState.DROPPED, None)


def test_nobody_is_asked_to_confirm_what_is_over(ward: Petition, time: FakeClock) -> None:
    submit(ward)
    petitions.close(ward)
    time.move(days=7)
    assert next_letter() is None


def test_a_suppressed_mailbox_gets_nothing(ward: Petition) -> None:
    suppressing.suppress("RIMA@example.org", SuppressionReason.ASKED)
    submit(ward)
    assert next_letter() is None
    assert the_mails()[0].state is MailState.DROPPED


def test_a_second_mail_within_ten_minutes_waits(ward: Petition, time: FakeClock) -> None:
    start = time.now
    submit(ward)
    assert send_next() == "confirm"
    time.move(minutes=4)
    submit(ward, comment="Other words")
    assert send_next() == "none"
    waiting = the_mails()[1]
    assert (waiting.state, waiting.attempts) == (MailState.QUEUED, 0)
    assert waiting.not_before == start + timedelta(minutes=10)


def test_another_petition_need_not_wait(ward: Petition, time: FakeClock) -> None:
    submit(ward)
    next_letter()
    make_petition("another-ward")
    submit(db.session.execute(sa.select(Petition).where(Petition.id != ward.id)).scalar_one())
    assert send_next() == "confirm"


def test_the_fourth_mail_of_a_day_waits_for_the_first_to_be_a_day_old(ward: Petition, time: FakeClock) -> None:
    start = time.now
    for number in range(3):
        submit(ward, comment=f"Words {number}")
        assert send_next() != "none"
        time.move(minutes=30)
    submit(ward, comment="The fourth")
    assert send_next() == "none"
    waiting = the_mails()[3]
    assert (waiting.state, waiting.not_before) == (MailState.QUEUED, start + timedelta(days=1))
    time.now = waiting.not_before
    assert send_next() == "again"


def test_other_spellings_of_a_mailbox_share_its_turns(ward: Petition) -> None:
    submit(ward, address="rima@gmail.com")
    next_letter()
    submit(ward, address="r.ima+2@googlemail.com", name="Other")
    assert next_letter() is None
    assert the_mails()[1].state is MailState.QUEUED


def test_a_mail_tried_again_does_not_stand_in_its_own_way(ward: Petition, time: FakeClock) -> None:
    submit(ward)
    [mail] = mailing.claim(1)
    assert mailing.letters_for([mail])
    mailing.deferred(mail, "451 later")
    time.move(minutes=1)
    assert send_next() == "confirm"
    assert db.session.scalar(sa.select(sa.func.count(MailUse.id))) == 1


def test_a_leased_mail_is_taken_again_only_when_the_lease_is_over(ward: Petition, time: FakeClock) -> None:
    submit(ward)
    [mail] = mailing.claim(5)
    assert mailing.claim(5) == []
    time.move(minutes=2, seconds=1)
    assert [(again.public_id, again.attempts) for again in mailing.claim(5)] == [(mail.public_id, 2)]


def test_a_mail_is_not_claimed_before_its_time(ward: Petition, time: FakeClock) -> None:
    submit(ward)
    the_mails()[0].not_before = time.now + timedelta(minutes=5)
    db.session.flush()
    assert mailing.claim(5) == []


@pytest.mark.parametrize(("attempt", "seconds"), [(1, 60), (2, 300), (4, 3600), (8, 86400), (20, 86400)])
def test_later_means_ever_later_up_to_a_day(ward: Petition, time: FakeClock, attempt: int, seconds: int) -> None:
    submit(ward)
    [claimed] = mailing.claim(1)
    mailing.deferred(replace(claimed, attempts=attempt), "451 4.7.1 later")
    [mail] = the_mails()
    assert mail.not_before == time.now + timedelta(seconds=seconds)
    assert (mail.state, mail.leased_until) == (MailState.QUEUED, None)
    assert mail.address is not None


def test_after_three_days_of_later_it_is_given_up_and_says_why(ward: Petition, time: FakeClock) -> None:
    submit(ward)
    [claimed] = mailing.claim(1)
    time.move(days=3, seconds=1)
    mailing.deferred(replace(claimed, attempts=len(mailing.RETRY_AFTER)), "451 4.7.1 later")
    [mail] = the_mails()
    assert (mail.state, mail.address, mail.server_words) == (MailState.FAILED, None, "451 4.7.1 later")


def test_however_old_it_is_tried_often_before_it_is_given_up(ward: Petition, time: FakeClock) -> None:
    submit(ward)
    time.move(days=4)
    for _ in mailing.RETRY_AFTER[1:]:
        mailing.deferred(mailing.claim(1)[0], "451 4.7.1 later")
        time.now = the_mails()[0].not_before
    assert the_mails()[0].state is MailState.QUEUED
    mailing.deferred(mailing.claim(1)[0], "451 4.7.1 later")
    assert the_mails()[0].state is MailState.FAILED


def test_never_means_never(ward: Petition) -> None:
    submit(ward)
    [claimed] = mailing.claim(1)
    mailing.refused(claimed, "550 5.1.1 no such mailbox")
    [mail] = the_mails()
    assert (mail.state, mail.address, mail.server_words) == (MailState.FAILED, None, "550 5.1.1 no such mailbox")


def test_a_form_whose_mail_never_arrived_may_be_sent_again(ward: Petition, time: FakeClock) -> None:
    submit(ward)
    [mail] = mailing.claim(1)
    assert mailing.letters_for([mail])
    mailing.refused(mail, "552 5.2.2 mailbox full")
    submit(ward)
    time.move(minutes=11)
    assert send_next() == "confirm"


def test_a_sent_mail_forgets_its_address(ward: Petition, time: FakeClock) -> None:
    made = submit(ward)
    claimed = mailing.claim(1)
    assert mailing.letters_for(claimed)
    time.move(seconds=20)
    mailing.sent(claimed)
    db.session.refresh(made)
    [mail] = the_mails()
    assert (mail.state, mail.address, mail.sent_at) == (MailState.SENT, None, time.now)
    assert made.mailed_at == time.now


def test_a_day_of_mails_is_counted_for_the_quota(ward: Petition, time: FakeClock) -> None:
    submit(ward)
    next_letter()
    assert mail_turns.left_of_the_day(5) == 4
    time.move(hours=24, seconds=1)
    assert mail_turns.left_of_the_day(5) == 5


def test_it_claims_no_more_than_asked_for_whatever_the_database_plans(ward: Petition) -> None:
    for number in range(9):
        submit(ward, address=f"signer{number}@example.org")
    if db.engine.dialect.name == "postgresql":
        # The plan that PostgreSQL takes where it thinks that there are few mails: the inner part runs for each row.
        db.session.execute(sa.text("SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"))
        db.session.execute(sa.text("SET LOCAL enable_material = off; SET LOCAL enable_hashagg = off"))
        db.session.execute(sa.text("SET LOCAL enable_sort = off"))
    assert len(mailing.claim(3)) == 3
