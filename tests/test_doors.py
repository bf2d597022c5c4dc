"""Every address stands behind its audience's door, says what browsers may do, and writes nothing when looked at."""

from types import ModuleType

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from petition import web
from petition.extensions import db
from tests.addresses import Arguments, addresses_of, rules, set_up
from tests.conftest import Site
from tests.guarding import flaws
from tests.people import browser_of, staff_browser
from tests.reading import Mails
from tests.source_tree import ROOT


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
    return set_up(app, client, petition, mails)


@pytest.fixture
def alice(app: Flask, petition: str) -> FlaskClient:
    """The browser of somebody who owns everything there is."""
    client = browser_of(app, "alice")
    assert client.get("/organise").status_code == 200
    return client


@pytest.fixture
def sam(app: Flask) -> FlaskClient:
    """The browser of somebody who runs the site."""
    return staff_browser(app)


def everything(app: Flask, site: Site) -> dict[str, object]:
    """All rows of all tables, and all mails."""
    with app.app_context():
        rows = {table.name: db.session.execute(sa.select(table)).all() for table in db.metadata.sorted_tables}
    return {**rows, "(mails)": sorted(site.mail_folder.iterdir())}


def looked_at(app: Flask) -> list[Rule]:
    """Whatever may be asked for, of two forms of an address the one with the language: both lead to the same view."""
    asked = [rule for rule in rules(app) if "GET" in (rule.methods or ())]
    spoken = {rule.endpoint for rule in asked if "lang" in rule.arguments}
    return [rule for rule in asked if "lang" in rule.arguments or rule.endpoint not in spoken]


def look(client: FlaskClient, rule: Rule, path: str, method: str = "GET") -> int:
    with client.open(path, method=method) as response:
        assert flaws(response, rule.endpoint, by_link="token" in rule.arguments) == [], path
        assert response.status_code < 500, f"{path} broke"
        return response.status_code


# Every address there is.
@pytest.mark.timeout(300)
def test_looking_never_writes(
    app: Flask, client: FlaskClient, alice: FlaskClient, sam: FlaskClient, site: Site, arguments: Arguments
) -> None:
    before = everything(app, site)
    for rule in looked_at(app):
        owner = sam if rule.endpoint.startswith("staff.") else alice
        found = [path for path in addresses_of(rule, arguments) if look(owner, rule, path) < 400]
        assert found, f"nothing was found at {rule}"
        for path in found:
            look(client, rule, path)
        # It comes to the view that GET comes to: one address of each rule shows that it writes as little.
        look(owner, rule, found[0], "HEAD")
    assert everything(app, site) == before


def test_a_write_would_be_seen(app: Flask, client: FlaskClient, site: Site, arguments: Arguments) -> None:
    before = everything(app, site)
    client.post(f"/en/signature/{arguments['token'][2]}")
    assert everything(app, site) != before
