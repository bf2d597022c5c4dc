"""Files: what they hold comes in, and each mistake is named with its place."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

import petition as package
from petition.models.addressee import AddresseeRole
from petition.models.petition import Commenting, NameAudience, Petition, Protection, Publishing
from petition.models.team import Team, TeamState
from petition.services import petition_files, petitions, teams
from petition.services.errors import InvalidPetitionFile
from tests.making import at, make_team

DEMO = Path(package.__file__).parent / "demo"
GOOD = """---
slug: keep-it-open
team: ward-team
kind: petition
language: en
zone: Asia/Damascus
closes: 2026-12-12 18:00
retain_until: 2027-06-30
goals: [100, 1000]
people_per_mailbox: 2
country: required
addressees:
  - role: to
    country: SY
    texts:
      en: {name: The Minister, office: Minister of Health}
  - role: copy
    texts:
      en: {name: The Press, note: Figures only}
contacts:
  - name: Rima Haddad
    phones: ["+963 11 000"]
    mail: press@example.org
fields:
  - key: city
    labels: {en: City}
    required: true
texts:
  en:
    title: Keep it open
    summary: Tonight.
    demand: Open it.
    hashtags: ["#ward"]
  ar:
    title: أبقوه مفتوحًا
    summary: الليلة.
    demand: افتحوه.
---
<!-- en -->
A *text*.

<!-- ar -->
نص.
"""
CONTACTS = """contacts:
  - name: Rima Haddad
    phones: ["+963 11 000"]
    mail: press@example.org
