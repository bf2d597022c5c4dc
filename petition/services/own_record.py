"""All that is kept of one signature, for its signer alone: as plain values, described in docs/my-data.md."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from petition.extensions import db
from petition.lib import clock
from petition.lib.crypto import CannotOpen
from petition.models.erasure import Erasure, ErasureKind
from petition.models.ledger import EntryKind, LedgerEntry, LedgerLink
from petition.models.origin import Origin
from petition.models.petition import NameAudience
from petition.models.record import Export, ExportPurpose
from petition.models.signature import Signature, SignatureState
from petition.services import identity, recording, signature_history
from petition.services.export_rows import NEWS
from petition.services.identity import Identity
from petition.services.signature_history import Agreed, History

FORMAT = "my-signature/1"
# Of one petition, the newest: a list on each day of three years.
MOST_LISTS = 1000


def of(signature: Signature) -> dict[str, Any]:
    """Everything, with keys that people can read. Where signers are at risk it tells days, and no hours."""
    history = signature_history.of(signature)
    petition = signature.petition
    return {
        "format": FORMAT,
        "petition": {"title": petition.words_in(signature.language).title, "team": petition.team.legal_name},
        "signature": _standing(signature),
        "where_it_came_from": _came_from(signature),
        "what_you_wrote": _written(signature),
        "text_you_signed": {
            "language": signature.revision.language,
            "version": signature.revision.number,
            "title": signature.revision.title,
            "sha256": signature.revision.sha256,
        },
        "what_you_agreed_to": _agreed(signature, history),
        "mails": [
            {"kind": mail.kind, "state": mail.state, "day": mail.created_at.date().isoformat()}
            for mail in history.mails
        ],
        "decisions": [{"what": deed.verb, "day": deed.created_at.date().isoformat()} for deed in history.deeds],
        "ledger": _ledger(signature, history),
        "lists_that_held_it": [
            {"purpose": one.purpose, "day": one.cut_off.date().isoformat()} for one in lists_with(signature)
        ],
        "kept_until": petition.retain_until.isoformat(),
    }


def lists_with(signature: Signature) -> list[Export]:
    """The lists taken by the team in which it stood, the newest first."""
    first = (
        select(func.min(LedgerEntry.sequence))
        .join(LedgerLink, LedgerLink.entry_id == LedgerEntry.id)
        .where(LedgerLink.signature_id == signature.id, LedgerEntry.kind == EntryKind.CONFIRMED)
        .scalar_subquery()
    )
    of_petition = (Export.petition_id == signature.petition_id, Export.since_id.is_(None))
    taken = select(Export).where(*of_petition, Export.checkpoint_size > first).order_by(Export.cut_off.desc())
    found = db.session.scalars(taken.limit(MOST_LISTS)).all()
    if not found:
        return []
    agreed, named_until = signature_history.agreed(signature), _named_until(signature)
    return [one for one in found if _held(one, signature, agreed, named_until)]


def _held(export: Export, signature: Signature, agreed: Sequence[Agreed], named_until: datetime | None) -> bool:
    """Whether it stood in a list, by what its signer had chosen when it was taken."""
    if signature.left_at is not None and export.cut_off > signature.left_at:
        return False
    if export.purpose is ExportPurpose.OFFICIALS:
        return named_until is not None and export.cut_off <= named_until
    if export.purpose is ExportPurpose.NEWS_LIST:
        news = [one.consent for one in agreed if one.text.purpose in NEWS]
        return any(one.given_at <= export.cut_off < (one.withdrawn_at or clock.now()) for one in news)
    return True


def _named_until(signature: Signature) -> datetime | None:
    """Until when the name goes to the addressees, as far as is known: to now, or to when it was taken back."""
    if signature.give_name_to is not NameAudience.NOBODY:
        return clock.now()
    taken_back = (Erasure.subject == signature.public_id, Erasure.kind == ErasureKind.NAME_TAKEN_BACK)
    return db.session.scalar(select(Erasure.created_at).where(*taken_back))


def _standing(signature: Signature) -> dict[str, Any]:
    comment = signature.comment
    return {
        "id": signature.public_id,
        "state": signature.state,
        "confirmed_on": signature.confirmed_on.isoformat(),
        "left_on": signature.left_at.date().isoformat() if signature.left_at else None,
        "language": signature.language,
        "came_by_link": signature.ref,
        "name_goes_to": signature.give_name_to,
        "published_name": signature.public_name,
        "name_is_hidden_by_the_team": signature.name_hidden,
        "public_comment": comment.state if comment else None,
        "is_under_review": signature.state is SignatureState.HELD,
    }


def _came_from(signature: Signature) -> dict[str, Any] | None:
    """What is kept of that: of hashes that they are there, which is all they say to a reader; and no doubts."""
    origin = db.session.scalar(select(Origin).where(Origin.signature_id == signature.id))
    if origin is None:
        return None
    return {
        "form_sent": _moment(signature, origin.sent_at),
        "hashes_of_networks": bool(origin.neighbourhood or origin.confirmed_neighbourhood),
        "hashes_of_mailbox_and_domain": bool(origin.mailbox),
        "mail_domain_is_for_throwing_away": bool(origin.facts.get("disposable")),
        "network_country": origin.country,
        "filled_in_seconds": origin.facts.get("filled_in"),
        "pressed_after_seconds": origin.facts.get("pressed_after"),
        "noted_on": origin.day.isoformat(),
    }


def _written(signature: Signature) -> dict[str, Any] | None:
    """None once it was deleted on the petition's day."""
    signer = _signer(signature)
    if signer is None:
        return None
    return {
        "name": signer.name,
        "mail_address": signer.address,
        "country": signer.country,
        "name_goes_to": signer.give_name_to,
        "published_as": signer.name_style,
        "comment": signer.comment,
        "comment_is_for_everyone": signer.comment_is_public,
        "answers": signer.answers,
    }


def _agreed(signature: Signature, history: History) -> list[dict[str, Any]]:
    return [
        {
            "purpose": one.text.purpose,
            "wording": one.text.text,
            "language": one.text.language,
            "version": one.text.version,
            "given": _moment(signature, one.consent.given_at),
            "taken_back": _moment(signature, one.consent.withdrawn_at),
        }
        for one in history.agreed
    ]


def _moment(signature: Signature, moment: datetime | None) -> str | None:
    """Where signers are at risk, a file that is found tells the day alone."""
    if moment is None:
        return None
    return moment.date().isoformat() if signature.petition.is_discreet else moment.isoformat(timespec="seconds")


def _ledger(signature: Signature, history: History) -> dict[str, Any] | None:
    """Where it stands, and what opens its commitment: whoever has the salt can show what was signed.

    Where signers are at risk nothing of it: a file that is found would prove it as a receipt does, and the places of
    its entries would tell the hour.
    """
    if signature.petition.is_discreet:
        return None
    signer = _signer(signature)
    return {
        "entries": [{"number": number, "kind": kind} for number, kind in history.entries],
        "commitment": signature.commitment,
        "salt": signer.salt if signer else None,
        "fields": recording.fields_of(signer, signature.language) if signer else None,
    }


def _signer(signature: Signature) -> Identity | None:
    try:
        return identity.of_signature(signature)
    except CannotOpen:
        return None
