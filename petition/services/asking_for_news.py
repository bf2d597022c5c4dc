"""Asking for news afterwards, on "my signature": a yes to the wording that stands beside the button."""

import hashlib

from petition.extensions import db
from petition.models.consent import ConsentPurpose
from petition.models.signature import Signature, SignatureState
from petition.services import consents, unsubscribing
from petition.services.errors import CannotBeWrittenTo

STANDING = (SignatureState.COUNTED, SignatureState.HELD)


def may_ask(signature: Signature) -> bool:
    """Whether news would come: not once it was taken back, nor where signers are at risk or nothing may be mailed."""
    petition = signature.petition
    if signature.state not in STANDING or signature.identity is None:
        return False
    is_heard = not petition.is_discreet and petition.sends_news
    return is_heard and not unsubscribing.is_never_written_to(signature)


def wordings_for(signature: Signature) -> dict[ConsentPurpose, tuple[str, str]]:
    """What would be agreed to, and by which hash that is known, for all news that it does not get."""
    if not may_ask(signature):
        return {}
    wanted = unsubscribing.wanted_by(signature)
    team, language = signature.petition.team, signature.language
    wordings = {
        purpose: consents.wording(purpose, team, language) for purpose in unsubscribing.LINKS if purpose not in wanted
    }
    return {purpose: (text, hashlib.sha256(text.encode()).hexdigest()) for purpose, text in wordings.items()}


def ask(signature: Signature, purpose: ConsentPurpose, *, sha256: str) -> None:
    """Keep the yes. Raises CannotBeWrittenTo: no news would come, or the wording is not today's any more."""
    # Whoever withdraws or erases it at this moment waits, or was first.
    db.session.refresh(signature, with_for_update=True)
    if not may_ask(signature) or not consents.give_again(signature, purpose, sha256=sha256):
        raise CannotBeWrittenTo