"""


def create(source: str = GOOD) -> Petition:
    make_team()
    return petition_files.create(source)


def test_everything_in_the_file_comes_in(database: None) -> None:
    made = create()
    assert (petitions.current_slug(made), made.team.slug, made.languages) == ("keep-it-open", "ward-team", ["en", "ar"])
    assert (made.closes_local, made.zone, made.slots) == (at(2026, 12, 12, 18), "Asia/Damascus", 2)
    assert [goal.target for goal in made.goals] == [100, 1000]
    assert [(one.role, one.text_in("ar").name) for one in made.addressees] == [
        (AddresseeRole.TO, "The Minister"),
        (AddresseeRole.COPY, "The Press"),
    ]
    assert (made.contacts[0].phones, made.contacts[0].address) == (["+963 11 000"], "press@example.org")
    assert (made.fields[0].key, made.fields[0].labels, made.fields[0].is_required) == ("city", {"en": "City"}, True)
    assert (made.revisions[0].text, made.revisions[0].hashtags) == ("A *text*.", ["ward"])


def test_names_are_kept_for_as_long_as_mailed_links_count(database: None) -> None:
    made = create(GOOD.replace("2027-06-30", "2026-12-20"))
    assert made.retain_until == date(2026, 12, 20)


def test_where_signers_are_at_risk_the_defaults_protect_them(database: None) -> None:
    made = create(GOOD.replace("kind: petition", "protection: discreet"))
    assert made.protection is Protection.DISCREET
    assert (made.publish, made.default_audience) == (Publishing.BATCHED, NameAudience.NOBODY)
    assert made.comments is Commenting.AFTER_REVIEW


def test_otherwise_the_defaults_are_open(database: None) -> None:
    made = create()
    assert (made.publish, made.default_audience) == (Publishing.LIVE, NameAudience.ADDRESSEES)
    assert made.comments is Commenting.AT_ONCE


# --- What the team has set ---------------------------------------------------------------------------------------


def create_for(team: Team, *silent: str) -> Petition:
    """From the file without these parts, after the team has its own."""
    values: dict[str, Any] = {"zone": "Africa/Tunis", "retention_days": 90, "press_phone": "+216 71 000"}
    teams.change(team, by="somebody", **values)
    source = GOOD
    for part in silent:
        assert part in source
        source = source.replace(part, "", 1)
    return petition_files.create(source)


def test_where_the_file_is_silent_the_teams_settings_hold(database: None) -> None:
    made = create_for(make_team(), "zone: Asia/Damascus\n", "retain_until: 2027-06-30\n", CONTACTS)
    assert (made.zone, made.retain_until) == ("Africa/Tunis", date(2027, 3, 12))
    assert [(one.name, one.phones, one.address) for one in made.contacts] == [("Ward Team", ["+216 71 000"], "")]


def test_the_file_has_the_last_word(database: None) -> None:
    made = create_for(make_team())
    assert (made.zone, made.retain_until) == ("Asia/Damascus", date(2027, 6, 30))
    assert [one.name for one in made.contacts] == ["Rima Haddad"]


def test_a_file_can_name_nobody_for_the_press(database: None) -> None:
    team = make_team()
    teams.change(team, by="somebody", press_name="Omar Aziz")
    assert petition_files.create(GOOD.replace(CONTACTS, "contacts: []\n", 1)).contacts == []


def test_a_team_without_a_contact_gives_none(database: None) -> None:
    assert create(GOOD.replace(CONTACTS, "", 1)).contacts == []


def test_a_suspended_team_gets_no_petition(database: None) -> None:
    make_team().state = TeamState.SUSPENDED
    with pytest.raises(InvalidPetitionFile, match="there is no team ward-team"):
        petition_files.create(GOOD)


# What is right in the file above, what is written instead, and what the message must name.
MISTAKES = [
    ("---\n", "", ("two lines of ---",)),
    ("slug: keep-it-open", "slug: [", ("not YAML",)),
    ("slug: keep-it-open", "slug: Keep It", ("slug", "a-z")),
    ("slug: keep-it-open", "slug: ../admin", ("slug", "a-z")),
    ("slug: keep-it-open", "slug: teams", ("slug", "workspace")),
    ("slug: keep-it-open\n", "", ("the head", "slug", "missing")),
    ("slug: keep-it-open", f"slug: {'a' * 81}", ("slug", "80")),
    ("team: ward-team", "team: others", ("team", "no team others")),
    ("kind: petition", "kind: plea", ("kind", "plea", "petition, letter")),
    ("kind: petition", "kinds: petition", ("the head", "kinds is not known")),
    ("language: en", "language: fr", ("texts", "own language, fr, is missing")),
    ("zone: Asia/Damascus", "zone: Damascus", ("zone", "IANA")),
    ("zone: Asia/Damascus", "zone: ../../etc/passwd", ("zone", "IANA")),
    ("closes: 2026-12-12 18:00", "closes: soon", ("closes", "local time")),
    ("closes: 2026-12-12 18:00", "closes: 2026-12-12T18:00:00Z", ("closes", "local time")),
    ("retain_until: 2027-06-30", "retain_until: later", ("retain_until", "2027-06-30")),
    ("closes: 2026-12-12 18:00\nretain_until: 2027-06-30\n", "", ("retain_until", "2027-06-30")),
    ("closes: 2026-12-12 18:00\nretain_until: 2027-06-30\n", "closes: 9999-12-12 18:00\n", ("closes", "earlier")),
    ("retain_until: 2027-06-30", "retain_until: 2026-12-19", ("retain_until", "seven days")),
    ("goals: [100, 1000]", "goals: 100", ("goals", "list")),
    ("goals: [100, 1000]", "goals: [0]", ("goals", "whole number")),
    ("goals: [100, 1000]", "goals: [true]", ("goals", "whole number")),
    ("goals: [100, 1000]", "goals: [100, 100]", ("goals", "different")),
    ("people_per_mailbox: 2", "people_per_mailbox: 3", ("people_per_mailbox", "from 1 to 2")),
    ("country: required", "country: yes please", ("country", "optional, required")),
    ("country: required", "name_goes_to: public", ("name_goes_to", "never the default")),
    ("country: required", "protection: [discreet]", ("protection",)),
    ("role: copy", "role: cc", ("addressees, number 2", "role", "cc")),
    ("role: copy", "rolle: copy", ("addressees, number 2", "rolle is not known")),
    ("en: {name: The Minister, office: Minister of Health}", "{}", ("addressees, number 1", "texts")),
    ("{name: The Minister, office: Minister of Health}", "The Minister", ("addressees, number 1", "name: …")),
    ("name: The Press, ", "", ("addressees, number 2", "en", "name is missing")),
    ("name: The Press,", "name: The Press, title: x,", ("addressees, number 2", "en", "title is not known")),
    ("country: SY", "country: Syria", ("addressees, number 1", "country")),
    ("mail: press@example.org", "mail: press", ("contacts, number 1", "mail")),
    ("- name: Rima Haddad", "- nom: Rima Haddad", ("contacts, number 1", "nom is not known")),
    ("key: city", "key: my city", ("fields, number 1", "key")),
    ("labels: {en: City}", "labels: {}", ("fields, number 1", "labels")),
    ("labels: {en: City}", "labels: City", ("fields, number 1", "labels")),
    ("    title: Keep it open\n", "", ("texts, en", "title is missing")),
    ("    title: Keep it open", f"    title: {'x' * 201}", ("texts, en", "title", "200")),
    ('hashtags: ["#ward"]', "hashtags: ward", ("texts, en", "hashtags", "list")),
    ("<!-- ar -->", "", ("language in texts", "<!--")),
]


@pytest.mark.parametrize(("right", "wrong", "named"), MISTAKES, ids=[wrong or right for right, wrong, _ in MISTAKES])
def test_a_mistake_is_named_with_its_place(database: None, right: str, wrong: str, named: tuple[str, ...]) -> None:
    assert right in GOOD
    with pytest.raises(InvalidPetitionFile) as mistake:
        create(GOOD.replace(right, wrong, 1))
    assert [part for part in named if part not in str(mistake.value)] == []


def test_demand_and_summary_may_be_left_out(database: None) -> None:
    made = create(GOOD.replace("    demand: Open it.\n", "").replace("    summary: Tonight.\n", ""))
    petitions.open_now(made, languages=made.languages)
    words = made.words_in("en")
    assert (words.demand, words.summary) == ("Keep it open", "A text.")


def test_an_address_is_taken_once(database: None) -> None:
    create()
    with pytest.raises(InvalidPetitionFile, match="keep-it-open is taken"):
        petition_files.create(GOOD)


@pytest.mark.parametrize("file", sorted(path.name for path in DEMO.glob("*.md")))
def test_the_demo_files_are_right(database: None, file: str) -> None:
    for team in yaml.safe_load((DEMO / "teams.yaml").read_text("utf-8"))["teams"]:
        teams.create(**team)
    made = petition_files.create((DEMO / file).read_text("utf-8"))
    assert set(made.languages) == {"en", "fr", "ar"}
    assert all(revision.text and revision.summary for revision in made.revisions)


def test_a_press_phone_has_room_for_its_hours(database: None) -> None:
    hours = "+33 4 55 50 10 01, on working days from nine to half past five"[:60]
    made = create(GOOD.replace(CONTACTS, CONTACTS.replace("+963 11 000", hours), 1))
    assert made.contacts[0].phones == [hours]
