"""Somebody else's identifiers under one's own address: whatever they name, they lead nowhere.

Rules are read from the site itself: a new one with an identifier is tried without being named here.
"""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from petition.extensions import db
from petition.models.job import Job, JobKind
from petition.models.organiser import LoginSession, Organiser
from petition.models.petition import Joining, Petition
from petition.models.record import ExportPurpose
from petition.models.team import Team, TeamRole
from petition.services import exporting, invitations, jobs, petitions
from petition.services.exporting import ExportForm
from tests import corrections
from tests.accounts import give_app
from tests.addresses import rules
from tests.joining import logo, stands
from tests.making import draft, submit
from tests.news import published_news
from tests.people import browser_of, post, signed

OURS, THEIRS = "keep-the-ward-open", "keep-ours-open"
OUR_TEAM, THEIR_TEAM = "ward-team", "strangers"
# An identifier, whatever it is of; all other arguments say how or in which language.
IDENTIFIERS = {"public_id", "job_id"}
Ids = dict[str, str]


def ids_of(petition: Petition, team: Team, member: str) -> Ids:
    """One of everything that stands under a petition or a team, by the part of the address before its identifier."""
    petition.joining = Joining.EVERYONE
    signature = signed(petition, name="Rima Haddad", comment="For the night shift", comment_is_public=True)
    list_taken = exporting.order(
        petition, purpose=ExportPurpose.OFFICIALS, form=ExportForm.CSV, actor=member, language="en"
    )
    by = {"reason": "a test entry", "by": member}
    return {
        "signatures": signature.public_id,
        # By its signature, as all of these addresses name it.
        "comments": signature.public_id,
        "waiting": submit(petition, address="waits@example.org").public_id,
        "exports": list_taken.public_id,
        "jobs": jobs.choose_ticked(petition, JobKind.REMOVE, [signature.public_id], **by).public_id,
        "signatories": stands(petition, logo=logo()).public_id,
        "updates": published_news(petition, wants_mail=True).public_id,
        # A correction that waits for those who run the site.
        "asked": corrections.asked(petition).public_id,
        "members": member,
        "invitations": invitations.invite(
            team, address="invited@example.org", role=TeamRole.EDITOR, by=member, language="en"
        ).public_id,
    }


def organiser_called(name: str) -> Organiser:
    return db.session.scalars(sa.select(Organiser).where(Organiser.name == name)).one()


@pytest.fixture
def alice(app: Flask, petition: str) -> FlaskClient:
    return browser_of(app, "alice")


@pytest.fixture
def ours(app: Flask, alice: FlaskClient) -> Ids:
    with app.app_context():
        db.open_for_writing()
        petition = db.session.scalars(sa.select(Petition)).one()
        found = ids_of(petition, petition.team, organiser_called("Alice").public_id)
        db.session.commit()
    return found


@pytest.fixture
def theirs(app: Flask, ours: Ids) -> Ids:
    """Those of a petition and a team of Charlie's."""
    browser_of(app, "charlie")
    with app.app_context():
        db.open_for_writing()
        charlie = organiser_called("Charlie")
        team = db.session.scalars(sa.select(Team).order_by(Team.id.desc()).limit(1)).one()
        petition = draft(THEIRS, team_id=team.id)
        petitions.open_now(petition, languages=petition.languages)
        found = ids_of(petition, team, charlie.public_id)
        db.session.commit()
    return found


def places(app: Flask) -> Iterator[tuple[Rule, str, str, dict[str, str]]]:
    """Each rule of the workspace that names something: its method, of which kind, and all that it is built of."""
    for rule in rules(app):
        identifier = IDENTIFIERS & rule.arguments
        if rule.endpoint.startswith("organiser.") and {"lang", "slug"} <= rule.arguments and identifier:
            kind = rule.rule.partition(f"/<{min(identifier)}>")[0].rpartition("/")[2]
            slug = OUR_TEAM if "/teams/" in rule.rule else OURS
            built = {"lang": "en", "slug": slug, "language": "en", min(identifier): ""}
            for method in (rule.methods or set()) & {"GET", "POST"}:
                yield rule, method, kind, {name: built[name] for name in rule.arguments}


def at(rule: Rule, built: dict[str, str], identifier: str) -> str:
    found = rule.build({name: value or identifier for name, value in built.items()})
    assert found
    return found[1]


def asked(browser: FlaskClient, method: str, path: str) -> int:
    return browser.get(path).status_code if method == "GET" else post(browser, path).status_code


def test_what_is_somebody_elses_is_not_there_under_ones_own_address(
    app: Flask, alice: FlaskClient, ours: Ids, theirs: Ids
) -> None:
    answers = {
        (method, rule.endpoint, kind): asked(alice, method, at(rule, built, theirs[kind]))
        for rule, method, kind, built in places(app)
    }
    assert {kind for _method, _endpoint, kind in answers} == set(ours)
    assert answers == dict.fromkeys(answers, 404)


def test_nor_is_ones_own_under_somebody_elses_address(app: Flask, alice: FlaskClient, ours: Ids, theirs: Ids) -> None:
    there = {OURS: THEIRS, OUR_TEAM: THEIR_TEAM}
    answers = {
        (method, rule.endpoint): asked(alice, method, at(rule, built | {"slug": there[built["slug"]]}, ours[kind]))
        for rule, method, kind, built in places(app)
    }
    assert answers == dict.fromkeys(answers, 404)


def test_ones_own_is_there(app: Flask, alice: FlaskClient, ours: Ids) -> None:
    """Without this, a mistake above would look like an answer."""
    pages = {
        rule.endpoint: asked(alice, method, at(rule, built, ours[kind]))
        for rule, method, kind, built in places(app)
        if method == "GET"
    }
    assert {endpoint for endpoint, status in pages.items() if status == 404} == set()
    for path in (f"comments/{ours['comments']}/keep", f"exports/{ours['exports']}/deleted"):
        assert asked(alice, "POST", f"/en/organise/{OURS}/{path}") != 404
    for path in (f"members/{ours['members']}/role", f"invitations/{ours['invitations']}/revoke"):
        assert asked(alice, "POST", f"/en/organise/teams/{OUR_TEAM}/{path}") in (303, 422)


def test_ticked_ones_of_another_petition_are_none(app: Flask, alice: FlaskClient, theirs: Ids) -> None:
    typed = {"kind": "remove", "reason": "a flood", "scope": "ticked", "chosen": theirs["signatures"]}
    answer = post(alice, f"/en/organise/{OURS}/jobs", **typed)
    assert answer.status_code == 422
    with app.app_context():
        # The two that were there.
        assert len(db.session.scalars(sa.select(Job.id)).all()) == 2


def test_a_petition_is_handed_to_no_team_of_others(app: Flask, alice: FlaskClient, theirs: Ids) -> None:
    assert post(alice, f"/en/organise/{OURS}/hand-over", team=THEIR_TEAM).status_code == 422
    with app.app_context():
        assert db.session.scalars(sa.select(Petition).where(Petition.slugs.any(slug=OURS))).one().team.slug == OUR_TEAM


def test_nobody_ends_the_sessions_or_factors_of_others(app: Flask, petition: str) -> None:
    alice = browser_of(app, "alice")
    give_app(app)
    with app.app_context():
        session = db.session.scalars(sa.select(LoginSession.public_id)).one()
        factor = organiser_called("Alice").factors[0].public_id
    charlie = browser_of(app, "charlie")
    # Last her session: with it she removes the factor.
    for path in (f"/en/account/factors/{factor}/remove", f"/en/account/sessions/{session}/end"):
        assert [post(one, path).status_code for one in (charlie, alice)] == [404, 303]
