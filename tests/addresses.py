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
from petition.models.block import Block, BlockKind
from petition.models.consent import ConsentPurpose
from petition.models.job import JobKind
from petition.models.ledger import Checkpoint
from petition.models.organiser import Organiser
from petition.models.outbox import MailState
from petition.models.petition import Joining, Petition
from petition.models.signature import Signature
from petition.models.submission import Submission
from petition.models.team import Team, TeamRole
from petition.services import (
    blocking,
    circulating,
    identity,
    invitations,
    jobs,
    joining,
    organisers,
    own_mailbox,
    petitions,
    policy,
    previewing,
    unsubscribing,
    update_mailings,
    update_previewing,
)
from petition.web.assets import VERSION
from tests.campaigns import strike
from tests.corrections import asked
from tests.joining import asks, circulates, logo, stands
from tests.making import draft
from tests.news import draft_of_news, published_news
from tests.people import PASSWORD
from tests.picturing import illustrate, photograph
from tests.reading import Mails, confirm, link_in, sign
from tests.stuck_mails import stuck_mail

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


def _arrange_for_staff(ward: Petition) -> list[str]:
    """The site's own pages have words. The public ids of a mail, a block, a correction, an account."""
    for page in policy.LegalPage:
        policy.decide(f"legal.{page}.en", "Our own words.")
    blocking.add(BlockKind.DOMAIN, "blocked.example", reason="a test entry", lasting=None, by="nobody")
    blocked = db.session.scalars(sa.select(Block.public_id)).one()
    refused = stuck_mail("set-up", failed_at=clock.now(), state=MailState.FAILED)
    account = db.session.scalars(sa.select(Organiser.public_id).order_by(Organiser.id).limit(1)).one()
    return [refused.public_id, blocked, asked(ward).public_id, account]


def _link_of_staff() -> str:
    """To a petition that waits for those who run the site, with a picture."""
    made = draft("a-ward-to-look-at")
    illustrate(made)
    petitions.send_for_review(made)
    return previewing.review_token(made)


def _waiting_public_id() -> str:
    """The newest form that waits."""
    return db.session.scalars(sa.select(Submission.public_id).order_by(Submission.id.desc()).limit(1)).one()


def _signed() -> list[str]:
    """The signature, and its comment."""
    signature = db.session.scalars(sa.select(Signature)).one()
    assert signature.comment
    assert signature.comment.public_id
    return [signature.public_id, signature.comment.public_id]


def _checkpoint() -> str:
    """The number of the newest."""
    return str(db.session.scalar(sa.select(sa.func.max(Checkpoint.id))))


def _decision(petition: Petition, signature: str) -> str:
    """One about a signature, which nobody confirms."""
    made = jobs.choose_ticked(petition, JobKind.REMOVE, [signature], reason="a test entry", by="nobody")
    db.session.commit()
    return made.public_id


def _news(ward: Petition) -> tuple[list[str], list[str]]:
    """The public ids of a draft and of one that is mailed, and the links to the draft and to end news."""
    draft, mailed = draft_of_news(ward), published_news(ward)
    # So long ago that another one may be mailed.
    update_mailings.begin(mailed).begun_at = clock.now() - timedelta(days=4)
    signature = db.session.scalars(sa.select(Signature)).one()
    ending = unsubscribing.link_token(signature, ConsentPurpose.PETITION_NEWS)
    return [draft.public_id, mailed.public_id], [update_previewing.link_token(draft), ending]


def _mailed_links(client: FlaskClient, petition: str, mails: Mails) -> list[str]:
    """Of one who signed with a comment, of another whose form waits, and to the signature of the first."""
    sign(client, petition, comment="For the night shift", comment_public="y")
    counted = link_in(mails.newest())
    confirm(client, counted)
    found = SIGNATURE_LINK.search(client.get(counted).get_data(as_text=True))
    assert found
    sign(client, petition, name="Omar Aziz", mail="omar@example.org")
    waiting = link_in(mails.to("omar@example.org")[0])
    return [*(link.rpartition("/")[2] for link in (counted, waiting)), found[1]]


def set_up(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> Arguments:
    """Make one of everything; the values of each argument. A new argument needs a line here."""
    mailed = _mailed_links(client, petition, mails)
    with app.app_context():
        db.open_for_writing()
        public_ids = _signed()
        ward = petitions.by_slug(petition)
        assert ward
        ward.events.append(strike(1, starts_local=(clock.now() + timedelta(days=9)).replace(tzinfo=None)))
        ward.joining = Joining.EVERYONE
        supporter, signatory = stands(ward, logo=logo()), stands(circulates(), logo=logo())
        illustrate(ward)
        illustrate(signatory.petition)
        news, links_to_news = _news(ward)
        links = [circulating.link_token(signatory.petition), joining.link_token(supporter)]
        # Not confirmed yet: there are pages for that alone.
        links += [joining.link_token(asks(ward, "Undecided")), *account_links(), previewing.link_token(ward)]
        links += [own_mailbox.link_token(identity.mailbox_index("omar@example.org"))]
        links += [_link_of_staff(), *links_to_news]
        db.session.commit()
        decision = _decision(ward, public_ids[0])
        public_ids += [supporter.public_id, _waiting_public_id(), *news, *_arrange_for_staff(ward)]
        db.session.commit()
        numbers = ["1", _checkpoint()]
    return {
        "lang": ["ar"],
        # One with a petition's words, and one without.
        "language": ["en", "fr"],
        "public_id": public_ids,
        "sha256": [logo().sha256, photograph().sha256],
        "width": [str(photograph().small.width)],
        "slug": [petition, "ward-team"],
        **{"section": ["goal"], "code": ["newsletter"], "job_id": [decision]},
        "token": [*mailed, *links],
        "name": mails.names(),
        "number": numbers,
        "tile": ["0/000.p/1", "entries/000.p/1"],
        "version": [VERSION],
        "filename": ["css/site.css"],
    }
