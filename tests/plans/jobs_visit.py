"""Many signatures are chosen by a filter or names and left; some are ticked, removed, brought back; mails go again."""

from collections.abc import Callable

from flask.testing import FlaskClient

from petition.worker import jobs as worker
from tests.people import post

Write = Callable[[Callable[[], object]], object]
WHY = {"reason": "a flood"}


def decide_about_many(browser: FlaskClient, write: Write, *, slug: str, signature: str) -> None:
    """As Alice, who owns it. `signature` is one that counts."""
    place = f"/en/organise/{slug}/jobs"
    everyone = post(browser, place, kind="hide_comment", scope="all", wanted="state=counted", **WHY).location
    write(worker.work)
    post(browser, f"{everyone}/cancel")
    waiting = post(browser, f"/en/organise/{slug}/send-again", **WHY).location
    write(worker.work)
    post(browser, f"{waiting}/cancel")
    named = post(browser, place, kind="release", scope="all", wanted="state=held", names="doubt*", **WHY).location
    write(worker.work)
    post(browser, f"{named}/cancel")
    ticked = post(browser, place, kind="remove", scope="ticked", wanted="state=counted", chosen=signature, **WHY)
    post(browser, f"{ticked.location}/confirm")
    write(worker.work)
    browser.get(ticked.location).close()
    back = post(browser, f"{ticked.location}/take-back", **WHY).location
    write(worker.work)
    post(browser, f"{back}/confirm")
    # What is under way stays so, for the worker's own turn.
    post(browser, place, kind="remove", scope="all", wanted="state=held", **WHY)
