"""The address of a new petition."""

import re

import pytest
from flask import Flask

from petition.extensions import db
from petition.services import petition_addresses, petitions
from petition.services.petition_addresses import free_slug
from tests.guarantees import at_once
from tests.making import draft

pytestmark = pytest.mark.usefixtures("database")


@pytest.mark.parametrize(
    ("title", "slug"),
    [
        ("Keep the ward open!", "keep-the-ward-open"),
        ("Gardez l’hôpital à Saint-Aubin", "gardez-lhopital-a-saint-aubin"),
        ("x" * 200, "x" * 80),
    ],
)
def test_it_is_made_of_the_title(title: str, slug: str) -> None:
    assert free_slug(title) == slug


@pytest.mark.parametrize("title", ["أبقوا الجناح مفتوحًا", "", "…"])
def test_where_the_title_gives_none_it_is_made_up(title: str) -> None:
    made = [free_slug(title) for _ in range(2)]
    assert all(re.fullmatch("petition-[a-z2-9]{6}", slug) for slug in made)
    assert made[0] != made[1]


def test_one_that_is_taken_is_numbered() -> None:
    for expected in ("keep-the-ward-open", "keep-the-ward-open-2", "keep-the-ward-open-3"):
        assert free_slug("Keep the ward open") == expected
        draft(expected)


def test_what_the_workspace_needs_is_taken() -> None:
    assert free_slug("New") == "new-2"
    assert {"new", "teams"} <= petitions.RESERVED


def test_a_long_one_that_is_taken_is_cut() -> None:
    draft("x" * 80)
    assert free_slug("x" * 200) == f"{'x' * 73}-2"


def test_one_that_is_taken_very_often_is_made_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(petition_addresses, "MOST_NUMBERED", 2)
    draft("a-ward")
    assert re.fullmatch("a-ward-[a-z2-9]{6}", free_slug("A ward"))


def begins(app: Flask, title: str) -> str:
    """Somebody begins a petition, in a browser of their own."""
    with app.app_context():
        db.open_for_writing()
        slug = free_slug(title)
        draft(slug)
        db.session.commit()
        return slug


def test_of_many_who_begin_at_once_each_has_an_address(app: Flask, database: None) -> None:
    draft("ward")
    db.session.commit()
    db.session.remove()
    titles = ["Ward", "Ward 2", "Ward", "Ward 2"]
    assert len({*at_once(4, lambda number: begins(app, titles[number]))}) == 4
