"""Whom an update is mailed to: everyone who asked for it, and nobody twice."""

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.news import UpdateState
from petition.models.outbox import Mail, MailState, SuppressionReason
from petition.models.petition import Petition, Protection
from petition.models.update_mail import MailingState, UpdateMail
from petition.services import (
    mailing,
    moderating,
    outbox,
    petitions,
    policy,
    suppressing,
    unsubscribing,
    update_mailings,
    update_mails,
    withdrawing,
)
from tests.conftest import FakeClock
from tests.mailings import NEWS, asked, choose_all, mailed, news_mails
from tests.making import sign_and_confirm, submit

Numbers = tuple[int, int, int, int]


def addresses() -> list[str]:
    return [outbox.address_of(mail).partition("@")[0] for mail in news_mails()]


def numbers(of: object) -> Numbers:
    db.session.refresh(of)
    return of.chosen, of.sent, of.failed, of.dropped  # type: ignore[attr-defined]


def send_all() -> list[str]:
    """The words of all mails that go now, handed over."""
    mails = mailing.claim(100, last=100)
    letters = mailing.letters_for(mails)
    mailing.sent([mail for mail, _ in letters])
    return [letter.words for _, letter in letters]


def test_everyone_who_asked_is_written_to_once(ward: Petition) -> None:
    asked(ward, "rima", "omar")
    sign_and_confirm(ward, name="Silent", address="silent@example.org", consents=())
    begun = mailed(ward)
    choose_all()
    assert addresses() == ["rima", "omar"]
    assert (begun.state, begun.expected, begun.chosen) == (MailingState.CHOSEN, 2, 2)


def test_whoever_left_or_wants_no_news_gets_none(ward: Petition) -> None:
    gone, removed, unsubscribed, *_ = asked(ward, "gone", "removed", "unsubscribed", "bounced", "there")
    withdrawing.withdraw(gone)
    moderating.remove(removed, by="mona", reason="Invented")
    unsubscribing.end(unsubscribed, NEWS)
    suppressing.suppress("bounced@example.org", SuppressionReason.BOUNCED)
    mailed(ward)
    choose_all()
    assert addresses() == ["there"]


def test_two_who_share_a_mailbox_get_one_mail(ward: Petition) -> None:
    ward.slots = 2
    for name in ("Rima", "Karim"):
        sign_and_confirm(ward, name=name, address="family@example.org", consents=NEWS)
    begun = mailed(ward)
    choose_all()
    assert begun.chosen == len(news_mails()) == 1


@pytest.mark.parametrize("written", [["en", "ar"], ["en"]])
def test_it_speaks_the_language_of_signing(ward: Petition, written: list[str]) -> None:
    asked(ward, "rima")
    asked(ward, "omar", language="ar")
    mailed(ward, written)
    choose_all()
    # Also around words that are not translated: as the preview shows it.
    assert [mail.language for mail in news_mails()] == ["en", "ar"]


def test_who_signs_later_is_not_written_to(ward: Petition) -> None:
    asked(ward, "early")
    mailed(ward)
    sign_and_confirm(ward, name="late", address="late@example.org", consents=NEWS)
    choose_all()
    assert addresses() == ["early"]


def test_one_whose_key_is_lost_holds_nobody_up(ward: Petition) -> None:
    lost, _ = asked(ward, "lost", "there")
    lost.identity = b"sealed under a key that is gone"
    mailed(ward)
    choose_all()
    assert addresses() == ["there"]


