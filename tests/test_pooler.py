"""The whole story on PostgreSQL behind a pooler that lends its few connections for one transaction at a time."""

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
import sqlalchemy as sa
from flask import Flask
from flask_migrate import upgrade

import config
from petition import create_app
from petition.backends.database import POSTGRESQL_CONNECTION, engine_options
from petition.extensions import db
from petition.services import petitions, verifying
from petition.worker import Worker
from tests.conftest import SECRETS
from tests.guarantees import at_once
from tests.making import make_petition
from tests.people import browser_of, post
from tests.pooler import pooler
from tests.reading import Mails, confirm, link_in, sign
from tests.servers import postgres_server

pytestmark = pytest.mark.servers
PEOPLE = 6
CONNECTIONS = 2


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    with postgres_server() as url:
        yield url


@pytest.fixture
def app(server: str, tmp_path: Path) -> Iterator[Flask]:
    """A site that reaches its database through the pooler alone, from the first migration on."""
    with pooler(server, connections=CONNECTIONS) as url:
        environment = {"DATA_DIR": str(tmp_path), "DATABASE_URL": url, "PAGE_CACHE_SECONDS": "0", **SECRETS}
        app = create_app(config.load(environment))
        with app.app_context():
            upgrade()
            db.open_for_writing()
            make_petition()
            engine = db.engine
        yield app
        engine.dispose()


def test_sign_mail_confirm_count_verify_export(app: Flask, tmp_path: Path) -> None:
    mails, browsers = Mails(tmp_path / "mail", Worker(app)), [app.test_client() for _ in range(PEOPLE)]
    slug = "keep-the-ward-open"
    at_once(PEOPLE, lambda n: sign(browsers[n], slug, name=f"Signer {n}", mail=f"signer{n}@example.org"))
    links = {mail["To"]: link_in(mail) for mail in mails.all()}
    at_once(PEOPLE, lambda n: confirm(browsers[n], links[f"signer{n}@example.org"]))
    at_once(2, lambda _n: Worker(app).run_all())
    assert browsers[0].get(f"/petitions/{slug}/count.json").get_json()["count"] == PEOPLE
    with app.app_context():
        found = petitions.by_slug(slug)
        assert found is not None
        assert list(verifying.problems_of(found)) == []
    taken = post(browser_of(app, "alice"), f"/en/organise/{slug}/exports", purpose="officials", form="csv")
    assert taken.get_data(as_text=True).count("Signer ") == PEOPLE


def test_what_is_prepared_in_a_session_would_not_be_there(server: str) -> None:
    with pooler(server, connections=1) as url:
        place = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        one, other = (psycopg.connect(place, autocommit=True, prepare_threshold=0) for _ in range(2))
        with one, other:
            one.execute("select 1")
            with pytest.raises(psycopg.errors.DuplicatePreparedStatement):
                other.execute("select 2")


def test_a_connection_prepares_nothing_and_notices_a_cut_network() -> None:
    options = engine_options("postgresql+psycopg://there/name")["connect_args"]
    assert options == POSTGRESQL_CONNECTION
    assert options["prepare_threshold"] is None


def test_what_the_address_says_of_a_connection_goes_first() -> None:
    options = engine_options("postgresql+psycopg://there/name?connect_timeout=9")["connect_args"]
    assert "connect_timeout" not in options
    assert engine_options("sqlite:///file") == {"hide_parameters": True}
