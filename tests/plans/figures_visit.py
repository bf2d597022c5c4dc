"""A page says that it is read; its team makes a link, looks at what came of it, and removes it."""

from flask.testing import FlaskClient

from tests.people import post


def read_figures(browser: FlaskClient, *, slug: str) -> None:
    """As Alice, who owns it."""
    page = f"/en/organise/{slug}"
    browser.post(f"/en/petitions/{slug}/opened")
    post(browser, f"{page}/sources", name="Newsletter", code="newsletter")
    for unit in ("hour", "day", "all"):
        browser.get(f"{page}?by={unit}")
    post(browser, f"{page}/sources/newsletter/remove")
