"""The pages of decisions about several signatures: one that waits to be confirmed, one that is over."""

import sqlalchemy as sa

from petition.extensions import db
from petition.models.job import JobKind
from petition.models.signature import Signature
from petition.services import jobs, petitions
from tests.browser.reaching import Kind, Reach, sending, signed_in

REASONS = ("a test entry", "a flood on Monday")


def set_up(slug: str) -> None:
    """Two decisions about whoever signed this petition."""
    petition = petitions.by_slug(slug)
    assert petition
    ids = db.session.scalars(sa.select(Signature.public_id).where(Signature.petition_id == petition.id)).all()
    over, _newest = (
        jobs.choose_ticked(petition, JobKind.REMOVE, ids, reason=reason, by="nobody") for reason in REASONS
    )
    jobs.cancel(over, by="nobody")


def kinds(slug: str) -> dict[str, Kind]:
    """`slug` is the petition's."""
    place = f"/organise/{slug}"
    missing: Reach = sending(f"{place}/signatures", "#many .button", who="the demo's", reason="a flood")
    return {
        "decisions": Kind("organiser.jobs", signed_in(f"{place}/jobs")),
        "a decision to confirm": Kind("organiser.job", signed_in(f"{place}/jobs", "/jobs/")),
        "several, with something missing": Kind("organiser.choose_many", missing),
    }
