"""Confirming, verb by verb. Races and whole stories: tests/web/public/test_confirming.py."""

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock
from petition.models.ledger import LedgerInbox
from petition.models.outbox import Suppression, SuppressionReason
from petition.models.petition import CONFIRMATION_GRACE, NameAudience, Petition
from petition.models.signature import Comment, Hold, HoldRule, Signature, SignatureState
from petition.models.submission import Submission
from petition.services import confirming, identity, petitions, suppressing, withdrawing
from petition.services.errors import LinkIsGone, NoTriesLeft, SlotsAreFull
from petition.services.signing import SUBMISSION_LIFE
from tests.conftest import FakeClock
from tests.making import sign_and_confirm, submit


def confirm(waiting: Submission, *, same_browser: bool = True, **changed: Any) -> Signature:
    signer = identity.of_submission(waiting)
    made = confirming.confirm(waiting, signer.corrected(**changed) if changed else signer, same_browser=same_browser)
    db.session.flush()
    return made


def number_of(model: type[Any]) -> int:
    return db.session.scalar(sa.select(sa.func.count(model.id))) or 0


def mailed(waiting: Submission, time: FakeClock) -> Submission:
    waiting.mailed_at = time.now
    db.session.flush()
    return waiting


def test_the_signature_takes_over_the_public_id(ward: Petition) -> None:
    waiting = submit(ward)
    public_id = waiting.public_id
    made = confirm(waiting)
    assert (made.public_id, made.state) == (public_id, SignatureState.COUNTED)
    assert number_of(Submission) == 0
    assert identity.of_signature(made).name == "Rima Haddad"


def test_it_tells_the_ledger_and_touches_no_shared_row(ward: Petition) -> None:
    made = confirm(submit(ward))
    row = db.session.scalars(sa.select(LedgerInbox).where(LedgerInbox.signature_id == made.id)).one()
    assert (row.weight, row.commitment, row.revision) == (1, made.commitment, made.revision.sha256)


def test_words_changed_on_the_page_are_the_ones_that_count(ward: Petition) -> None:
    made = confirm(submit(ward), name="Rima H.", give_name_to=NameAudience.PUBLIC, name_style="initials")
    assert identity.of_signature(made).name == "Rima H."
    assert made.public_name == "R. H."


@pytest.mark.parametrize("audience", [NameAudience.NOBODY, NameAudience.ADDRESSEES])
def test_a_name_given_to_fewer_than_all_stands_nowhere_in_clear(ward: Petition, audience: NameAudience) -> None:
    made = confirm(submit(ward, give_name_to=audience))
    assert made.public_name is None
    assert "Rima" not in str(list(db.session.execute(sa.select(Signature.__table__)).one()))


@pytest.mark.parametrize(("is_public", "comments"), [(True, 1), (False, 0)])
def test_only_a_public_comment_stands_in_clear(ward: Petition, is_public: bool, comments: int) -> None:
    made = confirm(submit(ward, comment="For the night shift", comment_is_public=is_public))
    assert number_of(Comment) == comments
    assert identity.of_signature(made).comment == "For the night shift"


def test_the_link_leads_to_the_submission_and_then_to_the_signature(ward: Petition) -> None:
    waiting = submit(ward)
    token = confirming.link_token(waiting)
    assert confirming.look_up(token) == waiting
    made = confirm(waiting)
    assert confirming.look_up(token) == made


@pytest.mark.parametrize("token", ["", "x", "WyJ4IiwwXQ.aaaaaa.bbbb", "é"])
def test_a_forged_link_is_gone(ward: Petition, token: str) -> None:
    with pytest.raises(LinkIsGone):
        confirming.look_up(token)


def test_a_link_of_another_purpose_or_shape_is_gone(ward: Petition, app: Any) -> None:
    tokens = app.extensions["petition.tokens"]
    mine = withdrawing.link_token(sign_and_confirm(ward))
    for token in (mine, tokens.make("confirm", "x"), tokens.make("confirm", [1]), tokens.make("confirm", [None, 0])):
        with pytest.raises(LinkIsGone):
            confirming.look_up(token)


def test_a_link_of_an_older_generation_is_gone(ward: Petition) -> None:
    waiting = submit(ward)
    token = confirming.link_token(waiting)
    waiting.generation += 1
    db.session.flush()
    with pytest.raises(LinkIsGone):
        confirming.look_up(token)


