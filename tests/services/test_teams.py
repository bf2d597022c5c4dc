from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.lib.colour import WHITE, contrast
from petition.models.consent import ConsentPurpose
from petition.models.petition import Petition
from petition.models.record import Audit
from petition.models.team import Team, TeamRole
from petition.services import consents, members, policy, teams
from petition.services.errors import InvalidTeam, OnlyOneTeam, TeamAddressIsTaken, TeamChangedMeanwhile
from tests.guarantees import at_once
from tests.making import make_team
from tests.people import make_organiser

BY = "alice"
LEGAL: dict[str, Any] = {
    "name": "Medics",
    "legal_name": "Medics e.V.",
    "postal_address": "1 Ridge Road",
    "privacy_contact": "privacy@example.org",
}


def noted() -> list[tuple[str, int | None, list[str] | None]]:
    rows = db.session.scalars(sa.select(Audit).order_by(Audit.id))
    return [(row.verb, row.team_id, row.details.get("fields")) for row in rows]


# --- Made --------------------------------------------------------------------------------------------------------


def test_it_makes_a_team(database: None) -> None:
    made = make_team("medics", name="  Medics\u202e ")
    assert (made.slug, made.name, made.privacy_contact) == ("medics", "Medics", "privacy@example.org")
    assert (made.zone, made.retention_days, made.news_consent) == ("UTC", 365, {})


@pytest.mark.parametrize("slug", ["", "Medics", "me dics", "médics", "-", "a--b", "../x", "a/b", "new", "none"])
def test_a_slug_fits_into_an_address(database: None, slug: str) -> None:
    with pytest.raises(InvalidTeam, match="slug"):
        make_team(slug)


def test_a_slug_is_taken_once(database: None) -> None:
    make_team("medics")
    with pytest.raises(TeamAddressIsTaken, match="taken"):
        make_team("medics")


def test_of_two_who_take_a_slug_at_once_one_gets_it(app: Flask) -> None:
    def take(_number: int) -> bool:
        with app.app_context():
            db.open_for_writing()
            try:
                make_team("medics")
            except TeamAddressIsTaken:
                return False
            db.session.commit()
            return True

    assert sorted(at_once(4, take)) == [False, False, False, True]


def test_questions_about_data_need_an_address(database: None) -> None:
    with pytest.raises(InvalidTeam, match="privacy contact"):
        make_team(privacy_contact="nobody")


@pytest.mark.parametrize("name", LEGAL)
def test_a_team_says_who_it_is(database: None, name: str) -> None:
    with pytest.raises(InvalidTeam, match=name.replace("_", " ")):
        teams.create(slug="medics", **{key: value for key, value in LEGAL.items() if key != name})


def test_whoever_makes_a_team_owns_it(database: None) -> None:
    alice = make_organiser("alice")
    made = teams.make(alice, slug="medics", **LEGAL)
    assert [(one.organiser, one.role) for one in members.of(made)] == [(alice, TeamRole.OWNER)]
    assert noted() == [("make team", made.id, None)]


# --- Changed -----------------------------------------------------------------------------------------------------


@pytest.fixture
def team(database: None) -> Team:
    return make_team()


def test_what_was_changed_is_kept_by_name_alone(team: Team) -> None:
    teams.change(team, by=BY, name="Ward Team", press_name="Rima Haddad", zone="Asia/Damascus")
    assert (team.press_name, team.zone) == ("Rima Haddad", "Asia/Damascus")
    assert noted() == [("change team", team.id, ["zone", "press_name"])]


def test_a_change_that_changes_nothing_leaves_no_line(team: Team) -> None:
    teams.change(team, by=BY, name=" Ward  Team ")
    assert noted() == []


def test_it_is_named_in_several_languages(team: Team) -> None:
    teams.change(team, by=BY, names={"ar": "فريق الجناح", "fr": "L’équipe"}, abouts={"ar": "ممرضات"})
    teams.change(team, by=BY, names={"fr": "", "ar": "فريق"})
    assert [team.name_in(language) for language in ("ar", "fr", "en")] == ["فريق", "Ward Team", "Ward Team"]
    assert team.about_in("ar") == ""


