"""An update is mailed to many, stopped and gone on with, and somebody wants no more of them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib import clock
from petition.models.consent import ConsentPurpose
from petition.models.news import Update
from petition.models.petition import Petition
from petition.models.update_mail import UpdateMailing
from petition.services import update_mailings, update_mails
from tests.news import published_news
from tests.people import post, signed

Write = Callable[[Callable[[], Any]], Any]
LONG_AGO = timedelta(days=40)
NEWS = (ConsentPurpose.PETITION_NEWS,)


def let_news_be_mailed(petition: Petition) -> None:
    """One reader was chosen so long ago that it is to be forgotten."""
    signed(petition, name="Reader", consents=NEWS)
    mailing = update_mailings.begin(published_news(petition), is_allowed_sooner=True)
    while update_mails.choose():
        pass
    mailing.begun_at = mailing.moved_at = clock.now() - LONG_AGO


def mail_news(browser: FlaskClient, write: Write, petition: Callable[[], Petition], *, slug: str, ending: str) -> None:
    """As somebody who owns the petition's team; `ending` is what a link in a mail of news ends in."""
    public_id = write(lambda: _begin(petition()))
    place = f"/en/organise/{slug}/updates/{public_id}"
    for path in (place, f"{place}/mailing"):
        browser.get(path)
    post(browser, f"{place}/mailing/stop")
    post(browser, f"{place}/mailing/go-on")
    for what in ("these", "everything"):
        browser.post(f"/en/unsubscribe/{ending}", data={"what": what})
    write(lambda: _end(public_id))


def _begin(petition: Petition) -> str:
    """Some are counted, and some are chosen before all are counted."""
    update = published_news(petition)
    mailing = update_mailings.begin(update, is_allowed_sooner=True)
    update_mails.choose()
    mailing.counted_to = mailing.up_to
    update_mails.choose()
    # Another one may be mailed at once.
    mailing.begun_at = clock.now() - LONG_AGO
    return update.public_id


def _end(public_id: str) -> None:
    """Nobody waits until it has come to all of them."""
    mailing = db.session.scalars(sa.select(UpdateMailing).join(Update).where(Update.public_id == public_id)).one()
    mailing.chosen_to = mailing.up_to
