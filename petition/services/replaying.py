"""Doing again, in a restored database, what was taken back since: nobody who left may rise again."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TypeVar

from sqlalchemy import select

from petition.extensions import db
from petition.lib.crypto import CannotOpen
from petition.models.consent import ConsentPurpose
from petition.models.erasure import ErasureKind
from petition.models.news import Update, UpdateState
from petition.models.outbox import SuppressionReason
from petition.models.petition import Petition, PetitionState
from petition.models.signatory import Signatory, SignatoryState
from petition.models.signature import Comment, Signature, SignatureState
from petition.models.submission import Submission
from petition.services import (
    auditing,
    confirming,
    correcting,
    erasing,
    hiding,
    index_keys,
    joining,
    moderating,
    petitions,
    publishing_updates,
    signatories,
    signatory_lines,
    suppressing,
    unsubscribing,
    withdrawing,
)
from petition.services.errors import SettledAlready

REASON = "It was removed before this site was restored from a backup."
REPEATED = "It was decided before this site was restored from a backup."

Thing = TypeVar("Thing", Signature, Comment, Submission, Signatory, Update, Petition)


def replay(erasures: Iterable[tuple[ErasureKind, str]]) -> None:
    """Take back again what is named here, each by its public id or mailbox index; what is not there stays away."""
    for kind, subject in erasures:
        AGAIN[kind](subject)
        db.session.flush()


def _withdraw(public_id: str) -> None:
    if signature := _found(Signature, public_id):
        withdrawing.withdraw(signature)
    elif comment := _found(Comment, public_id):
        withdrawing.take_back_comment(comment.signature)
    elif (signatory := _found(Signatory, public_id)) and signatory.state is not SignatoryState.UNCONFIRMED:
        joining.withdraw(signatory)
    else:
        # It was confirmed only after the backup.
        _reject(public_id)


def _erase(public_id: str) -> None:
    if signature := _found(Signature, public_id):
        erasing.erase(signature)
    else:
        # It was confirmed only after the backup.
        _reject(public_id)


def _take_back_name(public_id: str) -> None:
    if signature := _found(Signature, public_id):
        correcting.take_back_name(signature)
    elif submission := _found(Submission, public_id):
        # It was confirmed only after the backup. Where its key is lost nobody can take the name out of it.
        try:
            correcting.take_back_name_in_form(submission)
        except CannotOpen:
            _reject(public_id)


def _remove(public_id: str) -> None:
    if signature := _found(Signature, public_id):
        if signature.state in (SignatureState.COUNTED, SignatureState.HELD):
            moderating.remove(signature, by=auditing.COMMAND_LINE, reason=REASON)
    elif (signatory := _found(Signatory, public_id)) and signatory.state is SignatoryState.APPROVED:
        signatories.remove(signatory, by=auditing.COMMAND_LINE, reason=REASON)
    else:
        _reject(public_id)


def _repeat(verb: Callable[..., None]) -> Callable[[str], None]:
    """What a moderator decided, decided again. Where it stands so already, or the signer has left, it stays."""

    def again(public_id: str) -> None:
        if signature := _found(Signature, public_id):
            with suppress(SettledAlready):
                verb(signature, by=auditing.COMMAND_LINE, reason=REPEATED)

    return again


def _reject(public_id: str) -> None:
    if submission := _found(Submission, public_id):
        confirming.reject(submission, never_again=False)
    elif (signatory := _found(Signatory, public_id)) and signatory.state is SignatoryState.UNCONFIRMED:
        joining.reject(signatory, never_again=False)


def _withhold(public_id: str) -> None:
    signatory = _found(Signatory, public_id)
    if signatory is None or not signatory.is_listed:
        return
    # It may have been listed again since. One name too few can be mended, one too many cannot.
    if signatory.state is SignatoryState.UNCONFIRMED:
        signatory_lines.show(signatory, is_listed=False)
    elif signatory.state in (*signatories.UNDECIDED, SignatoryState.APPROVED):
        signatories.set_listed(signatory, by=auditing.COMMAND_LINE, is_listed=False)


def _take_down(public_id: str) -> None:
    update = _found(Update, public_id)
    if update and update.state is UpdateState.PUBLISHED:
        publishing_updates.take_down(update, by=auditing.COMMAND_LINE, reason=REASON)
    elif update and update.state is UpdateState.PLANNED:
        # It was published only after the backup, and would be once more.
        publishing_updates.unplan(update, by=auditing.COMMAND_LINE)


def _hide_petition(public_id: str) -> None:
    petition = _found(Petition, public_id)
    if petition and petition.state is PetitionState.IN_REVIEW and petition.circulates:
        # Those with the private link read it also while staff look at it.
        petitions.end_review(petition)
    if petition and petition.state in petitions.CAN_BE_HIDDEN:
        hiding.hide_again(petition, by=auditing.COMMAND_LINE, reason=REPEATED)
    elif petition and petition.state is not PetitionState.HIDDEN:
        # It was opened and hidden only after the backup: it does not open by itself once more.
        petitions.unschedule(petition)


def _show_petition(public_id: str) -> None:
    petition = _found(Petition, public_id)
    if petition and petition.state is PetitionState.HIDDEN:
        hiding.show_again(petition, by=auditing.COMMAND_LINE, reason=REPEATED)


def _destroy_key(public_id: str) -> None:
    if petition := _found(Petition, public_id):
        index_keys.destroy_again(petition)


def _no_more(purpose: ConsentPurpose) -> Callable[[str], None]:
    def end(public_id: str) -> None:
        if signature := _found(Signature, public_id):
            unsubscribing.end(signature, [purpose])
        elif submission := _found(Submission, public_id):
            # It was confirmed only after the backup, and may be once more.
            try:
                unsubscribing.end_in_form(submission, purpose)
            except CannotOpen:
                _reject(public_id)

    return end


def _never_write(reason: SuppressionReason) -> Callable[[str], None]:
    return lambda mailbox_index: suppressing.suppress_index(bytes.fromhex(mailbox_index), reason)


def _found(model: type[Thing], public_id: str) -> Thing | None:
    return db.session.scalar(select(model).where(model.public_id == public_id))


AGAIN: dict[ErasureKind, Callable[[str], None]] = {
    ErasureKind.WITHDRAWN: _withdraw,
    ErasureKind.ERASED: _erase,
    ErasureKind.NAME_TAKEN_BACK: _take_back_name,
    ErasureKind.REMOVED: _remove,
    # The journal tells in what order: of a removal and its end, the later one holds.
    ErasureKind.RESTORED: _repeat(moderating.restore),
    ErasureKind.NAME_HIDDEN: _repeat(moderating.hide_name),
    ErasureKind.NAME_SHOWN: _repeat(moderating.show_name),
    ErasureKind.COMMENT_HIDDEN: _repeat(moderating.hide_comment),
    ErasureKind.COMMENT_SHOWN: _repeat(moderating.show_comment),
    ErasureKind.REJECTED: _reject,
    ErasureKind.WITHHELD: _withhold,
    ErasureKind.NO_PETITION_NEWS: _no_more(ConsentPurpose.PETITION_NEWS),
    ErasureKind.NO_TEAM_NEWS: _no_more(ConsentPurpose.TEAM_NEWS),
    ErasureKind.ASKED: _never_write(SuppressionReason.ASKED),
    ErasureKind.BOUNCED: _never_write(SuppressionReason.BOUNCED),
    ErasureKind.TAKEN_DOWN: _take_down,
    ErasureKind.PETITION_HIDDEN: _hide_petition,
    ErasureKind.PETITION_SHOWN: _show_petition,
    ErasureKind.KEY_DESTROYED: _destroy_key,
}
