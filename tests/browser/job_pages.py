"""The pages of decisions about several signatures: one that waits to be confirmed, one that is over."""

import sqlalchemy as sa
from playwright.sync_api import Page

from petition.extensions import db
from petition.models.job import JobKind
from petition.models.signature import Signature
from petition.services import jobs, petitions
from tests.browser.reaching import Kind, Reach, Stage, signed_in

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


def _ticking_none(place: str) -> Reach:
    def reach(page: Page, stage: Stage, language: str) -> None:
        signed_in(f"{place}/signatures")(page, stage, language)
        page.locator(".many > summary").click()
        page.locator('#many [name="kind"]').select_option("remove")
        page.locator('#many [name="reason"]').fill("a flood")
        with page.expect_navigation():
            page.locator("#many .button").click()

    return reach


def kinds(slug: str) -> dict[str, Kind]:
    """`slug` is the petition's."""
    place = f"/organise/{slug}"
    return {
        "decisions": Kind("organiser.jobs", signed_in(f"{place}/jobs")),
        "a decision to confirm": Kind("organiser.job", signed_in(f"{place}/jobs", "/jobs/")),
        "several, with something missing": Kind("organiser.choose_many", _ticking_none(place)),
    }
