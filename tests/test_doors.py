"""Every address stands behind its audience's door, and none of them writes when it is only looked at."""

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from types import ModuleType

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from petition import web
from petition.extensions import db
from petition.lib import clock
from petition.models.petition import Joining
from petition.models.signature import Signature
from petition.services import circulating, joining, petitions
from petition.web.assets import VERSION
from tests.campaigns import strike
from tests.conftest import Site
from tests.joining import asks, circulates, logo, stands
from tests.people import browser_of
from tests.reading import Mails, confirm, link_in, sign
from tests.source_tree import ROOT

Arguments = dict[str, list[str]]
SIGNATURE_LINK = re.compile(r"/signature/([\w.-]+)")


def rules(app: Flask) -> list[Rule]:
    return sorted(app.url_map.iter_rules(), key=str)


def name_of(audience: ModuleType) -> str:
    return audience.__name__.rpartition(".")[2]


def test_every_folder_of_web_is_an_audience() -> None:
    folders = {path.parent.name for path in (ROOT / "petition/web").glob("*/__init__.py")}
    assert folders == {name_of(audience) for audience in web.AUDIENCES}


@pytest.mark.parametrize("audience", web.AUDIENCES, ids=name_of)
def test_every_audience_has_its_door(audience: ModuleType) -> None:
    first = audience.bp.before_request_funcs[None][0]
    assert (first.__name__, first.__module__) == ("door", audience.__name__)
    assert audience.bp.import_name == audience.__name__


def test_every_address_stands_behind_a_door(app: Flask) -> None:
    packages = {audience.bp.name: audience.__name__ for audience in web.AUDIENCES}
    strays = [
        str(rule)
        for rule in rules(app)
        if not in_package(app.view_functions[rule.endpoint].__module__, packages.get(rule.endpoint.split(".")[0]))
    ]
    assert strays == []


def in_package(module: str, package: str | None) -> bool:
    return package is not None and f"{module}.".startswith(f"{package}.")


@pytest.fixture
def arguments(app: Flask, client: FlaskClient, petition: str, mails: Mails) -> Arguments:
    """What is really there, for every argument that an address takes. A new argument needs a line here."""
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
        links = [circulating.link_token(signatory.petition), joining.link_token(supporter)]
        # Not confirmed yet: there are pages for that alone.
        links.append(joining.link_token(asks(ward, "Undecided")))
        db.session.commit()
        public_ids = [public_id, supporter.public_id]
    return {
        "lang": ["ar"],
        "public_id": public_ids,
        "sha256": [logo().sha256],
        "slug": [petition, "ward-team"],
        "token": [*(link.rpartition("/")[2] for link in (counted, waiting)), found[1], *links],
        "name": mails.names(),
        "number": ["1"],
        "version": [VERSION],
        "filename": ["css/site.css"],
    }


@pytest.fixture
def alice(app: Flask, petition: str) -> FlaskClient:
    """The browser of somebody who owns everything there is."""
    client = browser_of(app, "alice")
    assert client.get("/organise").status_code == 200
    return client


def addresses_of(rule: Rule, arguments: Arguments) -> Iterator[str]:
    names = sorted(rule.arguments)
    for values in product(*(arguments[name] for name in names)):
        built = rule.build(dict(zip(names, values, strict=True)))
        assert built
        yield built[1]


def everything(app: Flask, site: Site) -> dict[str, object]:
    """All rows of all tables, and all mails."""
    with app.app_context():
        rows = {table.name: db.session.execute(sa.select(table)).all() for table in db.metadata.sorted_tables}
    return {**rows, "(mails)": sorted(site.mail_folder.iterdir())}


def look(client: FlaskClient, path: str) -> Iterator[int]:
    for method in ("GET", "HEAD"):
        with client.open(path, method=method) as response:
            yield response.status_code


def test_looking_never_writes(
    app: Flask, client: FlaskClient, alice: FlaskClient, site: Site, arguments: Arguments
) -> None:
    before = everything(app, site)
    for rule in (rule for rule in rules(app) if "GET" in (rule.methods or ())):
        paths = list(addresses_of(rule, arguments))
        by_alice = [status for path in paths for status in look(alice, path)]
        by_anyone = [status for path in paths for status in look(client, path)]
        assert min(by_alice) < 400, f"nothing was found at {rule}"
        assert max(by_alice + by_anyone) < 500, f"{rule} broke"
    assert everything(app, site) == before


def test_a_write_would_be_seen(app: Flask, client: FlaskClient, site: Site, arguments: Arguments) -> None:
    before = everything(app, site)
    client.post(f"/en/signature/{arguments['token'][2]}")
    assert everything(app, site) != before
