"""Correcting one's own signature: the name, and who gets it.

The ledger gets an entry that counts for nothing and names the commitment that is over; the words committed to from then
on have a new salt. Who gets less than before is noted besides: a restored backup must not give it to them again.
"""

from dataclasses import replace

from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from petition.extensions import db
from petition.lib import crypto
from petition.models.erasure import ErasureKind
from petition.models.petition import NameAudience, Petition, PetitionState
from petition.models.signature import Signature, SignatureState
from petition.models.submission import Submission
from petition.services import erasures, identity, recording
from petition.services.errors import CannotBeCorrected, NameIsTaken
from petition.services.identity import Identity

STANDING = (SignatureState.COUNTED, SignatureState.HELD)
HANDED_OVER = (PetitionState.DELIVERED, PetitionState.ANSWERED)
# From those who get least to those who get most.
AUDIENCES = (NameAudience.NOBODY, NameAudience.ADDRESSEES, NameAudience.PUBLIC)
STYLES = ("initials", "first_initial", "full")


def can_be_corrected(signature: Signature) -> bool:
    """Whether it stands, and its words are still there."""
    return signature.state in STANDING and signature.identity is not None


def may_only_narrow(petition: Petition) -> bool:
    """Whether the list was handed over. It cannot be changed any more, and saying less is never too late."""
    state = petition.state_before if petition.state is PetitionState.HIDDEN else petition.state
    return state in HANDED_OVER


def signer_of(signature: Signature) -> Identity:
    """Who it says that signed. Raises CannotBeCorrected, also where that cannot be read any more."""
    if not can_be_corrected(signature):
        raise CannotBeCorrected
    try:
        return identity.of_signature(signature)
    except crypto.CannotOpen:
        raise CannotBeCorrected from None


def correct(signature: Signature, *, name: str, give_name_to: NameAudience, name_style: str) -> None:
    """Keep what its signer now says. What changes nothing leaves no trace.

    Raises CannotBeCorrected, NameIsTaken.
    """
    # Whoever withdraws or releases it at this moment waits, or was first.
    db.session.refresh(signature, with_for_update=True)
    before = signer_of(signature)
    style = name_style if give_name_to is NameAudience.PUBLIC else before.name_style
    after = replace(before, name=name, give_name_to=give_name_to, name_style=style)
    if after == before:
        return
    if may_only_narrow(signature.petition) and not _is_narrower(before, after):
        raise CannotBeCorrected
    commitment = signature.commitment
    _write(signature, before, after.corrected())
    if recording.is_in_ledger(signature):
        # One that is held has no entry yet: releasing it enters the words as they are then.
        recording.corrected(signature, before=commitment, after=signature.commitment)
    if _takes_something_back(before, after):
        erasures.note(ErasureKind.NAME_TAKEN_BACK, signature.public_id)


def take_back_name(signature: Signature) -> None:
    """Give the name to nobody, whatever a restored database says."""
    nobody = NameAudience.NOBODY
    if not can_be_corrected(signature):
        return
    try:
        signer = signer_of(signature)
    except CannotBeCorrected:
        # Its key is lost: nobody can commit to other words, but the name is shown no more.
        signature.public_name, signature.give_name_to = None, nobody
        return
    correct(signature, name=signer.name, give_name_to=nobody, name_style=signer.name_style)


def take_back_name_in_form(submission: Submission) -> None:
    """The same of a form that was not confirmed yet, as far as a restored database knows."""
    signer = replace(identity.of_submission(submission), give_name_to=NameAudience.NOBODY)
    submission.sealed = identity.seal(signer, context=identity.submission_context(submission.public_id))


def _write(signature: Signature, before: Identity, after: Identity) -> None:
    values = {
        "identity": identity.seal(after, context=identity.signature_context(signature.public_id)),
        "give_name_to": after.give_name_to,
        # What a moderator hid stays hidden.
        "public_name": None if signature.name_hidden else after.shown_name(),
        "commitment": recording.commitment_to(after, signature.language),
    }
    if after.name != before.name:
        values["name_index"] = _name_index(after, signature.petition)
    try:
        # The unique constraint decides: the other one of this mailbox may take the same name at once.
        with db.session.begin_nested():
            db.session.execute(update(Signature).where(Signature.id == signature.id).values(**values))
    except IntegrityError:
        raise NameIsTaken from None
    db.session.refresh(signature)


def _name_index(signer: Identity, petition: Petition) -> bytes | None:
    """None once the petition's key was destroyed: nobody can sign any more whom it would tell apart.

    Raises CannotOpen where it is lost: it may come back.
    """
    return identity.indexes_of(signer, petition).name if petition.index_key is not None else None


def _is_narrower(before: Identity, after: Identity) -> bool:
    return after.name == before.name and _reach(after) <= _reach(before)


def _reach(signer: Identity) -> tuple[int, int]:
    is_public = signer.give_name_to is NameAudience.PUBLIC
    return AUDIENCES.index(signer.give_name_to), STYLES.index(signer.name_style) if is_public else 0


def _takes_something_back(before: Identity, after: Identity) -> bool:
    """Whether somebody could read a name that they are not to read any more."""
    if before.give_name_to is NameAudience.NOBODY:
        return False
    return after.name != before.name or _reach(after) < _reach(before)
