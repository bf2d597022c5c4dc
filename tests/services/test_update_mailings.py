"""When an update may be mailed, stopping it, and how long it is known whom it went to."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.petition import Petition, Protection
from petition.models.record import Audit
from petition.models.update_mail import MailingState, UpdateMail
from petition.services import forgetting, mailing, policy, publishing_updates, update_mailings
from petition.services.errors import CannotChangeState
from petition.services.update_errors import CannotBeMailed, MailedTooSoon
from tests.conftest import FakeClock
from tests.mailings import asked, choose_all, mailed, news_mails, published
from tests.making import at


def chosen() -> int:
    return db.session.scalar(sa.select(sa.func.count(UpdateMail.id))) or 0


def test_one_goes_in_72_hours(ward: Petition, time: FakeClock) -> None:
    start = time.now
    mailed(ward)
    time.move(hours=71, minutes=59)
    with pytest.raises(MailedTooSoon) as refusal:
        mailed(ward)
    assert refusal.value.next_at == start + timedelta(hours=72)
    time.move(minutes=1)
    mailed(ward)


def test_staff_may_allow_one_sooner(ward: Petition) -> None:
    mailed(ward)
    assert update_mailings.begin(published(ward), is_allowed_sooner=True).state is MailingState.GOING


def test_staff_may_decide_on_other_hours(ward: Petition, time: FakeClock) -> None:
    policy.decide("updates.mail_hours", "24")
    mailed(ward)
    time.move(hours=24)
    assert update_mailings.next_at(ward) is None


def test_one_that_comes_by_itself_waits_for_its_time(ward: Petition, time: FakeClock) -> None:
    asked(ward, "rima")
    mailed(ward)
    choose_all()
    update_mailings.begin(published(ward), may_wait=True)
    choose_all()
    assert len(news_mails()) == 1
    time.move(hours=72)
    choose_all()
    assert len(news_mails()) == 2


def test_stopping_it_and_going_on_does_not_bring_it_forward(ward: Petition) -> None:
    asked(ward, "rima")
    mailed(ward)
    choose_all()
    waiting = update_mailings.begin(published(ward), may_wait=True)
    update_mailings.stop(waiting.update, by="alice")
    update_mailings.go_on(waiting.update, by="alice")
    choose_all()
    assert (waiting.state, len(news_mails())) == (MailingState.GOING, 1)


def test_where_signers_are_at_risk_nothing_is_mailed(ward: Petition) -> None:
    ward.protection = Protection.DISCREET
    with pytest.raises(CannotBeMailed):
        mailed(ward)


def test_none_is_mailed_twice(ward: Petition) -> None:
    begun = mailed(ward)
    with pytest.raises(CannotChangeState):
        update_mailings.begin(begun.update, is_allowed_sooner=True)


def test_it_begins_when_it_is_published(ward: Petition) -> None:
    draft = published(ward)
    draft.state, draft.number, draft.published_at = "draft", None, None  # type: ignore[assignment]
    db.session.flush()
    publishing_updates.publish_now(draft, wants_mail=True, by="alice")
    assert update_mailings.of(draft) is not None


def test_none_is_planned_for_a_time_at_which_it_could_not_be_mailed(ward: Petition) -> None:
    mailed(ward)
    draft = published(ward)
    draft.state, draft.number, draft.published_at = "draft", None, None  # type: ignore[assignment]
    db.session.flush()
    with pytest.raises(MailedTooSoon):
        publishing_updates.plan(draft, at(2026, 1, 1), wants_mail=True, by="alice")


def test_stopping_and_going_on_are_told_to_the_team(ward: Petition) -> None:
    asked(ward, "rima")
    begun = mailed(ward)
    update_mailings.stop(begun.update, by="alice")
    choose_all()
    assert (begun.state, news_mails()) == (MailingState.STOPPED, [])
    update_mailings.go_on(begun.update, by="alice")
    choose_all()
    assert (begun.state, begun.chosen) == (MailingState.CHOSEN, 1)
    assert [row.verb for row in db.session.scalars(sa.select(Audit))] == ["stop mailing", "go on with mailing"]


def test_what_is_over_cannot_be_stopped_nor_gone_on_with(ward: Petition) -> None:
    begun = mailed(ward)
    choose_all()
    for verb in (update_mailings.stop, update_mailings.go_on):
        with pytest.raises(CannotChangeState):
            verb(begun.update, by="alice")


def test_after_a_restore_whatever_was_under_way_stands_stopped(ward: Petition, time: FakeClock) -> None:
    asked(ward, "rima")
    begun = mailed(ward)
    choose_all()
    update_mailings.stop_all()
    time.move(days=1)
    assert (begun.state, mailing.claim(100, last=100)) == (MailingState.STOPPED, [])


def test_taken_down_a_stopped_one_is_over_and_its_mails_go_from_the_outbox(ward: Petition) -> None:
    asked(ward, "rima")
    begun = mailed(ward)
    choose_all()
    update_mailings.stop(begun.update, by="alice")
    publishing_updates.take_down(begun.update, by="alice", reason="A mistake")
    choose_all()
    mailing.letters_for(mailing.claim(100, last=100))
    db.session.refresh(begun)
    assert (begun.is_over, update_mailings.can_go_on(begun), news_mails()[0].address) == (True, False, None)


def test_whom_it_chose_is_forgotten_once_it_can_choose_nobody_more(ward: Petition, time: FakeClock) -> None:
    asked(ward, "rima")
    begun = mailed(ward)
    choose_all()
    time.move(days=30)
    forgetting.forget()
    assert chosen() == 1
    time.move(seconds=1)
    forgetting.forget()
    assert (chosen(), begun.state) == (0, MailingState.ENDED)


def test_one_that_was_stopped_for_too_long_cannot_go_on(ward: Petition, time: FakeClock) -> None:
    asked(ward, "rima")
    begun = mailed(ward)
    choose_all()
    update_mailings.stop(begun.update, by="alice")
    time.move(days=30)
    with pytest.raises(CannotChangeState):
        update_mailings.go_on(begun.update, by="alice")
    time.move(days=1)
    forgetting.forget()
    mailing.letters_for(mailing.claim(100, last=100))
    assert [mail.address for mail in news_mails()] == [None]