def test_a_link_works_until_seven_days_after_closing(ward: Petition, time: FakeClock) -> None:
    time.move(days=59)
    waiting = submit(ward)
    petitions.close(ward)
    time.move(days=6)
    assert confirming.look_up(confirming.link_token(waiting)) == waiting
    time.move(days=1)
    with pytest.raises(LinkIsGone):
        confirming.look_up(confirming.link_token(waiting))
    with pytest.raises(LinkIsGone):
        confirm(waiting)


def test_a_signature_stays_shown_after_the_grace(ward: Petition, time: FakeClock) -> None:
    waiting = submit(ward)
    token = confirming.link_token(waiting)
    made = confirm(waiting)
    petitions.close(ward)
    time.move(days=8)
    assert confirming.look_up(token) == made


def test_confirming_twice_gives_the_same_signature(ward: Petition) -> None:
    waiting = submit(ward)
    signer = identity.of_submission(waiting)
    made = confirming.confirm(waiting, signer, same_browser=True)
    assert confirming.confirm(waiting, signer, same_browser=True) == made
    assert number_of(Signature) == 1


def test_other_submissions_of_the_last_slot_are_dropped(ward: Petition) -> None:
    mine, strangers = submit(ward), submit(ward, name="Somebody Else", comment="Not my words")
    link = confirming.link_token(strangers)
    confirm(mine)
    assert number_of(Submission) == 0
    with pytest.raises(LinkIsGone):
        confirming.look_up(link)


def test_submissions_of_others_are_left_alone(ward: Petition) -> None:
    other = submit(ward, address="karim@example.org")
    confirm(submit(ward))
    assert db.session.scalars(sa.select(Submission)).all() == [other]


def test_one_slot_takes_one_name(ward: Petition) -> None:
    sign_and_confirm(ward)
    with pytest.raises(SlotsAreFull):
        confirm(submit(ward, name="Karim Haddad"))


def test_two_slots_take_a_couple_and_nobody_else(ward: Petition) -> None:
    ward.slots = 2
    rima, karim, _third = submit(ward), submit(ward, name="Karim Haddad"), submit(ward, name="A Stranger")
    assert [confirm(rima).slot, confirm(karim).slot] == [1, 2]
    assert number_of(Submission) == 0
    with pytest.raises(SlotsAreFull):
        confirm(submit(ward, name="A Stranger"))


def test_with_two_slots_the_same_name_is_one_signature(ward: Petition) -> None:
    ward.slots = 2
    first = sign_and_confirm(ward)
    assert confirm(submit(ward, name="RIMA  haddad")) == first


def test_a_slot_is_free_again_after_withdrawing(ward: Petition) -> None:
    withdrawing.withdraw(sign_and_confirm(ward))
    again = sign_and_confirm(ward, name="Rima Khoury")
    assert (again.state, again.slot) == (SignatureState.COUNTED, 1)


@pytest.mark.parametrize(("seconds", "state"), [(0, "held"), (2.9, "held"), (3, "counted"), (3600, "counted")])
def test_a_button_pressed_at_once_by_another_browser_is_held(
    ward: Petition, time: FakeClock, seconds: float, state: str
) -> None:
    waiting = mailed(submit(ward), time)
    time.move(seconds=seconds)
    assert confirm(waiting, same_browser=False).state == state


def test_the_browser_that_signed_may_be_quick(ward: Petition, time: FakeClock) -> None:
    assert confirm(mailed(submit(ward), time), same_browser=True).state is SignatureState.COUNTED


def test_nobody_can_have_read_a_mail_that_has_not_gone(ward: Petition) -> None:
    made = confirm(submit(ward), same_browser=False)
    assert made.state is SignatureState.HELD
    assert db.session.execute(sa.select(Hold)).scalar_one().rule is HoldRule.PRESSED_TOO_SOON
    assert db.session.scalar(sa.select(LedgerInbox).where(LedgerInbox.signature_id == made.id)) is None


def test_a_doubt_from_signing_holds(ward: Petition) -> None:
    assert confirm(submit(ward, doubts=(HoldRule.HONEYPOT,))).state is SignatureState.HELD


