import pytest

from petition.models.petition import Petition
from petition.services import auditing, team_log
from tests.making import make_team
from tests.people import join


def note(number: int, team_id: int | None) -> None:
    for each in range(number):
        auditing.record(f"deed {each}", actor="somebody", subject="something", team_id=team_id)


def test_it_shows_the_newest_first_a_page_at_a_time(ward: Petition) -> None:
    team, other = ward.team, make_team("other")
    note(team_log.PER_PAGE, team.id)
    note(3, other.id)
    note(2, team.id)
    note(1, None)
    first, has_more = team_log.page_of(team, before=None)
    assert (len(first), has_more, first[0].verb) == (team_log.PER_PAGE, True, "deed 1")
    last, has_more = team_log.page_of(team, before=first[-1].id)
    assert ([line.verb for line in last], has_more) == (["deed 1", "deed 0"], False)


def test_it_knows_whom_and_what_the_lines_speak_of(ward: Petition) -> None:
    alice = join("alice")
    auditing.record(
        "give petition",
        actor=alice.public_id,
        subject=ward.public_id,
        team_id=ward.team_id,
        giving=ward.team.public_id,
        taking="gone",
    )
    found, _ = team_log.page_of(ward.team, before=None)
    named = team_log.named_in(found)
    assert named.organisers == {alice.public_id: "Alice"}
    assert named.petitions == {ward.public_id: ward}
    assert named.teams == {ward.team.public_id: ward.team}


@pytest.mark.usefixtures("database")
def test_a_log_without_lines_names_nobody() -> None:
    assert team_log.page_of(make_team(), before=None) == ([], False)
    named = team_log.named_in([])
    assert (named.organisers, named.petitions, named.teams) == ({}, {}, {})
