"""Mails with links to one's own signatures: to all of them, for whoever asks, and a new one in the place of others.

Whether anything was signed with an address is found out when the mail is written, not in the request: strangers get one
answer, and where there is nothing no mail goes.
"""

from collections.abc import Iterator, Mapping, Sequence

from sqlalchemy import ColumnElement, TextClause, and_, or_, select, update
from sqlalchemy.orm import defer, joinedload

from petition.extensions import db
from petition.lib import addresses, crypto
from petition.lib.crypto import CannotOpen
from petition.models.columns import new_public_id
from petition.models.outbox import Mail, MailKind, MailUse
from petition.models.petition import Petition, Protection
from petition.models.signature import SLOT_TAKEN, WITHDRAWN, Signature
from petition.models.submission import Submission
from petition.services import identity, keys, mail_turns, outbox, suppressing
from petition.services.account_mails import PRESSED_TWICE
from petition.services.errors import CannotBeWrittenTo
from petition.services.letters import Letter, SignedLine
from petition.services.outbox import ClaimedMail

# Petitions asked about by one statement.
PORTION = 200
# Of one mail. Nobody signs more; of a longer list the newest.
MOST = 100


def ask_for_all(address: str, *, language: str) -> None:
    """Queue the mail with the links to all that was signed with an address. The same work for every address."""
    reason = new_public_id()
    outbox.put(
        MailKind.LINKS,
        subject=reason,
        address=address,
        language=language,
        dedupe_key=f"{MailKind.LINKS}:{reason}",
    )


def renew(signature: Signature) -> None:
    """Let every link to it die, and mail its signer a new one.

    Two tabs that renew at once renew it once. Raises CannotBeWrittenTo.
    """
    address = identity.address_in(signature.identity, context=identity.signature_context(signature.public_id))
    if not address or suppressing.is_suppressed(identity.mailbox_index(address)):
        raise CannotBeWrittenTo
    generation = signature.generation
    mine = (Signature.id == signature.id, Signature.generation == generation, Signature.identity.is_not(None))
    renewed = update(Signature).where(*mine).values(generation=generation + 1).returning(Signature.id)
    if db.session.scalar(renewed) is None:
        return
    outbox.put(
        MailKind.LINK_RENEWED,
        subject=signature.public_id,
        address=address,
        language=signature.language,
        dedupe_key=f"{MailKind.LINK_RENEWED}:{signature.public_id}:{generation + 1}",
    )


def renewed(mail: Mail | ClaimedMail) -> Letter | None:
    """The newest link, to whoever had it renewed; nothing once all that was known of them is gone."""
    mine = select(Signature).where(Signature.public_id == mail.subject, Signature.identity.is_not(None))
    found = db.session.scalar(mine.options(defer(Signature.identity), joinedload(Signature.petition)))
    return Letter("link_renewed", found.petition, signature=found) if found else None


def letters(mails: Sequence[ClaimedMail]) -> dict[int, Letter]:
    """The links to all that was signed with each address, or waits to be confirmed; of nothing there is no mail."""
    # A stranger can ask a thousand times: what was answered costs no look through the petitions.
    asked = [mail for mail in mails if not _was_answered(mail)]
    petitions = _petitions() if asked else {}
    chosen = {}
    for mail in asked:
        lines = _lines(mail, petitions)
        if lines:
            chosen[mail.id] = Letter("links", links=tuple(lines[:MOST]))
    return chosen


def _petitions() -> dict[int, tuple[Petition, bytes]]:
    """The petitions in which an address can be found, with the keys to do so.

    Not those whose signers are at risk: whoever gets hold of a mailbox must not learn of them by asking.
    """
    there = select(Petition).where(Petition.index_key.is_not(None), Petition.protection == Protection.NORMAL)
    found = {}
    for petition in db.session.scalars(there.order_by(Petition.id)):
        try:
            found[petition.id] = petition, keys.index_key(petition)
        except CannotOpen:
            # Its key is lost: nobody is found in it.
            continue
    return found


def _lines(mail: ClaimedMail, petitions: Mapping[int, tuple[Petition, bytes]]) -> list[SignedLine]:
    """The newest first."""
    try:
        mailbox = addresses.mailbox(outbox.address_of(mail))
    except CannotOpen:
        # It cannot be sent either.
        return []
    places = [(one, crypto.blind_index(key, "address", mailbox)) for one, (_, key) in petitions.items()]
    portions = (places[start : start + PORTION] for start in range(0, len(places), PORTION))
    found = [what for portion in portions for what in _found_at(portion)]
    found.sort(key=lambda what: (isinstance(what, Submission), what.id), reverse=True)
    return [SignedLine(what, _title(petitions[what.petition_id][0], mail.language)) for what in found]


def _found_at(places: Sequence[tuple[int, bytes]]) -> Iterator[Signature | Submission]:
    """What was signed at these places, whether it stands or was withdrawn, and forms that were mailed and wait."""
    for state in (SLOT_TAKEN, WITHDRAWN):
        # Who erased what the team had removed left a mark alone: no link leads there again.
        signed = select(Signature).where(_is_one_of(Signature, places, state), Signature.identity.is_not(None))
        yield from db.session.scalars(signed.options(defer(Signature.identity)))
    waiting = select(Submission).where(_is_one_of(Submission, places), Submission.mailed_at.is_not(None))
    for submission in db.session.scalars(waiting.options(defer(Submission.sealed))):
        if submission.petition.takes_confirmations:
            yield submission


def _is_one_of(
    model: type[Signature | Submission], places: Sequence[tuple[int, bytes]], *state: TextClause
) -> ColumnElement[bool]:
    # Said of each place by itself: of pairs SQLite would use no index, and of a partial one it asks for its condition.
    return or_(*(and_(model.petition_id == one, model.address_index == index, *state) for one, index in places))


def _title(petition: Petition, language: str) -> str | None:
    return petition.words_in(language).title if petition.is_public else None


def _was_answered(mail: ClaimedMail) -> bool:
    """Whether a mail that went since, or just before, answers this one too: whoever asks twice gets one."""
    others = select(MailUse.id).where(
        MailUse.mailbox_index == mail.mailbox_index,
        MailUse.petition_public_id == mail_turns.LINKS,
        MailUse.mail_public_id != mail.public_id,
        MailUse.sent_at > mail.created_at - PRESSED_TWICE,
    )
    return db.session.scalar(others.limit(1)) is not None
