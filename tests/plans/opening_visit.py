"""A letter is circulated, planned, opened, corrected, translated, sent in copy to one more, and closed."""

from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib import clock
from petition.services import policy, revisions
from tests.campaigns import letter
from tests.making import draft
from tests.people import post
from tests.reading import form_on

SLUG = "a-letter-to-open"
PLACE = f"/en/organise/{SLUG}"
TEXT = " ".join(f"Ward {number} has two nurses and one doctor." for number in range(40))

Write = Callable[[Callable[[], str]], str]


def open_and_close(browser: FlaskClient, write: Write) -> None:
    """As somebody who owns the ward's team."""
    write(_make)
    post(browser, f"{PLACE}/circulate")
    opens = (clock.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
    post(browser, f"{PLACE}/signatories/new", language="en", organisation="Well Bread")
    post(browser, f"{PLACE}/schedule", **form_on(browser.get(f"{PLACE}/check"), "/schedule") | {"opens": opens})
    post(browser, f"{PLACE}/unschedule")
    post(browser, f"{PLACE}/open", **form_on(browser.get(f"{PLACE}/open"), "/open"))
    text = TEXT.replace("two", "three", 1)
    post(browser, f"{PLACE}/revise/en", text=text, summary="Keep the ward open, tonight.", reason="A number was wrong")
    _ask_staff(browser, text=text.replace("two", "five"), summary="Open it.", reason="They were counted anew")
    post(browser, f"{PLACE}/revise/ar/fits", **form_on(browser.get(f"{PLACE}/revise"), "/fits"))
    words = {"title": "Gardez le service", "summary": "Cette nuit.", "text": "Deux infirmières.", "demand": "Ouvrez."}
    post(browser, f"{PLACE}/translate/fr", **words)
    post(browser, f"{PLACE}/copies", name_en="The Mayor")
    post(browser, f"{PLACE}/close")
    _send_for_review(browser, write)
    write(lambda: draft("a-mistake").public_id)
    post(browser, "/en/organise/a-mistake/discard")


def _ask_staff(browser: FlaskClient, **large: str) -> None:
    post(browser, f"{PLACE}/revise/en/ask", **large)
    page = browser.get(f"{PLACE}/revise").get_data(as_text=True)
    post(browser, page.split("/take-back")[0].rpartition('action="')[2] + "/take-back")


def _send_for_review(browser: FlaskClient, write: Write) -> None:
    """Where those who run the site look at petitions first."""
    place = f"/en/organise/{write(_make_another)}"
    for verb in ("review", "review/take-back"):
        post(browser, f"{place}/{verb}", **form_on(browser.get(f"{place}/check"), f"/{verb}"))
    browser.get(place).close()
    write(_look_no_more)


def _look_no_more() -> str:
    policy.PETITION_REVIEW.decide("off")
    return ""


def _make_another() -> str:
    policy.PETITION_REVIEW.decide("on")
    draft("a-ward-to-send")
    return "a-ward-to-send"


def _make() -> str:
    made = letter(SLUG)
    revisions.write(made, "en", {"text": TEXT})
    db.session.flush()
    return SLUG
