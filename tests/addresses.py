"""Every address of the site, with what is really there for each argument that an address takes."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from petition.extensions import db
from petition.lib import clock
from petition.models.organiser import Organiser
from petition.models.petition import Joining
from petition.models.signature import Signature
from petition.models.team import Team, TeamRole
from petition.services import circulating, invitations, joining, organisers, petitions, previewing
from petition.web.assets import VERSION
from tests.campaigns import strike
from tests.joining import asks, circulates, logo, stands
from tests.people import PASSWORD
from tests.picturing import illustrate, photograph
from tests.reading import Mails, confirm, link_in, sign

Arguments = dict[str, list[str]]
SIGNATURE_LINK = re.compile(r"/signature/([\w.-]+)")


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=str)


def addresses_of(rule: Rule, arguments: Arguments) -> Iterator[str]:
    names = sorted(rule.arguments)
    for values in product(*(arguments[name] for name in names)):
        built = rule.build(dict(zip(names, values, strict=True)))
        assert built
        yield built[1]


def account_links() -> list[str]:
    """To set a new password, to be in the team, and to give Alice another address, if she is there."""
    someone = organisers.create(address="someone@example.org", name="Someone", password=PASSWORD)
    team = db.session.scalars(sa.select(Team).order_by(Team.id).limit(1)).one()
    invited = invitations.invite(
        team, address="invited@example.org", role=TeamRole.EDITOR, by=someone.public_id, language="en"
    )
    alice = db.session.scalar(sa.select(Organiser).where(Organiser.name == "Alice"))
    new_address = [organisers.address_link_token(alice, "alice@example.net")] if alice else []
    return [organisers.reset_link_token(someone), invitations.link_token(invited), *new_address]


def set_up(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> Arguments:
    """Make one of everything; the values of each argument. A new argument needs a line here."""
    sign(client, petition)
    counted = link_in(mails.newest())
    confirm(client, counted)
    found = SIGNATURE_LINK.search(client.get(counted).get_data(as_text=True))
    assert found
    sign(client, petition, name="Omar Aziz", mail="omar@example.org")
    waiting = link_in(mails.to("omar@example.org")[0])
    with app.app_context():
        db.open_for_writing()
        public_id = db.session.scalars(sa.select(Signature.public_id)).one()
        ward = petitions.by_slug(petition)
        assert ward
        ward.events.append(strike(1, starts_local=(clock.now() + timedelta(days=9)).replace(tzinfo=None)))
        ward.joining = Joining.EVERYONE
        supporter, signatory = stands(ward, logo=logo()), stands(circulates(), logo=logo())
        illustrate(ward)
        illustrate(signatory.petition)
        links = [circulating.link_token(signatory.petition), joining.link_token(supporter)]
        # Not confirmed yet: there are pages for that alone.
        links.append(joining.link_token(asks(ward, "Undecided")))
        links += [*account_links(), previewing.link_token(ward)]
        db.session.commit()
        public_ids = [public_id, supporter.public_id]
    return {
        "lang": ["ar"],
        # One that a petition's words are in, and one that they are not in yet.
        "language": ["en", "fr"],
        "public_id": public_ids,
        "sha256": [logo().sha256, photograph().sha256],
        "width": [str(photograph().small.width)],
        "slug": [petition, "ward-team"],
        **{"section": ["goal"], "code": ["newsletter"]},
        "token": [*(link.rpartition("/")[2] for link in (counted, waiting)), found[1], *links],
        "name": mails.names(),
        "number": ["1"],
        "version": [VERSION],
        "filename": ["css/site.css"],
    }
