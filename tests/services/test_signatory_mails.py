"""Which mail those get who ask to be listed, at the moment it goes."""

from datetime import timedelta

import sqlalchemy as sa

from petition.extensions import db
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition
from petition.models.signatory import Signatory
from petition.services import joining, signatories, signatory_mails
from tests.conftest import FakeClock
from tests.joining import asks, circulates, waits

BY = "alice"


def newest_mail(signatory: Signatory) -> Mail:
    query = sa.select(Mail).where(Mail.subject == signatory.public_id).order_by(Mail.id.desc()).limit(1)
    return db.session.scalars(query).one()


def words(signatory: Signatory) -> str | None:
    """The name of the template that the newest mail about it is written from."""
    mail = newest_mail(signatory)
    choose = {
        MailKind.SIGNATORY: signatory_mails.to_confirm,
        MailKind.SIGNATORY_DUE: signatory_mails.before_the_deadline,
        MailKind.SIGNATORY_NEWS: signatory_mails.about_a_decision,
    }[mail.kind]
    letter = choose(mail)
    return letter.words if letter else None


def closing_in(time: FakeClock, **until: float) -> Petition:
    deadline = (time.now + timedelta(**until)).replace(tzinfo=None)
    return circulates(zone="UTC", joins_until_local=deadline)


def due() -> int:
    return db.session.scalar(sa.select(sa.func.count(Mail.id)).where(Mail.kind == MailKind.SIGNATORY_DUE)) or 0


def test_it_asks_to_confirm_until_that_is_done(database: None) -> None:
    made = asks(circulates())
    assert words(made) == "signatory_confirm"
    joining.confirm(made)
    assert words(made) is None


def test_a_form_sent_twice_is_one_mail(database: None) -> None:
    text = circulates()
    first, again, other = asks(text), asks(text), asks(text, "Somebody else")
    assert [words(one) for one in (first, again, other)] == ["signatory_confirm", None, "signatory_confirm"]


def test_the_same_words_from_another_mailbox_are_another_form(database: None) -> None:
    text = circulates()
    asks(text)
    assert words(asks(text, address="other@example.org")) == "signatory_confirm"


def test_beside_a_line_that_cannot_be_opened_it_is_mailed(database: None) -> None:
    text = circulates()
    asks(text).sealed = b"under a key that is lost"
    assert words(asks(text)) == "signatory_confirm"


def test_sent_again_later_it_is_mailed_again(database: None, time: FakeClock) -> None:
    text = circulates()
    asks(text)
    time.move(minutes=2)
    assert words(asks(text)) == "signatory_confirm"


def test_each_decision_has_its_words(database: None) -> None:
    made = waits(circulates())
    signatories.ask(made, by=BY, question="Since when?")
    assert words(made) == "signatory_asked"
    signatories.approve(made, by=BY)
    assert words(made) == "signatory_approved"
    declined = waits(circulates("other"))
    signatories.decline(declined, by=BY, words="No.")
    assert words(declined) == "signatory_declined"


def test_a_decision_that_was_taken_back_is_not_mailed(database: None) -> None:
    made = waits(circulates())
    signatories.approve(made, by=BY)
    joining.withdraw(made)
    assert words(made) is None


def test_who_has_not_finished_is_reminded_once(database: None, time: FakeClock) -> None:
    text = closing_in(time, days=6)
    unconfirmed, asked, finished = asks(text, "A"), waits(text, "B"), waits(text, "C")
    signatories.ask(asked, by=BY, question="Since when?")
    time.move(days=3, hours=23)
    signatory_mails.remind()
    assert due() == 0
    time.move(hours=2)
    signatory_mails.remind()
    signatory_mails.remind()
    assert (due(), finished.reminded_at) == (2, None)
    assert [words(one) for one in (unconfirmed, asked)] == ["signatory_reminder"] * 2


def test_a_line_that_cannot_be_opened_holds_up_no_others(database: None, time: FakeClock) -> None:
    text = closing_in(time, days=2)
    asks(text, "A").sealed = b"under a key that is lost"
    asks(text, "B")
    time.move(hours=25)
    signatory_mails.remind()
    assert due() == 1


def test_a_reminder_that_came_too_late_is_dropped(database: None, time: FakeClock) -> None:
    made = asks(closing_in(time, days=2))
    time.move(hours=25)
    signatory_mails.remind()
    joining.confirm(made)
    assert words(made) is None


def test_who_has_just_been_written_to_is_not_reminded(database: None, time: FakeClock) -> None:
    asks(closing_in(time, hours=30))
    time.move(hours=5)
    signatory_mails.remind()
    assert due() == 0


def test_after_the_deadline_nobody_is_reminded(database: None, time: FakeClock) -> None:
    asks(closing_in(time, days=2))
    time.move(days=3)
    signatory_mails.remind()
    assert due() == 0


def test_without_a_deadline_nobody_is_reminded(database: None, time: FakeClock) -> None:
    asks(circulates())
    time.move(days=10)
    signatory_mails.remind()
    assert due() == 0
