"""One browser for each of the people, all on the petition that the fixture `petition` made."""

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.news import Update
from petition.models.petition import Petition, PetitionState
from petition.models.signature import Signature
from petition.services import sections
from tests import making
from tests.making import make_petition
from tests.news import draft_of_news
from tests.people import browser_of, signed
from tests.web.organiser.editor import DRAFT
from tests.web.organiser.news import NEWS, Change


@pytest.fixture
def alice(app: Flask, petition: str) -> FlaskClient:
    return browser_of(app, "alice")


@pytest.fixture
def bob(app: Flask, petition: str) -> FlaskClient:
    return browser_of(app, "bob")


@pytest.fixture
def mona(app: Flask, petition: str) -> FlaskClient:
    return browser_of(app, "mona")


@pytest.fixture
def vera(app: Flask, petition: str) -> FlaskClient:
    return browser_of(app, "vera")


@pytest.fixture
def charlie(app: Flask, petition: str) -> FlaskClient:
    return browser_of(app, "charlie")


@pytest.fixture
def draft(app: Flask, petition: str) -> str:
    """The slug of a petition of the same team that nobody has opened yet."""
    with app.app_context():
        db.open_for_writing()
        return make_petition(DRAFT, opened=False)


@pytest.fixture
def held(app: Flask, draft: str, load: Callable[[str], Petition]) -> Callable[[str], dict[str, Any]]:
    """What a section of the draft holds."""

    def find(section: str) -> dict[str, Any]:
        with app.app_context():
            return sections.read(load(draft), section)

    return find


@pytest.fixture
def sign_as(app: Flask, petition: str, load: Callable[[str], Petition]) -> Callable[..., str]:
    """Make a confirmed signature; its public id."""

    def make(**values: object) -> str:
        with app.app_context():
            db.open_for_writing()
            made: Signature = signed(load(petition), **values)  # type: ignore[arg-type]
            return made.public_id

    return make


@pytest.fixture
def arrange(app: Flask, petition: str) -> Callable[..., None]:
    """Make a draft of the same team."""

    def make(make_one: Callable[..., Petition] = making.draft, **values: Any) -> None:
        with app.app_context():
            db.open_for_writing()
            make_one(DRAFT, **values)
            db.session.commit()

    return make


@pytest.fixture
def state(app: Flask, load: Callable[[str], Petition]) -> Callable[[], PetitionState]:
    def found() -> PetitionState:
        with app.app_context():
            return load(DRAFT).state

    return found


@pytest.fixture
def news(app: Flask, petition: str, load: Callable[[str], Petition]) -> str:
    """Where a draft of news is written."""
    with app.app_context():
        db.open_for_writing()
        public_id = draft_of_news(load(petition)).public_id
        db.session.commit()
    return f"{NEWS}/{public_id}"


@pytest.fixture
def change(app: Flask, news: str) -> Change:
    """Let something be done with the news of `news`."""

    def do(deed: Callable[[Update], object]) -> None:
        with app.app_context():
            db.open_for_writing()
            deed(db.session.scalars(sa.select(Update)).one())
            db.session.commit()

    return do
