"""The site's own log: who did what anywhere on it."""

from datetime import date

import pytest

from petition.extensions import db
from petition.models.petition import Petition
from petition.services import auditing, site_log
from petition.services.site_log import Actors
from tests.conftest import FakeClock
from tests.people import join, make_organiser

HIGHEST = 2**63 - 1


def note(verb: str, actor: str, team_id: int | None = None) -> None:
    auditing.record(verb, actor=actor, subject="something", team_id=team_id)
    # Its moment is that in which it is written.
    db.session.flush()


def verbs(actors: Actors, before: int = HIGHEST) -> list[str]:
    return [line.verb for line in site_log.page_of(actors, before=before).lines]


@pytest.fixture
def noted(ward: Petition) -> None:
    alice, sam = join("alice").public_id, make_organiser("sam", is_staff=True).public_id
    note("a setting", sam)
    note("a signature", alice, ward.team_id)
    note("a restore", auditing.COMMAND_LINE)
    note("an opening", auditing.SYSTEM, ward.team_id)
    note("a passkey", alice)


@pytest.mark.usefixtures("noted")
@pytest.mark.parametrize(
    ("actors", "expected"),
    [
        (Actors.ALL, ["a passkey", "an opening", "a restore", "a signature", "a setting"]),
        (Actors.STAFF, ["a setting"]),
        (Actors.COMMAND_LINE, ["a restore"]),
        (Actors.SYSTEM, ["an opening"]),
        (Actors.ORGANISERS, ["a passkey", "a signature"]),
        (Actors.SITE, ["a passkey", "a restore", "a setting"]),
    ],
)
def test_it_is_read_by_who_did_it(actors: Actors, expected: list[str]) -> None:
    assert verbs(actors) == expected


@pytest.mark.usefixtures("noted")
@pytest.mark.parametrize("actors", list(Actors))
def test_every_line_is_on_one_page_of_it(actors: Actors, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = verbs(actors)
    monkeypatch.setattr(site_log, "PER_PAGE", 1)
    # Of organisers' lines a page may be empty, and go on all the same.
    monkeypatch.setattr(site_log, "WINDOW", 2)
    found, before = [], HIGHEST
    while before:
        page = site_log.page_of(actors, before=before)
        found += [line.verb for line in page.lines]
        before = page.older or 0
    assert found == whole


def test_a_day_leads_to_its_last_line(database: None, time: FakeClock) -> None:
    today = time.now.date()
    note("early", "somebody")
    time.move(days=1)
    note("late", "somebody")
    assert verbs(Actors.ALL, site_log.before_the_end_of(today)) == ["early"]
    assert verbs(Actors.ALL, site_log.before_the_end_of(date.max)) == ["late", "early"]
    assert verbs(Actors.ALL, site_log.before_the_end_of(date.min)) == []


def test_without_staff_nobody_is_among_them(database: None) -> None:
    note("something", "somebody")
    assert verbs(Actors.STAFF) == []
