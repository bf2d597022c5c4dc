"""The list of news, and beginning to write some."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.petition import Petition
from petition.services import updates, writing_updates
from tests.news import draft_of_news, published_news
from tests.people import post
from tests.web.organiser.opening import text

PAGE = "/en/organise/keep-the-ward-open"
NEWS = f"{PAGE}/updates"

Load = Callable[[str], Petition]


def test_the_petitions_page_leads_there(alice: FlaskClient) -> None:
    assert f'href="{NEWS}"' in text(alice, PAGE)
    assert "There is no news yet. Tell people" in text(alice, NEWS)


def test_an_editor_begins_to_write(app: Flask, bob: FlaskClient, petition: str, load: Load) -> None:
    answer = post(bob, NEWS)
    with app.app_context():
        (begun,) = writing_updates.drafts(load(petition))
        assert (answer.status_code, answer.location) == (303, f"{NEWS}/{begun.public_id}")
    assert "(no title yet)" in text(bob, NEWS)


def test_a_moderator_does_not(mona: FlaskClient) -> None:
    assert (mona.get(NEWS).status_code, post(mona, NEWS).status_code) == (403, 403)
    assert f'href="{NEWS}"' not in text(mona, PAGE)


def test_it_lists_drafts_and_what_was_published_page_by_page(
    app: Flask, alice: FlaskClient, petition: str, load: Load, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(updates, "PER_PAGE", 1)
    with app.app_context():
        db.open_for_writing()
        for title in ("First", "Second"):
            published_news(load(petition), en={"title": title, "text": "x"})
        draft_of_news(load(petition), en={"title": "Third", "text": "x"})
        db.session.commit()
    first, second = text(alice, NEWS), text(alice, f"{NEWS}?before=2")
    assert ["Third" in first, "Second" in first, "First" in first] == [True, True, False]
    assert ["Third" in second, "Second" in second, "First" in second] == [False, False, True]


def test_too_many_drafts_are_told(alice: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing_updates, "MOST_DRAFTS", 0)
    answer = post(alice, NEWS)
    assert answer.status_code == 409
    assert "There are 0 drafts already." in answer.get_data(as_text=True)
