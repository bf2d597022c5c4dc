"""The command that publishes news."""

from pathlib import Path

import pytest
from click.testing import Result
from flask import Flask

from petition.services import petitions, updates

FILE = "---\ntexts:\n  en: {title: She has read it}\n---\n<!-- en -->\nShe answers on Friday.\n"


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "update.md"
    path.write_text(FILE, encoding="utf-8")
    return path


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["petition", "update", *arguments])


def titles(app: Flask, slug: str) -> list[str]:
    with app.app_context():
        found = petitions.by_slug(slug)
        assert found
        return [update.texts[0].title for update in updates.of_petition(found)]


def test_it_publishes_news(app: Flask, petition: str, file: Path) -> None:
    done = run(app, petition, str(file))
    assert (done.exit_code, done.output) == (0, f"Published update 1 of {petition}.\n")
    assert titles(app, petition) == ["She has read it"]


def test_it_says_what_is_wrong_in_the_file(app: Flask, petition: str, file: Path) -> None:
    file.write_text(FILE.replace("title", "titel"), encoding="utf-8")
    done = run(app, petition, str(file))
    assert (done.exit_code, done.output) == (1, "Error: the head, texts, en: titel is not known; use title\n")
    assert titles(app, petition) == []


def test_it_knows_when_there_is_no_such_petition(app: Flask, petition: str, file: Path) -> None:
    done = run(app, "nowhere", str(file))
    assert (done.exit_code, done.output) == (1, f"Error: There is no petition nowhere. There are: {petition}\n")


def test_one_from_a_file_can_be_mailed_once(app: Flask, petition: str, file: Path) -> None:
    run(app, petition, str(file))
    mail = ["petition", "mail-update", petition, "1"]
    done, again = (app.test_cli_runner().invoke(args=mail) for _ in range(2))
    assert (done.exit_code, done.output.startswith(f"Update 1 of {petition} is mailed from ")) == (0, True)
    assert (again.exit_code, again.output) == (1, "Error: it is mailed already\n")
