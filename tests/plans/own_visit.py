"""A signer's own page: all that can be done there, and the links that are mailed to whoever asks."""

from collections.abc import Callable

from flask.testing import FlaskClient

from petition.models.petition import Petition
from petition.services import withdrawing
from tests.people import signed
from tests.reading import Mails, form_on

ADDRESS = "own@example.org"


def keep_own_signature(
    browser: FlaskClient, write: Callable[[Callable[[], str]], str], mails: Mails, ward: Callable[[], Petition]
) -> None:
    """Correct it, ask for news, withdraw nothing, have the links mailed, renewed and everything erased."""
    mine = write(lambda: f"/en/signature/{withdrawing.link_token(signed(ward(), name='Own', address=ADDRESS))}")
    page = f"{mine}/name"
    browser.post(page, data=form_on(browser.get(page), "/name") | {"name": "Mine"})
    browser.post(f"{mine}/news", data=form_on(browser.get(mine), "/news"))
    asked = form_on(browser.get("/en/signature"), "/signature")
    browser.post("/en/signature", data=asked | {"mail": ADDRESS})
    mails.all()
    erasing = write(lambda: f"/en/signature/{withdrawing.link_token(signed(ward(), name='Gone'))}/erase")
    browser.post(erasing, data={"understood": "y"})
    browser.post(f"{mine}/renew")
