"""Every address stands behind its audience's door, and none of them writes when it is only looked at."""

from collections.abc import Iterator
from types import ModuleType

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition import web
from petition.extensions import db
from tests.addresses import Arguments, addresses_of, rules, set_up
from tests.conftest import Site
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


def look(client: FlaskClient, paths: list[str]) -> Iterator[int]:
    # HEAD comes to the view that GET comes to: one address of each rule shows that it writes as little.
    for method, path in [*(("GET", path) for path in paths), ("HEAD", paths[0])]:
        with client.open(path, method=method) as response:
            yield response.status_code


# Every address there is, twice.
@pytest.mark.timeout(300)
def test_looking_never_writes(
    app: Flask, client: FlaskClient, alice: FlaskClient, sam: FlaskClient, site: Site, arguments: Arguments
) -> None:
    before = everything(app, site)
    for rule in (rule for rule in rules(app) if "GET" in (rule.methods or ())):
        paths = list(addresses_of(rule, arguments))
        owner = sam if rule.endpoint.startswith("staff.") else alice
        by_owner, by_anyone = list(look(owner, paths)), list(look(client, paths))
        assert min(by_owner) < 400, f"nothing was found at {rule}"
        assert max(by_owner + by_anyone) < 500, f"{rule} broke"
    assert everything(app, site) == before


def test_a_write_would_be_seen(app: Flask, client: FlaskClient, site: Site, arguments: Arguments) -> None:
    before = everything(app, site)
    client.post(f"/en/signature/{arguments['token'][2]}")
    assert everything(app, site) != before
