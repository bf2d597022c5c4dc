"""Joining a letter: from a form to a line in the team's queue, and what its sender can still do with it."""

from datetime import timedelta
from typing import Any

from sqlalchemy import CursorResult, delete, update

from petition.extensions import db
from petition.lib import clock, web_addresses
from petition.lib.pictures import Picture
from petition.models.columns import new_public_id
from petition.models.erasure import ErasureKind
from petition.models.outbox import MailKind, SuppressionReason
from petition.models.petition import Petition
from petition.models.revision import Revision
from petition.models.signatory import Signatory, SignatoryLogo, SignatoryState, Verification
from petition.services import erasures, links, outbox, recording, revisions, signatories, signatory_lines, suppressing
from petition.services.errors import NotTakingSignatories, SignatoryIsSettled, SignatoryLinkIsGone
from petition.services.signatory_lines import SignatoryLine

LINK = "signatory"
UNCONFIRMED_LIFE = timedelta(days=21)
# What its sender may still change, and what there is to take back.
AMENDABLE = (SignatoryState.UNCONFIRMED, *signatories.UNDECIDED)
WITHDRAWABLE = (*signatories.UNDECIDED, SignatoryState.APPROVED)


def join(
    petition: Petition,
    line: SignatoryLine,
    *,
    is_listed: bool,
    logo: Picture | None,
    revision: Revision,
    language: str,
) -> Signatory:
    """Keep what was sent and queue the mail that asks to confirm it. `revision`: the words that were read.

    Raises NotTakingSignatories, WordsChangedMeanwhile.
    """
    if not petition.takes_signatories:
        raise NotTakingSignatories
    revisions.hold_as_read(revision)
    signatory = Signatory(
        public_id=new_public_id(),
        petition=petition,
        revision_id=revision.id,
        language=language,
        state=SignatoryState.UNCONFIRMED,
        is_listed=is_listed,
        generation=0,
        expires_at=clock.now() + UNCONFIRMED_LIFE,
    )
    signatory_lines.write(signatory, line)
    if is_listed:
        put_logo(signatory, logo)
    db.session.add(signatory)
    outbox.put(
        MailKind.SIGNATORY,
        subject=signatory.public_id,
        address=line.address,
        language=language,
        dedupe_key=f"signatory:{signatory.public_id}",
    )
    return signatory


def link_token(signatory: Signatory) -> str:
    """What the link in every mail about it ends in."""
    return links.token_for(LINK, signatory)


def look_up(token: str) -> Signatory:
    """The line that a mailed link leads to. Raises SignatoryLinkIsGone."""
    signatory = links.row_of(LINK, token, Signatory)
    if signatory is None:
        raise SignatoryLinkIsGone
    return signatory


def confirm(signatory: Signatory) -> None:
    """Put a confirmed line into the team's queue; confirming again changes nothing.

    Raises NotTakingSignatories where it comes too late.
    """
    if signatory.state is not SignatoryState.UNCONFIRMED:
        return
    if not signatory.petition.confirms_signatories:
        raise NotTakingSignatories
    _move(
        signatory,
        (SignatoryState.UNCONFIRMED,),
        state=SignatoryState.QUEUED,
        verification=_verified_by(signatory_lines.of(signatory)),
        confirmed_at=clock.now(),
        expires_at=None,
    )


def reject(signatory: Signatory, *, never_again: bool) -> None:
    """Answer "I did not send this": delete the form, and if asked never write to that address again.

    Raises SignatoryIsSettled where it is confirmed already.
    """
    # On the letter's day the address was erased; the form itself may wait a little longer.
    address = "" if signatory.sealed is None else signatory_lines.of(signatory).address
    deleted: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        delete(Signatory).where(Signatory.id == signatory.id, Signatory.state == SignatoryState.UNCONFIRMED)
    )
    if not deleted.rowcount:
        raise SignatoryIsSettled
    erasures.note(ErasureKind.REJECTED, signatory.public_id)
    if never_again and address:
        suppressing.suppress(address, SuppressionReason.ASKED)


def amend(
    signatory: Signatory, line: SignatoryLine, *, is_listed: bool, logo: Picture | None, drops_logo: bool = False
) -> None:
    """Change the line while the team has not decided; a line that was asked about is back in the queue.

    Without a new logo the one there was stays, unless it is to be dropped. Raises SignatoryIsSettled.
    """
    # Its state stays what it is; but from here on nobody else changes it.
    if not _move(signatory, AMENDABLE, state=Signatory.state):
        raise SignatoryIsSettled
    if signatory.is_listed and not is_listed:
        erasures.note(ErasureKind.WITHHELD, signatory.public_id)
    signatory.is_listed = is_listed
    signatory_lines.write(signatory, line)
    if is_listed and (logo or drops_logo):
        put_logo(signatory, logo)
    if signatory.verification is not None:
        # Another web site was perhaps not confirmed from its own domain.
        signatory.verification = _verified_by(line)
    if signatory.state is SignatoryState.ASKED:
        signatory.state = SignatoryState.QUEUED


def withdraw(signatory: Signatory) -> None:
    """Take the line back: it is printed no more, and counts no more. Withdrawing twice changes nothing."""
    signatories.wait_for_opening(signatory.petition)
    was_approved = _move(signatory, (SignatoryState.APPROVED,), state=SignatoryState.WITHDRAWN)
    if not was_approved and not _move(signatory, signatories.UNDECIDED, state=SignatoryState.WITHDRAWN):
        return
    signatory_lines.wipe(signatory)
    erasures.note(ErasureKind.WITHDRAWN, signatory.public_id)
    if was_approved:
        recording.signatory_withdrawn(signatory)


def put_logo(signatory: Signatory, logo: Picture | None) -> None:
    """Keep a re-encoded logo in the place of the one there was."""
    if logo is None:
        signatory.logo = None
        return
    # The row there is takes the new picture: a second one may not stand beside it, not even for a moment.
    kept = signatory.logo = signatory.logo or SignatoryLogo()
    kept.width, kept.height, kept.png, kept.sha256 = logo.width, logo.height, logo.png, logo.sha256


def is_own_domain(address: str, url: str) -> bool:
    """Whether a mail address belongs to the domain of a web site: `press@x.org` for www.x.org and for x.org."""
    host = web_addresses.host_of(url).removeprefix("www.")
    domain = web_addresses.ascii_domain(address.rpartition("@")[2])
    return bool(host) and (domain == host or domain.endswith(f".{host}"))


def _verified_by(line: SignatoryLine) -> Verification:
    return Verification.OWN_DOMAIN if is_own_domain(line.address, line.url) else Verification.MAIL


def _move(signatory: Signatory, before: tuple[SignatoryState, ...], **values: Any) -> bool:
    # The team may decide while the sender changes or withdraws: one of them changes the row.
    db.session.flush()
    result: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(Signatory)
        .where(Signatory.id == signatory.id, Signatory.state.in_(before))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    db.session.refresh(signatory)
    return result.rowcount > 0
