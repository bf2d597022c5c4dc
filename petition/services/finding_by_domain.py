"""Signatures from one mail domain: one is found by its blind index, and the others by what they share with it."""

from sqlalchemy import ColumnElement, Select, select

from petition.extensions import db
from petition.lib import addresses, crypto
from petition.lib.web_addresses import domain_in_letters
from petition.models.origin import Origin
from petition.models.petition import Petition
from petition.models.signature import Signature
from petition.services import auditing, domain_sums, keys, origin_filter


def one_of(petition: Petition, domain: str, *, by: str) -> str | None:
    """The public id of any from this domain, and none below it; where signers are at risk, of any that do not count.

    Those are looked for among MANY of the domain, and among the newest of them. That somebody looked is kept, and not
    for which. Nothing is found where the petition's key is gone. Raises InvalidAddress.
    """
    theirs = (Origin.petition_id == petition.id, Origin.domain.in_(_indexes(petition, domain)))
    auditing.record_of_petition("look up domain", petition, actor=by)
    if petition.is_discreet:
        return _one_that_does_not_count(petition, theirs)
    there = select(Signature.public_id).join(Origin, Origin.signature_id == Signature.id)
    return db.session.scalar(there.where(*theirs).limit(1))


def _one_that_does_not_count(petition: Petition, theirs: tuple[ColumnElement[bool], ...]) -> str | None:
    """By one statement for each portion: of a large domain very many count, and none of these is looked at."""
    of_domain = select(Origin.signature_id.label("id")).where(*theirs).order_by(Origin.domain, Origin.mailbox)
    in_state = select(Signature.id).where(Signature.petition_id == petition.id).order_by(Signature.id.desc())
    portions = [of_domain, *(in_state.where(Signature.state == state) for state in origin_filter.AT_RISK)]
    return next((one for portion in portions if (one := _first_among(portion, theirs))), None)


def _first_among(portion: Select[int], theirs: tuple[ColumnElement[bool], ...]) -> str | None:
    some = portion.limit(origin_filter.MANY).subquery()
    found = (
        select(Signature.public_id)
        .join(some, some.c.id == Signature.id)
        .join(Origin, Origin.signature_id == Signature.id)
        .where(*theirs, Signature.state.in_(origin_filter.AT_RISK))
    )
    return db.session.scalar(found.limit(1))


def _indexes(petition: Petition, typed: str) -> list[str]:
    """As signers may have written it: in the letters of the network, or in its own."""
    name = addresses.parse_domain(typed)
    spellings = {name, addresses.domain(f"@{domain_in_letters(name)}")}
    try:
        key = keys.index_key(petition)
    except crypto.CannotOpen:
        return []
    return [domain_sums.index_of(key, one) for one in sorted(spellings)]