def test_what_it_is_needs_a_name_in_that_language(team: Team) -> None:
    with pytest.raises(InvalidTeam, match="name: it is missing in fr"):
        teams.change(team, by=BY, names={"fr": ""}, abouts={"fr": "Des infirmières"})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", " \u200e "),
        ("privacy_contact", "nobody"),
        ("press_mail", "nobody"),
        ("website", "javascript:alert(1)"),
        ("accent", "red"),
        ("accent", "#ffff00"),
        ("zone", "Damascus"),
        ("zone", "../../etc/passwd"),
        ("retention_days", 29),
        ("retention_days", 3651),
    ],
)
def test_it_refuses_what_cannot_stand(team: Team, name: str, value: Any) -> None:
    with pytest.raises(InvalidTeam, match=name.replace("_", " ")):
        teams.change(team, by=BY, **{name: value})


def test_a_pale_colour_is_answered_with_the_nearest_that_can_be_read(team: Team) -> None:
    with pytest.raises(InvalidTeam) as refusal:
        teams.change(team, by=BY, accent="#FFFF00")
    better = str(refusal.value).split("; ")[1].split()[0]
    assert contrast(better, WHITE) >= 4.5
    teams.change(team, by=BY, accent=better.upper())
    assert team.accent == better


def test_nobody_saves_over_what_they_have_not_seen(team: Team) -> None:
    seen = teams.fingerprint_of(team)
    teams.change(team, by=BY, seen=seen, press_name="Rima")
    with pytest.raises(TeamChangedMeanwhile):
        teams.change(team, by="bob", seen=seen, press_name="Omar")
    assert team.press_name == "Rima"


def test_its_own_words_are_what_signers_agree_to(
    petition: str, database: None, load: Callable[[str], Petition]
) -> None:
    team = load(petition).team
    teams.change(team, by=BY, news_consent={"en": "Send me the ward’s letter", "fr": " "})
    kept = consents.newest(team, "en")[ConsentPurpose.TEAM_NEWS]
    assert (kept.version, kept.text) == (2, "Send me the ward’s letter")
    assert team.news_consent == {"en": "Send me the ward’s letter"}
    assert consents.newest(team, "ar")[ConsentPurpose.TEAM_NEWS].version == 1


def test_under_another_legal_name_signers_agree_to_that(
    petition: str, database: None, load: Callable[[str], Petition]
) -> None:
    team = load(petition).team
    teams.change(team, by=BY, legal_name="Ward Team, association loi 1901")
    assert "association loi 1901" in consents.newest(team, "ar")[ConsentPurpose.SIGNING].text


# --- The only one ------------------------------------------------------------------------------------------------


@pytest.fixture
def only(team: Team) -> Team:
    policy.decide("teams.single", team.slug)
    return team


def test_a_new_account_joins_the_only_team_as_a_viewer(only: Team) -> None:
    new = make_organiser("new")
    for _ in range(2):
        teams.join_the_only_one(new)
    assert [(one.organiser, one.role) for one in members.of(only)] == [(new, TeamRole.VIEWER)]
    assert noted() == [("join team", only.id, None)]


def test_whoever_owns_it_keeps_their_place(only: Team) -> None:
    alice = make_organiser("alice")
    members.join(only, alice, TeamRole.OWNER, by=BY)
    teams.join_the_only_one(alice)
    assert [one.role for one in members.of(only)] == [TeamRole.OWNER]


def test_nobody_makes_another_team(only: Team) -> None:
    with pytest.raises(OnlyOneTeam):
        teams.make(make_organiser("alice"), slug="medics", **LEGAL)


@pytest.mark.parametrize("decided", [None, "none"])
def test_elsewhere_a_new_account_joins_no_team(team: Team, decided: str | None) -> None:
    if decided:
        policy.decide("teams.single", decided)
    teams.join_the_only_one(make_organiser("new"))
    assert members.of(team) == []
