"""Which words a mail has to say, found out when it is sent and not when it was asked for."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import defer, joinedload

from petition.extensions import db
from petition.models.outbox import ACCOUNT_NEWS, MailKind
from petition.models.petition import Petition
from petition.models.signature import Signature, SignatureState
from petition.models.submission import Submission
from petition.services import (
    account_mails,
    doubts,
    ledger_heads,
    link_mails,
    petition_reviews,
    signatory_mails,
    staff_decisions,
    team_decisions,
    team_mails,
    update_mails,
)
from petition.services.confirming import TAKEN
from petition.services.letters import Letter
from petition.services.outbox import ClaimedMail

STANDING = (SignatureState.COUNTED, SignatureState.HELD)
PRESSED_TWICE = timedelta(minutes=1)
# How often it is looked whether a petition is shown again.
WHILE_HIDDEN = timedelta(minutes=15)
Letters = dict[int, Letter]
# An address under a petition's own key.
Place = tuple[int, bytes]


class _Mailed(NamedTuple):
    """A submission that waits, and for which a mail went out."""

    id: int
    content_index: bytes
    at: datetime


def chosen(mails: Sequence[ClaimedMail]) -> Letters:
    """What each mail has to say, by its id; a mail that is not needed any more is missing.

    No two of them may go to one mailbox: what the first says would change what the second has to say.
    """
    return {
        mail_id: letter
        for kind, choose in CHOOSERS.items()
        for mail_id, letter in choose([mail for mail in mails if mail.kind is kind]).items()
    }


def _for_signing(mails: Sequence[ClaimedMail]) -> Letters:
    waiting = {
        mail.id: submission
        for mail, submission in _with_submissions(mails)
        if submission.petition.may_take_confirmations
    }
    places = [_place(submission) for submission in waiting.values()]
    taken, mailed = _taken_at(places), _mailed_at(places)
    letters = {mail_id: _letter_to(one, taken[_place(one)], mailed[_place(one)]) for mail_id, one in waiting.items()}
    soon = {mail.id: mail.claimed_at + WHILE_HIDDEN for mail in mails}
    return {
        # Whoever signed just before goes on waiting for the mail that the page told them of.
        mail_id: letter if waiting[mail_id].petition.is_public else replace(letter, waits_until=soon[mail_id])
        for mail_id, letter in letters.items()
        if letter is not None
    }


def _letter_to(submission: Submission, there: list[Signature], mailed: list[_Mailed]) -> Letter | None:
    petition = submission.petition
    others = [other for other in mailed if other.id != submission.id]
    if any(_is_twin(other, submission) for other in others):
        return None
    same_name = [signature for signature in there if signature.name_index == submission.name_index]
    if same_name:
        return Letter("already", petition, signature=same_name[0])
    if len(there) >= petition.slots:
        return Letter("slots_full", petition, signature=there[0])
    return Letter("again" if others else "confirm", petition, submission=submission)


def _is_twin(mailed: _Mailed, submission: Submission) -> bool:
    """Whether this is the same form pressed twice: one mail, sent since then or just before, answers both.

    Who sends it again later, because no mail came, is written to again as soon as the caps allow.
    """
    return mailed.content_index == submission.content_index and mailed.at > submission.created_at - PRESSED_TWICE


def _for_reminder(mails: Sequence[ClaimedMail]) -> Letters:
    return {
        mail.id: Letter("reminder", submission.petition, submission=submission)
        for mail, submission in _with_submissions(mails)
        # Its signers may have come to be at risk since it was queued.
        if submission.petition.takes_signatures and not submission.petition.is_discreet
    }


def _for_sending_again(mails: Sequence[ClaimedMail]) -> Letters:
    """The team asked for it, so it goes even where a mail that says the same went a moment ago."""
    waiting = dict(_with_submissions(mails))
    signed = _with_signatures([mail for mail in mails if mail not in waiting])
    # Its petition may have closed meanwhile, its team been suspended, or its signers have come to be at risk.
    return {
        mail.id: Letter("confirm", one.petition, submission=one)
        for mail, one in waiting.items()
        if one.petition.takes_confirmations and _is_sent_again(one.petition)
    } | {
        mail.id: Letter("confirmed", one.petition, signature=one)
        for mail, one in signed
        if _is_sent_again(one.petition)
    }


def _is_sent_again(petition: Petition) -> bool:
    return not petition.is_discreet and not petition.is_paused


def _with_signatures(mails: Sequence[ClaimedMail]) -> list[tuple[ClaimedMail, Signature]]:
    """The mails about a signature that stands, with it."""
    if not mails:
        return []
    wanted = select(Signature).where(
        Signature.public_id.in_([mail.subject for mail in mails]), Signature.state.in_(STANDING)
    )
    options = (defer(Signature.identity), joinedload(Signature.petition))
    found = {one.public_id: one for one in db.session.scalars(wanted.options(*options))}
    return [(mail, found[mail.subject]) for mail in mails if mail.subject in found]


def _with_submissions(mails: Sequence[ClaimedMail]) -> list[tuple[ClaimedMail, Submission]]:
    """The mails whose submission still waits, with it."""
    if not mails:
        return []
    wanted = select(Submission).where(Submission.public_id.in_([mail.subject for mail in mails]))
    # Nothing that was typed is read: a mail does not say it.
    found = {one.public_id: one for one in db.session.scalars(wanted.options(defer(Submission.sealed)))}
    return [(mail, found[mail.subject]) for mail in mails if mail.subject in found]


def _taken_at(places: Iterable[Place]) -> dict[Place, list[Signature]]:
    """The signatures that take the slots of these places, in the order of slots."""
    wanted = select(Signature).where(
        Signature.petition_id.in_({petition_id for petition_id, _ in places}),
        Signature.address_index.in_([address_index for _, address_index in places]),
        Signature.state.in_(TAKEN),
    )
    found = defaultdict(list)
    if places:
        for signature in db.session.scalars(wanted.options(defer(Signature.identity)).order_by(Signature.slot)):
            found[signature.petition_id, signature.address_index or b""].append(signature)
    return found


def _mailed_at(places: Sequence[Place]) -> dict[Place, list[_Mailed]]:
    """The submissions of these places for which a mail went out."""
    columns = (
        Submission.petition_id,
        Submission.address_index,
        Submission.id,
        Submission.content_index,
        Submission.mailed_at,
    )
    wanted = select(*columns).where(
        Submission.petition_id.in_({petition_id for petition_id, _ in places}),
        Submission.address_index.in_([address_index for _, address_index in places]),
        Submission.mailed_at.is_not(None),
    )
    found = defaultdict(list)
    if places:
        for petition_id, address_index, *mailed in db.session.execute(wanted):
            found[petition_id, address_index].append(_Mailed._make(mailed))
    return found


def _place(submission: Submission) -> Place:
    return submission.petition_id, submission.address_index


def _one_by_one(choose: Callable[[ClaimedMail], Letter | None]) -> Callable[[Sequence[ClaimedMail]], Letters]:
    """For mails that are few."""

    def choose_each(mails: Sequence[ClaimedMail]) -> Letters:
        letters = {mail.id: choose(mail) for mail in mails}
        return {mail_id: letter for mail_id, letter in letters.items() if letter is not None}

    return choose_each


CHOOSERS = {
    MailKind.SIGNING: _for_signing,
    MailKind.REMINDER: _for_reminder,
    MailKind.SENT_AGAIN: _for_sending_again,
    MailKind.LINKS: link_mails.letters,
    MailKind.LINK_RENEWED: _one_by_one(link_mails.renewed),
    MailKind.SIGNATORY: _one_by_one(signatory_mails.to_confirm),
    MailKind.SIGNATORY_DUE: _one_by_one(signatory_mails.before_the_deadline),
    MailKind.SIGNATORY_NEWS: _one_by_one(signatory_mails.about_a_decision),
    MailKind.INVITATION: _one_by_one(account_mails.to_invite),
    MailKind.RESET: _one_by_one(account_mails.to_reset),
    MailKind.NEW_ADDRESS: _one_by_one(account_mails.to_confirm_an_address),
    MailKind.UPDATE: update_mails.letters,
    MailKind.NOT_OPENED: _one_by_one(team_mails.that_it_did_not_open),
    MailKind.LEDGER_HEAD: _one_by_one(ledger_heads.letter),
    MailKind.DOUBTS: _one_by_one(doubts.letter),
    MailKind.TEXT_DECIDED: _one_by_one(team_mails.about_a_correction),
    MailKind.REVIEW_RETURNED: _one_by_one(petition_reviews.that_it_came_back),
    MailKind.REVIEW_APPROVED: _one_by_one(petition_reviews.that_it_was_approved),
    MailKind.STAFF_ASKED: _one_by_one(staff_decisions.that_something_waits),
    MailKind.PETITION_HIDDEN: _one_by_one(team_mails.that_it_was_hidden),
    MailKind.PETITION_SHOWN: _one_by_one(team_mails.that_it_is_shown_again),
    **dict.fromkeys(team_decisions.DECISIONS, _one_by_one(team_decisions.told)),
    **dict.fromkeys(ACCOUNT_NEWS, _one_by_one(account_mails.news)),
}
