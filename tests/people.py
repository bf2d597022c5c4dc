"""The people of the stories: Alice owns, Bob is on her team, Mona moderates, Vera only looks, Charlie is a stranger.

Sam runs the site.
"""

import secrets
from typing import Any

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.organiser import Organiser
from petition.models.petition import NameAudience, Petition
from petition.models.signature import HoldRule, Signature
from petition.models.team import Team, TeamRole
from petition.services import confirming, organisers, sequencing, sessions, signing
from petition.web import sign_in
from tests.making import make_team, signer, submission_at

PASSWORD = "seven quiet geese"
# Flask-WTF's.
CSRF_SALT = "wtf-csrf-token"
ROLES = {
    "alice": TeamRole.OWNER,
    "bob": TeamRole.EDITOR,
    "mona": TeamRole.MODERATOR,
    "vera": TeamRole.VIEWER,
}


def make_organiser(who: str, **values: Any) -> Organiser:
    return organisers.create(**{"address": f"{who}@example.org", "name": who.title(), "password": PASSWORD, **values})


def join(name: str) -> Organiser:
    """One of the people, in their team: Charlie's is another one, and whoever is not named above has none."""
    organiser = make_organiser(name)
    if name in ROLES:
        team = db.session.scalars(sa.select(Team).order_by(Team.id).limit(1)).one()
        organisers.add_to_team(organiser, team, ROLES[name])
    elif name == "charlie":
        organisers.add_to_team(organiser, make_team("strangers"), TeamRole.OWNER)
    return organiser


def browser_of(app: Flask, name: str) -> FlaskClient:
    """A browser in which one of the people has signed in."""
    with app.app_context():
        db.open_for_writing()
        secret = sessions.start(join(name).id)
        db.session.commit()
    client = app.test_client()
    client.set_cookie(sign_in.NAME, secret, domain="127.0.0.1")
    return client


def staff_browser(app: Flask, *, has_second_factor: bool = True) -> FlaskClient:
    """That of Sam, who runs the site and is in no team."""
    with app.app_context():
        db.open_for_writing()
        sam = make_organiser("sam", is_staff=True)
        secret = sessions.start(sam.id, has_second_factor=has_second_factor)
        db.session.commit()
    client = app.test_client()
    client.set_cookie(sign_in.NAME, secret, domain="127.0.0.1")
    return client


def post(client: FlaskClient, path: str, **typed: str) -> TestResponse:
    """Send a form of the workspace, with the token that its pages carry."""
    return client.post(path, data={"csrf_token": _form_token(client), **typed})


def _form_token(client: FlaskClient) -> str:
    """What stands on the pages of this browser. To have one made takes longer than most of what is sent."""
    if client.get_cookie(sign_in.NAME, domain="127.0.0.1") is None:
        return ""
    with client.session_transaction() as session:
        secret = session.setdefault("csrf_token", secrets.token_hex(20))
    return str(URLSafeTimedSerializer(client.application.config["SECRET_KEY"], salt=CSRF_SALT).dumps(secret))


def signed(petition: Petition, *, doubts: tuple[HoldRule, ...] = (), **values: object) -> Signature:
    """A confirmed signature, as a signer makes it, committed and in the ledger."""
    name = str(values.setdefault("name", "Rima Haddad"))
    values.setdefault("address", f"{abs(hash(name))}@example.org")
    values.setdefault("give_name_to", NameAudience.ADDRESSEES)
    person, revision = signer(**values), petition.latest("en")
    assert revision
    made = signing.submit(petition, person, revision=revision, language=revision.language, doubts=doubts)
    signature = confirming.confirm(submission_at(made), person, same_browser=True)
    db.session.flush()
    sequencing.sequence(petition.id)
    db.session.commit()
    return signature
