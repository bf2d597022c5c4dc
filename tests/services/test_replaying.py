"""What was taken back after a backup: noted with each deed, and done again in the database that was restored."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.erasure import Erasure, ErasureKind
from petition.models.outbox import Mail, Suppression, SuppressionReason
from petition.models.petition import NameAudience, Petition, PetitionState
from petition.models.signatory import Signatory, SignatoryState
from petition.models.signature import Comment, CommentState, Signature, SignatureState
from petition.models.submission import Submission
from petition.services import (
    confirming,
    hiding,
    identity,
    joining,
    moderating,
    petitions,
    replaying,
    signatories,
    suppressing,
    verifying,
    withdrawing,
)
from tests.joining import asks, circulates, sent_line, stands, waits
from tests.making import at, draft, sign_and_confirm, submit

Verbs = list[Callable[..., None]]
Erased = list[tuple[ErasureKind, str]]


def lost(deed: Callable[[], object]) -> Erased:
    """Do something, remember what was noted of it, and go back to before, as a backup does."""
    db.session.commit()
    before = set(noted())
    deed()
    db.session.flush()
    erased = [one for one in noted() if one not in before]
    db.session.rollback()
    return erased


def noted() -> Erased:
    return [(row.kind, row.subject) for row in db.session.scalars(sa.select(Erasure).order_by(Erasure.id))]


def test_a_withdrawn_name_stays_away(ward: Petition) -> None:
    made = sign_and_confirm(ward, give_name_to=NameAudience.PUBLIC, comment="Why not", comment_is_public=True)
    replaying.replay(lost(lambda: withdrawing.withdraw(made)))
    assert (made.state, made.public_name) == (SignatureState.WITHDRAWN, None)
    assert db.session.scalars(sa.select(Comment)).all() == []


def test_a_comment_that_was_taken_back_stays_away(ward: Petition) -> None:
    made = sign_and_confirm(ward, comment="Why not", comment_is_public=True)
    replaying.replay(lost(lambda: withdrawing.take_back_comment(made)))
    assert made.state is SignatureState.COUNTED
    assert db.session.scalars(sa.select(Comment)).all() == []


def test_one_that_an_earlier_version_wrote_is_hidden_at_least(ward: Petition) -> None:
    made = sign_and_confirm(ward, comment="Why not", comment_is_public=True)
    db.session.execute(sa.update(Comment).values(public_id=None))
    replaying.replay(lost(lambda: withdrawing.take_back_comment(made)))
    assert db.session.scalars(sa.select(Comment.state)).one() is CommentState.HIDDEN


def test_what_was_confirmed_and_withdrawn_since_does_not_wait_either(ward: Petition) -> None:
    waiting = submit(ward)

    def confirm_and_withdraw() -> None:
        withdrawing.withdraw(confirming.confirm(waiting, identity.of_submission(waiting), same_browser=True))

    replaying.replay(lost(confirm_and_withdraw))
    assert [db.session.scalars(sa.select(model)).all() for model in (Submission, Signature)] == [[], []]


def test_what_a_moderator_removed_stays_removed(ward: Petition) -> None:
    made = sign_and_confirm(ward)
    replaying.replay(lost(lambda: moderating.remove(made, by="mona", reason="Invented")))
    assert made.state is SignatureState.REMOVED


def test_what_was_removed_and_then_withdrawn_is_restored_by_nobody(ward: Petition) -> None:
    made = sign_and_confirm(ward)

    def remove_and_withdraw() -> None:
        moderating.remove(made, by="mona", reason="Invented")
        withdrawing.withdraw(made)

    replaying.replay(lost(remove_and_withdraw))
    assert (made.state, withdrawing.can_be_withdrawn(made)) == (SignatureState.REMOVED, False)
    assert list(verifying.problems_of(ward)) == []


def test_a_removal_that_was_taken_back_is_not_done_again(ward: Petition) -> None:
    made = sign_and_confirm(ward)

    def remove_and_restore() -> None:
        moderating.remove(made, by="mona", reason="Invented")
        moderating.restore(made, by="mona", reason="Not invented")

    erased = lost(remove_and_restore)
    assert [kind for kind, _ in erased] == [ErasureKind.REMOVED, ErasureKind.RESTORED]
    replaying.replay(erased)
    assert (made.state, list(verifying.problems_of(ward))) == (SignatureState.COUNTED, [])


@pytest.mark.parametrize("then", [[], [moderating.show_name, moderating.show_comment]])
def test_what_a_moderator_hid_stays_hidden_unless_it_was_shown_again(ward: Petition, then: Verbs) -> None:
    said = {"comment": "Why not", "comment_is_public": True}
    made = sign_and_confirm(ward, give_name_to=NameAudience.PUBLIC, **said)

    def hide() -> None:
        for verb in (moderating.hide_name, moderating.hide_comment, *then):
            verb(made, by="mona", reason="rude")

    replaying.replay(lost(hide))
    replaying.replay([(ErasureKind.NAME_HIDDEN, "nobody"), (ErasureKind.RESTORED, made.public_id)])
    state = db.session.scalars(sa.select(Comment.state)).one()
    assert (made.public_name, state) == (("Rima Haddad", CommentState.SHOWN) if then else (None, CommentState.HIDDEN))


@pytest.mark.parametrize("is_shown_again", [False, True])
def test_what_staff_hid_stays_hidden_unless_it_was_shown_again(ward: Petition, *, is_shown_again: bool) -> None:
    def hide() -> None:
        hiding.hide(ward, reason="Names were put here", by="sam")
        if is_shown_again:
            hiding.show(ward, reason="They were not", by="sam")

    replaying.replay(lost(hide))
    assert (ward.is_public, ward.hidden_reason) == (is_shown_again, "")
    assert db.session.scalars(sa.select(Mail)).all() == []


def test_what_was_opened_and_hidden_since_does_not_open_by_itself(database: None) -> None:
    planned = draft(opens_local=at(2026, 1, 1), opens_itself=True)
    replaying.replay([(ErasureKind.PETITION_HIDDEN, planned.public_id), (ErasureKind.PETITION_HIDDEN, "unknown")])
    assert (planned.state, petitions.due_to_open()) == (PetitionState.DRAFT, [])


def test_what_circulated_while_staff_looked_at_it_is_hidden_from_those_with_the_link(database: None) -> None:
    made = circulates()
    petitions.send_for_review(made)
    replaying.replay([(ErasureKind.PETITION_HIDDEN, made.public_id)])
    assert (made.state, made.state_before) == (PetitionState.HIDDEN, PetitionState.CIRCULATING)


def test_a_rejected_form_is_not_there_again(ward: Petition) -> None:
    waiting = submit(ward)
    replaying.replay(lost(lambda: confirming.reject(waiting, never_again=False)))
    assert db.session.scalars(sa.select(Submission)).all() == []


@pytest.mark.parametrize("reason", list(SuppressionReason))
@pytest.mark.usefixtures("ward")
def test_a_mailbox_that_is_never_written_to_stays_so(reason: SuppressionReason) -> None:
    index = identity.mailbox_index("rima@example.org")
    replaying.replay(lost(lambda: suppressing.suppress("rima@example.org", reason)))
    [row] = db.session.scalars(sa.select(Suppression))
    assert (row.reason, suppressing.is_suppressed(index)) == (reason, True)


@pytest.mark.usefixtures("database")
def test_a_line_that_was_taken_back_is_printed_no_more() -> None:
    made = stands(circulates())
    replaying.replay(lost(lambda: joining.withdraw(made)))
    assert (made.state, dict(made.organisations)) == (SignatoryState.WITHDRAWN, {})


@pytest.mark.usefixtures("database")
def test_a_line_that_the_team_removed_is_printed_no_more() -> None:
    made = stands(circulates())
    replaying.replay(lost(lambda: signatories.remove(made, by="alice", reason="Invented")))
    assert (made.state, dict(made.organisations)) == (SignatoryState.REMOVED, {})


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("make", [waits, stands])
def test_a_name_that_was_withheld_for_safety_is_printed_no_more(make: Callable[[Petition], Signatory]) -> None:
    made = make(circulates())
    state = made.state
    replaying.replay(lost(lambda: signatories.set_listed(made, by="alice", is_listed=False)))
    assert (made.state, made.is_listed, dict(made.organisations)) == (state, False, {})


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("make", [asks, waits])
def test_a_name_that_its_sender_withheld_is_printed_no_more(make: Callable[[Petition], Signatory]) -> None:
    made = make(circulates())
    state = made.state
    replaying.replay(lost(lambda: joining.amend(made, sent_line(), is_listed=False, logo=None)))
    assert (made.state, made.is_listed, dict(made.organisations)) == (state, False, {})


@pytest.mark.usefixtures("database")
def test_a_form_that_somebody_did_not_send_is_not_there_again() -> None:
    made = asks(circulates())
    replaying.replay(lost(lambda: joining.reject(made, never_again=False)))
    assert db.session.scalars(sa.select(Signatory)).all() == []


def test_twice_is_once(ward: Petition) -> None:
    made = sign_and_confirm(ward)
    erased = lost(lambda: withdrawing.withdraw(made))
    replaying.replay([*erased, *erased])
    assert noted() == erased


def test_what_is_not_there_stays_away(ward: Petition) -> None:
    replaying.replay([(kind, "0" * 64) for kind in ErasureKind])
    assert db.session.scalars(sa.select(Signature)).all() == []
