"""A petition's sections are looked at, saved, shown again, and saved over what somebody else saved."""

from flask.testing import FlaskClient

from tests.people import post
from tests.reading import form_on


def edit_a_petition(browser: FlaskClient, *, slug: str) -> None:
    """As Alice, who owns it."""
    page = f"/en/organise/{slug}/edit"
    goal, links = (form_on(browser.get(page), f"/edit/{name}#{name}") for name in ("goal", "links"))
    post(browser, f"{page}/goal", **goal | {"targets-0": "2000"})
    post(browser, f"{page}/goal", **goal | {"targets-0": "3000"})
    post(browser, f"{page}/goal", **goal | {"targets-0": "none"})
    post(browser, f"{page}/links", **links | {"again": "more blocks"})
