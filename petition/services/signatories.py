"""The lines under a letter, in their order; and the team's decisions about them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, CursorResult, exists, func, select, update
from sqlalchemy.orm import joinedload

from petition.extensions import db
from petition.lib import clock
from petition.models.columns import new_public_id
from petition.models.erasure import ErasureKind
from petition.models.ledger import EntryKind, LedgerInbox
from petition.models.outbox import MailKind
from petition.models.petition import Petition
from petition.models.signatory import Signatory, SignatoryLogo, SignatoryState, Verification
from petition.services import auditing, erasures, leases, outbox, recording, signatory_lines
from petition.services.errors import SignatoryIsErased, SignatoryIsSettled
from petition.services.signatory_lines import SignatoryLine

# What the team has not decided. It may ask, and still decide before the answer comes.
UNDECIDED = (SignatoryState.QUEUED, SignatoryState.ASKED)
MOST = 2000


def under(petition: Petition) -> list[Signatory]:
    """The approved ones, in the team's order; those whose names are withheld among them."""
    return _in_order(petition, Signatory.state == SignatoryState.APPROVED)


def published(petition: Petition) -> list[Signatory]:
    """The same as readers see them: as soon as the count knows them, so that list and number always agree."""
    waits = exists().where(LedgerInbox.signatory_id == Signatory.id, LedgerInbox.kind == EntryKind.SIGNATORY)
    return _in_order(petition, Signatory.state == SignatoryState.APPROVED, ~waits)


def of_petition(petition: Petition, states: Sequence[SignatoryState]) -> list[Signatory]:
    """What the team sees: those in these states, first come first."""
    return _in_order(petition, Signatory.state.in_(states))


def _in_order(petition: Petition, *conditions: ColumnElement[bool]) -> list[Signatory]:
    query = (
        select(Signatory)
        .options(joinedload(Signatory.logo))
        .where(Signatory.petition_id == petition.id, *conditions)
        .order_by(Signatory.position, Signatory.id)
        .limit(MOST)
    )
    return list(db.session.scalars(query))


def by_public_id(petition: Petition, public_id: str) -> Signatory | None:
    """One that the team may know of: a form that nobody confirmed is nobody's word."""
    return db.session.scalar(
        select(Signatory).where(
            Signatory.petition_id == petition.id,
            Signatory.public_id == public_id,
            Signatory.state != SignatoryState.UNCONFIRMED,
        )
    )


def number_in(petition: Petition, state: SignatoryState) -> int:
    """How many there are in a state."""
    there = select(func.count(Signatory.id)).where(Signatory.petition_id == petition.id, Signatory.state == state)
    return db.session.scalar(there) or 0


def numbers_in(petitions: Sequence[Petition], state: SignatoryState) -> dict[int, int]:
    """How many of each petition there are in a state, by its id; a petition without any is missing."""
    there = (
        select(Signatory.petition_id, func.count(Signatory.id))
        .where(Signatory.petition_id.in_([petition.id for petition in petitions]), Signatory.state == state)
        .group_by(Signatory.petition_id)
    )
    return dict(db.session.execute(there).all())


def logo_under(petition: Petition, sha256: str) -> SignatoryLogo | None:
    """A logo that may be shown to all who read the petition: an approved and listed signatory's."""
    return db.session.scalar(
        select(SignatoryLogo)
        .join(Signatory)
        .where(
            Signatory.petition_id == petition.id,
            Signatory.state == SignatoryState.APPROVED,
            Signatory.is_listed,
            SignatoryLogo.sha256 == sha256,
        )
        .limit(1)
    )


def add_by_team(petition: Petition, line: SignatoryLine, *, is_listed: bool) -> Signatory:
    """Put a line under the letter that the team itself vouches for."""
    revision = petition.words_in(petition.language)
    signatory = Signatory(
        public_id=new_public_id(),
        petition=petition,
        revision_id=revision.id,
        language=petition.language,
        state=SignatoryState.APPROVED,
        verification=Verification.TEAM,
        is_listed=is_listed,
        position=_last_position(petition) + 1,
        decided_at=clock.now(),
    )
    signatory_lines.write(signatory, line)
    db.session.add(signatory)
    wait_for_opening(petition)
    db.session.flush()
    recording.signatory_approved(signatory)
    return signatory


def enter_all(petition: Petition) -> None:
    """Tell the ledger of all who stand under it when it opens; until then it has none."""
    wait_for_opening(petition)
    approved = select(Signatory).where(Signatory.petition_id == petition.id, Signatory.state == SignatoryState.APPROVED)
    for signatory in db.session.scalars(approved.order_by(Signatory.position, Signatory.id)):
        recording.signatory_approved(signatory)


def wait_for_opening(petition: Petition) -> None:
    """Let opening and a decision come one after the other: who is approved while it opens is entered once."""
    leases.hold_until_commit(f"opening:{petition.public_id}".encode())
    db.session.flush()
    db.session.refresh(petition, ["opened_at"])


