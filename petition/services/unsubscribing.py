"""Ending news by mail: by the link that each of them carries, or from "my signature". No account, and for good."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select, update

from petition.extensions import db, tokens
from petition.lib import clock
from petition.lib.tokens import InvalidToken
from petition.models.consent import Consent, ConsentPurpose, ConsentText
from petition.models.erasure import ErasureKind
from petition.models.outbox import SuppressionReason
from petition.models.signature import SLOT_TAKEN, Signature, SignatureState
from petition.models.submission import Submission
from petition.services import erasures, identity, suppressing
from petition.services.errors import LinkIsGone

# What the links of each purpose are made for.
LINKS = {ConsentPurpose.PETITION_NEWS: "no petition news", ConsentPurpose.TEAM_NEWS: "no team news"}
NOTED_AS = {
    ConsentPurpose.PETITION_NEWS: ErasureKind.NO_PETITION_NEWS,
    ConsentPurpose.TEAM_NEWS: ErasureKind.NO_TEAM_NEWS,
}


def link_token(signature: Signature, purpose: ConsentPurpose) -> str:
    """What the link in a mail ends in. It is good for as long as anybody could still be written to.

    Also after all links to the signature were renewed: whoever finds an old mail of news must be able to end them.
    """
    return tokens.make(LINKS[purpose], [signature.public_id, signature.generation])


def look_up(token: str) -> tuple[ConsentPurpose, Signature | None]:
    """What a link ends, and whose; None where nothing is kept of them any more. Raises LinkIsGone where it is none."""
    for purpose, link in LINKS.items():
        try:
            (public_id, _), _ = tokens.read(link, token)
        except (InvalidToken, ValueError, TypeError):
            continue
        found = db.session.scalar(select(Signature).where(Signature.public_id == public_id))
        return purpose, found if found is not None and found.state is not SignatureState.ERASED else None
    raise LinkIsGone


def wanted_by(signature: Signature) -> list[ConsentPurpose]:
    """The news that it asked for and did not take back."""
    asked = (
        select(ConsentText.purpose)
        .join(Consent, Consent.consent_text_id == ConsentText.id)
        .where(Consent.signature_id == signature.id, Consent.withdrawn_at.is_(None))
    )
    there = set(db.session.scalars(asked))
    return [purpose for purpose in LINKS if purpose in there]


def is_never_written_to(signature: Signature) -> bool:
    """Whether its mailbox asked for no mail at all, or takes none."""
    address = _address_of(signature)
    return bool(address) and suppressing.is_suppressed(identity.mailbox_index(address))


def end(signature: Signature, purposes: Iterable[ConsentPurpose]) -> None:
    """Take back that somebody asked for these news: everyone of the mailbox, because one mail goes to all of them."""
    for purpose in purposes:
        ended = _take_back(signature, purpose)
        for public_id in ended:
            erasures.note(NOTED_AS[purpose], public_id)


def end_everything(signature: Signature) -> None:
    """Never write to the mailbox again, for whatever petition; once its address is gone, nobody could."""
    end(signature, LINKS)
    if address := _address_of(signature):
        suppressing.suppress(address, SuppressionReason.ASKED)


def end_in_form(submission: Submission, purpose: ConsentPurpose) -> None:
    """Take it out of a form that was not confirmed yet, as far as a restored database knows."""
    signer = identity.of_submission(submission)
    consents = tuple(one for one in signer.consents if one is not purpose)
    context = identity.submission_context(submission.public_id)
    submission.sealed = identity.seal(replace(signer, consents=consents), context=context)


def _address_of(signature: Signature) -> str:
    """ "" once it is deleted, or its key is lost."""
    return identity.address_in(signature.identity, context=identity.signature_context(signature.public_id))


def _take_back(signature: Signature, purpose: ConsentPurpose) -> list[str]:
    """The public ids of the signatures for which it was taken back."""
    texts = select(ConsentText.id).where(ConsentText.purpose == purpose)
    taken_back = (
        update(Consent)
        .where(
            Consent.signature_id.in_([signature.id, *_of_same_mailbox(signature)]),
            Consent.consent_text_id.in_(texts),
            Consent.withdrawn_at.is_(None),
        )
        .values(withdrawn_at=clock.now())
        .returning(Consent.signature_id)
    )
    ids = set(db.session.scalars(taken_back, execution_options={"synchronize_session": False}))
    return sorted(db.session.scalars(select(Signature.public_id).where(Signature.id.in_(ids))))


def _of_same_mailbox(signature: Signature) -> Sequence[int]:
    """Whoever else might be written to there, as the index has it: not those who withdrew."""
    if signature.address_index is None:
        return []
    shared = (Signature.petition_id == signature.petition_id, Signature.address_index == signature.address_index)
    return db.session.scalars(select(Signature.id).where(*shared, SLOT_TAKEN)).all()
