"""Somebody who runs the site looks at everything there, and decides what can be decided."""

from collections.abc import Callable

from flask import Flask

from tests.addresses import rules
from tests.people import post, staff_browser
from tests.stuck_mails import stuck_mail

STAFF = "/en/staff"
MAIL, MAILBOXES = f"{STAFF}/mail", f"{STAFF}/mailboxes"
WHY = {"mail": "gone@example.org", "reason": "asked by telephone"}

Write = Callable[[Callable[[], str]], str]


def run_the_site(app: Flask, write: Write) -> None:
    """As Sam."""
    browser = staff_browser(app)
    first, second, third = (write(lambda: stuck_mail(key).public_id) for key in ("one", "two", "three"))  # noqa: B023
    for rule in rules(app):
        if rule.endpoint.startswith("staff.") and "GET" in (rule.methods or ()) and not rule.arguments:
            browser.get(rule.rule).close()
    for path in (f"{MAIL}?before=5000", f"{MAIL}/{first}"):
        browser.get(path).close()
    post(browser, f"{MAIL}/{second}/retry")
    post(browser, f"{MAIL}/{third}/drop", reason="a test entry")
    post(browser, MAILBOXES, mail="gone@example.org")
    post(browser, f"{MAILBOXES}/stop", **WHY)
    post(browser, f"{MAILBOXES}/lift", **WHY)
    post(browser, f"{STAFF}/settings/goal.next_at", value="0.9")