def approve(signatory: Signatory, *, by: str) -> None:
    """Put it under the letter, last. Raises SignatoryIsSettled."""
    position = _last_position(signatory.petition) + 1
    _decide(signatory, SignatoryState.APPROVED, before=UNDECIDED, position=position)
    recording.signatory_approved(signatory)
    _tell(signatory, "approved")
    _audit("approve signatory", signatory, by)


def ask(signatory: Signatory, *, by: str, question: str) -> None:
    """Ask its sender something before deciding; the words are mailed. Raises SignatoryIsSettled, SignatoryIsErased."""
    _decide(signatory, SignatoryState.ASKED, before=UNDECIDED, question=question)
    if signatory.sealed is None:
        raise SignatoryIsErased
    # Each question is a mail of its own.
    _tell(signatory, f"asked:{new_public_id()}")
    _audit("ask signatory", signatory, by)


def decline(signatory: Signatory, *, by: str, words: str) -> None:
    """Do not list it; the words are mailed. Raises SignatoryIsSettled."""
    _decide(signatory, SignatoryState.DECLINED, before=UNDECIDED, question=words)
    signatory_lines.wipe(signatory)
    _tell(signatory, "declined")
    _audit("decline signatory", signatory, by)


def remove(signatory: Signatory, *, by: str, reason: str) -> None:
    """Take an approved one from under the letter, for a reason that is kept. Raises SignatoryIsSettled."""
    _decide(signatory, SignatoryState.REMOVED, before=(SignatoryState.APPROVED,))
    signatory_lines.wipe(signatory)
    erasures.note(ErasureKind.REMOVED, signatory.public_id)
    recording.signatory_removed(signatory)
    _audit("remove signatory", signatory, by, reason=reason)


def set_listed(signatory: Signatory, *, by: str, is_listed: bool) -> None:
    """Withhold its name for safety, or print it again; it counts as before.

    Raises SignatoryIsSettled; SignatoryIsErased where the name was withheld and is nowhere any more.
    """
    # Its state stays what it is; but from here on nobody else changes it.
    _change(signatory, before=(*UNDECIDED, SignatoryState.APPROVED), state=Signatory.state)
    if is_listed and signatory.sealed is None and not signatory.is_listed:
        raise SignatoryIsErased
    if is_listed != signatory.is_listed:
        signatory_lines.show(signatory, is_listed=is_listed)
    if not is_listed:
        erasures.note(ErasureKind.WITHHELD, signatory.public_id)
    _audit("list signatory" if is_listed else "withhold signatory", signatory, by)


def move(signatory: Signatory, *, by: str, to: int) -> None:
    """Make it the nth line under the letter, from 1. Raises SignatoryIsSettled."""
    # Two colleagues may move lines at once: one comes after the other.
    wait_for_opening(signatory.petition)
    lines = under(signatory.petition)
    if signatory not in lines:
        raise SignatoryIsSettled
    lines.remove(signatory)
    lines.insert(max(0, to - 1), signatory)
    for position, line in enumerate(lines, 1):
        line.position = position
    _audit("move signatory", signatory, by)


def _last_position(petition: Petition) -> int:
    highest = select(func.max(Signatory.position)).where(Signatory.petition_id == petition.id)
    return db.session.scalar(highest) or 0


def _decide(signatory: Signatory, after: SignatoryState, *, before: Sequence[SignatoryState], **values: Any) -> None:
    wait_for_opening(signatory.petition)
    _change(signatory, before=before, state=after, decided_at=clock.now(), **values)


def _change(signatory: Signatory, *, before: Sequence[SignatoryState], **values: Any) -> None:
    # Two colleagues may decide at once, and the sender may withdraw: one of them changes the row.
    db.session.flush()
    result: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(Signatory)
        .where(Signatory.id == signatory.id, Signatory.state.in_(before))
        .values(**values)
        .execution_options(synchronize_session=False)
    )
    if not result.rowcount:
        raise SignatoryIsSettled
    db.session.refresh(signatory)


def _tell(signatory: Signatory, reason: str) -> None:
    """Queue the mail about a decision; its words are chosen when it is sent. Whoever was erased is told nothing."""
    if signatory.sealed is None:
        return
    line = signatory_lines.of(signatory)
    if not line.address:
        return
    outbox.put(
        MailKind.SIGNATORY_NEWS,
        subject=signatory.public_id,
        address=line.address,
        language=signatory.language,
        dedupe_key=f"signatory:{signatory.public_id}:{reason}",
    )


def _audit(verb: str, signatory: Signatory, by: str, **details: str) -> None:
    petition = signatory.petition
    auditing.record(
        verb,
        actor=by,
        subject=signatory.public_id,
        team_id=petition.team_id,
        petition=petition.public_id,
        **details,
    )