def test_a_worker_that_dies_between_portions_leaves_nobody_out_and_nobody_twice(
    ward: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(update_mails, "PORTION", 1)
    monkeypatch.setattr(update_mails, "WINDOW", 2)
    asked(ward, "a", "b", "c", "d", "e")
    mailed(ward)
    db.session.commit()
    for _ in range(20):
        # Every other portion is lost before its commit.
        update_mails.choose()
        db.session.rollback()
        update_mails.choose()
        db.session.commit()
    assert addresses() == ["a", "b", "c", "d", "e"]


def test_a_cursor_that_is_set_back_chooses_nobody_twice(ward: Petition) -> None:
    asked(ward, "rima", "omar")
    begun = mailed(ward)
    choose_all()
    begun.state, begun.chosen_to = MailingState.GOING, 0
    choose_all()
    assert begun.chosen == len(news_mails()) == 2


def test_the_outbox_is_filled_only_as_it_empties(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update_mails, "QUEUED_AT_MOST", 2)
    asked(ward, "a", "b", "c")
    mailed(ward)
    choose_all()
    assert len(news_mails()) == 2
    send_all()
    choose_all()
    assert len(news_mails()) == 3


def test_two_mailings_take_turns(ward: Petition, monkeypatch: pytest.MonkeyPatch, time: FakeClock) -> None:
    monkeypatch.setattr(update_mails, "PORTION", 1)
    policy.decide("updates.mail_hours", "1")
    asked(ward, "a", "b")
    first = mailed(ward)
    time.move(hours=2)
    second = mailed(ward)
    for _ in range(4):
        time.move(seconds=1)
        update_mails.choose()
    assert (first.chosen, second.chosen) == (1, 1)


def test_confirmation_mails_go_before_news_that_were_queued_earlier(ward: Petition) -> None:
    asked(ward, "a", "b", "c")
    mailed(ward)
    choose_all()
    submit(ward, name="new", address="new@example.org")
    claimed = mailing.claim(3, last=20)
    assert [mail.kind for mail in claimed] == ["signing", "update", "update"]


def test_news_take_only_the_room_there_is_behind(ward: Petition) -> None:
    asked(ward, "a", "b", "c")
    mailed(ward)
    choose_all()
    assert [len(mailing.claim(100, last=room)) for room in (0, 2, 2)] == [0, 2, 1]


def test_news_use_up_no_cap_of_the_mailbox(ward: Petition) -> None:
    asked(ward, "rima")
    mailed(ward)
    choose_all()
    submit(ward, name="again", address="rima@example.org")
    assert sorted(send_all()) == ["slots_full", "update"]


def test_what_became_of_the_mails_is_counted(ward: Petition) -> None:
    asked(ward, "sent", "failed", "bounced")
    begun = mailed(ward)
    choose_all()
    mails = mailing.claim(100, last=100)
    mailing.letters_for(mails)
    mailing.sent([mails[0], mails[2]])
    mailing.refused(mails[1], "550 never")
    mailing.bounced(news_mails()[2], "5.1.1 unknown")
    assert numbers(begun) == (3, 1, 2, 0)


def test_one_that_comes_back_before_it_is_known_to_have_gone_is_counted_too(ward: Petition) -> None:
    asked(ward, "rima")
    begun = mailed(ward)
    choose_all()
    mailing.claim(100, last=100)
    mailing.bounced(news_mails()[0], "5.1.1 unknown")
    assert (numbers(begun), begun.is_over, begun.reached_all) == ((1, 0, 1, 0), True, True)


@pytest.mark.parametrize("meanwhile", ["unsubscribed", "withdrawn", "taken down", "at risk"])
def test_what_is_not_wanted_any_more_when_its_turn_comes_is_dropped(ward: Petition, meanwhile: str) -> None:
    [signature] = asked(ward, "rima")
    begun = mailed(ward)
    choose_all()
    deeds = {
        "unsubscribed": lambda: unsubscribing.end(signature, NEWS),
        "withdrawn": lambda: withdrawing.withdraw(signature),
        "taken down": lambda: setattr(begun.update, "state", UpdateState.TAKEN_DOWN),
        "at risk": lambda: setattr(ward, "protection", Protection.DISCREET),
    }
    deeds[meanwhile]()
    db.session.flush()
    assert send_all() == []
    assert numbers(begun) == (1, 0, 0, 1)
    assert (news_mails()[0].state, news_mails()[0].address) == (MailState.DROPPED, None)


def test_one_that_was_taken_down_is_mailed_to_nobody_more(ward: Petition) -> None:
    asked(ward, "rima")
    begun = mailed(ward)
    begun.update.state = UpdateState.TAKEN_DOWN
    choose_all()
    assert (begun.state, begun.is_over, begun.reached_all, news_mails()) == (MailingState.CHOSEN, True, False, [])


def test_once_the_petition_is_hidden_it_stands_stopped_and_nobody_is_lost(ward: Petition, time: FakeClock) -> None:
    asked(ward, "rima")
    begun = mailed(ward)
    choose_all()
    petitions.hide(ward, reason="a complaint")
    assert (send_all(), begun.state, update_mailings.can_go_on(begun)) == ([], MailingState.STOPPED, False)
    time.move(days=20)
    petitions.show(ward)
    assert send_all() == []
    update_mailings.go_on(begun.update, by="alice")
    assert send_all() == ["update"]


def test_of_a_hidden_petition_nobody_is_chosen(ward: Petition) -> None:
    asked(ward, "rima")
    begun = mailed(ward)
    petitions.hide(ward, reason="a complaint")
    choose_all()
    assert (begun.state, news_mails()) == (MailingState.STOPPED, [])


def test_it_names_no_address(ward: Petition) -> None:
    asked(ward, "rima")
    mailed(ward)
    choose_all()
    send_all()
    kept = [*db.session.execute(sa.select(UpdateMail.__table__)), *db.session.execute(sa.select(Mail.__table__))]
    assert "rima" not in str(kept)
    assert news_mails()[0].address is None


def test_of_a_stopped_mailing_the_mails_wait(ward: Petition, time: FakeClock) -> None:
    asked(ward, "rima", "omar")
    begun = mailed(ward)
    choose_all()
    claimed = mailing.claim(1, last=1)
    update_mailings.stop(begun.update, by="alice")
    # One was claimed already, and is put off when its turn comes.
    assert mailing.letters_for(claimed) == []
    time.move(days=1)
    assert mailing.claim(100, last=100) == []
    update_mailings.go_on(begun.update, by="alice")
    assert send_all() == ["update", "update"]