@pytest.mark.parametrize(
    ("doubts", "rule"),
    [
        ((HoldRule.LIMITS_AWAY,), HoldRule.LIMITS_AWAY),
        ((HoldRule.LIMITS_AWAY, HoldRule.HONEYPOT), HoldRule.HONEYPOT),
        ((HoldRule.LIMITS_AWAY, HoldRule.PRESSED_TOO_SOON), HoldRule.PRESSED_TOO_SOON),
    ],
)
def test_of_several_doubts_the_gravest_holds(
    ward: Petition, time: FakeClock, doubts: tuple[HoldRule, ...], rule: HoldRule
) -> None:
    confirm(submit(ward, doubts=doubts))
    hold = db.session.execute(sa.select(Hold)).scalar_one()
    assert (hold.rule, hold.sent_minute) == (rule, clock.minute_of(time.now))


def test_only_an_outage_keeps_the_minute(ward: Petition) -> None:
    confirm(submit(ward, doubts=(HoldRule.HONEYPOT,)))
    assert db.session.execute(sa.select(Hold)).scalar_one().sent_minute is None


def test_the_code_confirms(ward: Petition, time: FakeClock) -> None:
    waiting = mailed(submit(ward), time)
    assert confirming.try_code(waiting, confirming.code_of(waiting)) == waiting


def test_a_code_of_a_form_sent_twice_works_for_both(ward: Petition, time: FakeClock) -> None:
    first, second = mailed(submit(ward), time), submit(ward)
    assert confirming.try_code(second, confirming.code_of(first)) == first


def test_a_stranger_with_other_words_has_another_code(ward: Petition, time: FakeClock) -> None:
    mine, strangers = mailed(submit(ward), time), mailed(submit(ward, name="Not Me"), time)
    assert confirming.try_code(strangers, confirming.code_of(mine)) is None


def test_five_wrong_codes_end_it(ward: Petition, time: FakeClock) -> None:
    waiting = mailed(submit(ward), time)
    wrong = str(int(confirming.code_of(waiting)[0]) ^ 1) + confirming.code_of(waiting)[1:]
    assert [confirming.try_code(waiting, wrong) for _ in range(5)] == [None] * 5
    with pytest.raises(NoTriesLeft):
        confirming.try_code(waiting, confirming.code_of(waiting))


def test_sending_the_form_again_gives_no_more_tries(ward: Petition, time: FakeClock) -> None:
    first = mailed(submit(ward), time)
    for waiting in [submit(ward) for _ in range(5)]:
        assert confirming.try_code(waiting, "00000000") is None
    with pytest.raises(NoTriesLeft):
        confirming.try_code(submit(ward), confirming.code_of(first))


def test_a_code_ends_after_a_day(ward: Petition, time: FakeClock) -> None:
    waiting = mailed(submit(ward), time)
    time.move(hours=24, seconds=-1)
    assert confirming.try_code(waiting, confirming.code_of(waiting)) == waiting
    time.move(seconds=2)
    with pytest.raises(NoTriesLeft):
        confirming.try_code(waiting, confirming.code_of(waiting))


def test_the_code_of_the_newest_mail_works_though_an_older_one_has_ended(ward: Petition, time: FakeClock) -> None:
    mailed(submit(ward), time)
    time.move(hours=25)
    newest = mailed(submit(ward), time)
    assert confirming.try_code(newest, confirming.code_of(newest)) == newest


def test_no_code_is_right_before_the_mail_has_gone(ward: Petition) -> None:
    waiting = submit(ward)
    assert confirming.try_code(waiting, confirming.code_of(waiting)) is None


@pytest.mark.parametrize("never_again", [True, False])
def test_rejecting_drops_the_words_and_their_twins(ward: Petition, never_again: bool) -> None:
    mine = submit(ward, name="My Own Words")
    strangers, _twin = submit(ward), submit(ward)
    confirming.reject(strangers, never_again=never_again)
    assert db.session.scalars(sa.select(Submission)).all() == [mine]
    assert suppressing.is_suppressed(identity.mailbox_index("rima@example.org")) is never_again


def test_rejecting_for_ever_says_who_asked(ward: Petition) -> None:
    confirming.reject(submit(ward), never_again=True)
    suppression = db.session.execute(sa.select(Suppression)).scalar_one()
    assert suppression.reason is SuppressionReason.ASKED


def test_the_grace_is_what_the_page_says() -> None:
    assert timedelta(days=7) == CONFIRMATION_GRACE
    assert timedelta(days=21) == SUBMISSION_LIFE
