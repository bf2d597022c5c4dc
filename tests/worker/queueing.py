"""Mails that wait, for tests of how they go."""

import sqlalchemy as sa
from flask import Flask

from petition.backends.mail import mailer_from_url
from petition.extensions import db
from petition.models.outbox import Mail
from petition.models.petition import Petition
from petition.services import policy
from tests.making import submit


def queue(app: Flask, *addresses: str) -> None:
    """A form sent with each of these addresses, under the one petition there is."""
    with app.app_context():
        db.open_for_writing()
        petition = db.session.execute(sa.select(Petition)).scalar_one()
        for address in addresses:
            submit(petition, address=address)
        db.session.commit()


def the_mails(app: Flask) -> list[Mail]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Mail).order_by(Mail.id)))


def use_mailer(app: Flask, url: str) -> None:
    app.extensions["petition.mailer"].close()
    app.extensions["petition.mailer"] = mailer_from_url(url)


def pause_mail(app: Flask, typed: str) -> None:
    """Turn the kill switch, as another process would."""
    with app.app_context():
        db.open_for_writing()
        policy.decide("mail.paused", typed)
        db.session.commit()
