"""A team is made, changed, joined, left, and handed a petition."""

from collections.abc import Callable

import sqlalchemy as sa
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.invitation import Invitation
from tests.people import join, post
from tests.reading import form_on

TEAMS = "/en/organise/teams"
WARD = f"{TEAMS}/ward-team"
LEGAL = {
    "name": "Ridge",
    "legal_name": "Ridge e.V.",
    "postal_address": "1 Ridge Road",
    "privacy_contact": "privacy@example.org",
}

Write = Callable[[Callable[[], str]], str]


def run_a_team(browser: FlaskClient, write: Write, *, slug: str) -> None:
    """As Alice, who owns the ward's team and stays in it. `slug` is a petition's."""
    post(browser, f"{TEAMS}/new", **LEGAL, slug="ridge", zone="Asia/Damascus")
    post(browser, f"/en/organise/{slug}/hand-over", team="ridge")
    post(browser, f"/en/organise/{slug}/hand-over", team="ward-team")
    bob, vera = (write(lambda: join(name).public_id) for name in ("bob", "vera"))  # noqa: B023 -- called at once
    post(browser, f"{WARD}/members/{bob}/role", role="owner")
    post(browser, f"{WARD}/members/{vera}/remove")
    post(browser, f"{WARD}/invitations", mail="nadia@example.org", role="viewer", language="ar")
    newest = sa.select(Invitation.public_id).order_by(Invitation.id.desc()).limit(1)
    invited = write(lambda: db.session.scalars(newest).one())
    post(browser, f"{WARD}/invitations/{invited}/revoke")
    settings = form_on(browser.get(f"{WARD}/settings"), "/settings")
    post(browser, f"{WARD}/settings", **settings | {"legal_name": "Ward Team, registered", "name_ar": "فريق"})
    browser.get(f"{WARD}/log?before=5000").close()


def leave_the_team(browser: FlaskClient) -> None:
    """The last that is done: from then on nothing of it is found. Bob owns it now."""
    post(browser, f"{WARD}/leave")
