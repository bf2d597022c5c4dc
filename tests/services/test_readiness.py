"""What keeps a petition shut, and what is only weak."""

from datetime import timedelta
from typing import Any

import pytest

from petition.extensions import db
from petition.lib import clock
from petition.models.action import Action, ActionKind, ActionMessage
from petition.models.addressee import AddresseeRole
from petition.models.form import GoalStep
from petition.models.kind import PetitionKind
from petition.models.page_block import PetitionContact
from petition.models.petition import CountryQuestion, Petition, Protection
from petition.models.picture import PetitionPicture
from petition.services import drafting, earlier_words, readiness, revisions, starters
from petition.services.readiness import Finding, FindingCode
from tests.campaigns import signed_by, strike
from tests.joining import circulates
from tests.making import at, draft

LONG = "Two nurses and one doctor look after forty people. " * 8
READY: dict[str, Any] = {
    "summary": "Two nurses are not enough.",
    "text": LONG,
    "share_text": "Two nurses for forty people.",
}


@pytest.fixture
def ready(database: None) -> Petition:
    """A draft in one language, in which nothing is missing and nothing weak."""
    contacts = [PetitionContact(position=1, name="Rima", phones=["+961 1 234"])]
    made = draft(languages=("en",), contacts=contacts, retain_until=(clock.now() + timedelta(days=300)).date())
    made.addressees[0].texts[0].institution = "Ministry of Health"
    revisions.write(made, "en", READY)
    return made


def check(petition: Petition) -> list[Finding]:
    # What is taken out of a list here stays in its table.
    with db.session.no_autoflush:
        return readiness.check(petition)


def found(petition: Petition) -> list[FindingCode]:
    return [finding.code for finding in check(petition)]


def only(petition: Petition) -> Finding:
    [finding] = check(petition)
    return finding


def test_nothing_is_found_where_all_is_there(ready: Petition) -> None:
    assert found(ready) == []


@pytest.mark.parametrize(("name", "code"), [("title", FindingCode.TITLE_MISSING), ("text", FindingCode.TEXT_MISSING)])
def test_words_that_must_be_there(ready: Petition, name: str, code: FindingCode) -> None:
    revisions.write(ready, "en", {name: ""})
    assert (only(ready).code, only(ready).section, only(ready).is_blocking) == (code, "words-en", True)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ({"title": "x" * 81}, FindingCode.TITLE_LONG),
        ({"summary": ""}, FindingCode.SUMMARY_MISSING),
        ({"demand": ""}, FindingCode.DEMAND_MISSING),
        ({"text": "Too short."}, FindingCode.TEXT_SHORT),
        ({"text": "word " * 1201}, FindingCode.TEXT_LONG),
        ({"share_text": ""}, FindingCode.SHARE_TEXT_MISSING),
        ({"share_text": "Open the ward of [place]."}, FindingCode.PLACE_TO_FILL),
    ],
)
def test_words_that_are_weak(ready: Petition, words: dict[str, str], code: FindingCode) -> None:
    revisions.write(ready, "en", words)
    assert (only(ready).code, only(ready).section, only(ready).is_blocking) == (code, "words-en", False)


@pytest.mark.parametrize(
    "words",
    ["[a link](https://example.org)", "He left […]", "[a link][1]", "[1]", "it’s [sic]", "[Name](/x)", "[her] word"],
)
def test_brackets_that_are_no_places_to_fill(ready: Petition, words: str) -> None:
    revisions.write(ready, "en", {"text": f"{LONG} {words}"})
    assert found(ready) == []


def test_a_letter_need_not_say_what_it_asks_for(ready: Petition) -> None:
    ready.kind = PetitionKind.LETTER
    revisions.write(ready, "en", {"demand": ""})
    assert found(ready) == []


def test_somebody_must_be_asked(ready: Petition) -> None:
    ready.addressees[0].role = AddresseeRole.COPY
    assert (only(ready).code, only(ready).is_blocking) == (FindingCode.ADDRESSEE_MISSING, True)


def test_whoever_is_asked_has_a_name(ready: Petition) -> None:
    for text in ready.addressees[0].texts:
        text.name = ""
    assert (only(ready).code, only(ready).is_blocking) == (FindingCode.ADDRESSEE_UNNAMED, True)


@pytest.mark.parametrize("kind", [PetitionKind.STATEMENT, PetitionKind.CALL])
def test_some_kinds_need_nobody_to_ask(ready: Petition, kind: PetitionKind) -> None:
    ready.kind, ready.addressees = kind, []
    assert FindingCode.ADDRESSEE_MISSING not in found(ready)


def test_an_addressee_without_office_or_institution_is_named(ready: Petition) -> None:
    ready.addressees[0].texts[0].institution = ""
    assert only(ready).code is FindingCode.INSTITUTION_MISSING
    assert only(ready).details == {"name": "The Minister of Health"}


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (-1, FindingCode.CLOSES_TOO_EARLY),
        (9, FindingCode.CLOSES_TOO_EARLY),
        (None, FindingCode.CLOSING_MISSING),
    ],
)
def test_it_closes_after_it_opens(ready: Petition, days: int | None, code: FindingCode) -> None:
    today = clock.now().replace(tzinfo=None)
    ready.opens_local = today + timedelta(days=10)
    ready.closes_local = None if days is None else today + timedelta(days=days)
    assert found(ready) == [code]


def test_less_care_than_there_could_be_is_told_where_it_is_mended(ready: Petition) -> None:
    ready.protection, ready.country_question = Protection.DISCREET, CountryQuestion.REQUIRED
    ready.retain_until += timedelta(days=500)
    sections = [(finding.section, finding.is_blocking) for finding in check(ready)]
    assert sections == [(name, False) for name in ("names", "names", "names", "fields", "times")]


def test_it_does_not_close_under_embargo(ready: Petition) -> None:
    ready.closes_local, ready.embargo_local = at(2027, 1, 1), at(2027, 1, 2)
    assert found(ready) == [FindingCode.CLOSES_TOO_EARLY]


@pytest.mark.parametrize(("days", "codes"), [(7, [FindingCode.RETENTION_TOO_SHORT]), (8, [])])
def test_names_are_kept_until_all_is_confirmed(ready: Petition, days: int, codes: list[FindingCode]) -> None:
    assert ready.closes_local
    ready.retain_until = ready.closes_local.date() + timedelta(days=days)
    assert found(ready) == codes


def test_the_team_says_who_answers(ready: Petition) -> None:
    ready.team.postal_address = ""
    assert (only(ready).section, only(ready).is_blocking) == (readiness.OF_TEAM, True)
    assert only(ready).details == {"fields": ["postal_address"]}


@pytest.mark.parametrize(("goals", "codes"), [([], ["goal missing"]), ([100_001], ["goal high"]), ([100, 900_000], [])])
def test_a_goal_can_be_reached(ready: Petition, goals: list[int], codes: list[str]) -> None:
    ready.goals = [GoalStep(target=goal) for goal in goals]
    assert found(ready) == codes


def test_the_press_finds_somebody(ready: Petition) -> None:
    ready.contacts = []
    assert found(ready) == [FindingCode.PRESS_MISSING]


def test_an_event_is_still_to_come(ready: Petition) -> None:
    ready.events = [strike(1, starts_local=at(2020, 1, 1)), strike(2, starts_local=at(2099, 1, 1))]
    db.session.flush()
    assert found(ready) == [FindingCode.EVENT_PAST]


def test_a_message_fits_into_its_network(ready: Petition) -> None:
    message = ActionMessage(position=1, language="en", text="x" * 281)
    ready.actions = [Action(position=1, kind=ActionKind.POST, networks=["x"], messages=[message])]
    db.session.flush()
    assert only(ready).code is FindingCode.MESSAGE_TOO_LONG
    assert only(ready).details == {"number": 1, "network": "x", "length": 281, "best": 280}


def test_a_call_calls_for_something(ready: Petition) -> None:
    ready.kind = PetitionKind.CALL
    assert FindingCode.ACTION_MISSING in found(ready)


def test_a_picture_says_what_it_shows(ready: Petition) -> None:
    sizes = {"width": 1200, "height": 800, "small_width": 640, "small_height": 427}
    ready.picture = PetitionPicture(alt={}, large=b"x", small=b"x", sha256="0" * 64, **sizes)
    assert (only(ready).code, only(ready).is_blocking) == (FindingCode.PICTURE_WITHOUT_WORDS, True)


def test_a_translation_says_all_that_the_original_says(ready: Petition) -> None:
    revisions.write(ready, "fr", {"title": "Gardez le service ouvert", "text": LONG, "hashtags": ["service"]})
    assert (only(ready).code, only(ready).section) == (FindingCode.TRANSLATION_INCOMPLETE, "words-fr")
    assert only(ready).details == {"language": "fr", "parts": ["summary", "demand", "share_text"]}


def test_a_translation_is_older_than_the_original(ready: Petition) -> None:
    own = ready.latest("en")
    assert own
    revisions.write(ready, "fr", {name: getattr(own, name) for name in revisions.WORDS})
    revisions.write(ready, "en", {"summary": "Three nurses are not enough."})
    assert (only(ready).code, only(ready).section) == (FindingCode.TRANSLATION_OUTDATED, "words-fr")


def test_what_keeps_it_shut_comes_first(ready: Petition) -> None:
    ready.team.legal_name, ready.contacts = "", []
    assert found(ready) == [FindingCode.TEAM_INCOMPLETE, FindingCode.PRESS_MISSING]
    assert [finding.code for finding in check(ready) if finding.is_blocking] == [FindingCode.TEAM_INCOMPLETE]


def places(petition: Petition) -> list[tuple[str, bool, list[str]]]:
    codes = FindingCode.PLACE_TO_FILL
    return [(one.section, one.is_blocking, one.details["places"]) for one in check(petition) if one.code is codes]


@pytest.mark.parametrize("name", ["title", "text", "demand"])
def test_what_freezes_is_filled_in_first(ready: Petition, name: str) -> None:
    revisions.write(ready, "en", {name: f"{LONG[:60]} [date], [place] and [date]"})
    assert places(ready) == [("words-en", True, ["[date]", "[place]"])]


def test_addressees_are_filled_in_first(ready: Petition) -> None:
    ready.addressees[0].texts[0].note = "[What you ask of the copy’s reader, in one line]"
    assert places(ready) == [("addressees", True, ["[What you ask of the copy’s reader, in one line]"])]


def test_what_stands_around_the_text_may_stay_open(ready: Petition) -> None:
    message = ActionMessage(position=1, language="en", text="At [hour] in [place].")
    ready.actions = [Action(position=1, kind=ActionKind.POST, titles={"en": "[what you do]"}, messages=[message])]
    ready.events = [strike(1, starts_local=at(2099, 1, 1), places={"en": "[street or district]"})]
    db.session.flush()
    assert places(ready) == [
        ("events", False, ["[street or district]"]),
        ("actions", False, ["[hour]", "[place]", "[what you do]"]),
    ]


def test_only_translations_that_are_shown_are_filled_in_first(ready: Petition) -> None:
    revisions.write(ready, "ar", {"title": "في [المكان]"})
    assert places(ready) == []
    revisions.write(ready, "ar", {"text": LONG})
    assert places(ready) == [("words-ar", True, ["[المكان]"])]


def test_a_starter_does_not_open_as_it_is(database: None) -> None:
    draft()
    team = draft("another").team
    for name in starters.NAMES:
        for language in ("en", "fr", "ar"):
            made = drafting.from_starter(team, name, language=language, title="A title", by="alice")
            assert any(is_blocking for _, is_blocking, _ in places(made))


def test_lines_that_were_given_for_an_earlier_text_are_told(database: None) -> None:
    made = circulates()
    signed_by(made, "Society of the Well")
    assert FindingCode.EARLIER_TEXT not in found(made)
    revisions.write(made, "en", {"text": LONG})
    signed_by(made, "Nurses of the Harbour")
    [finding] = [one for one in check(made) if one.code is FindingCode.EARLIER_TEXT]
    assert (finding.details, finding.is_blocking) == ({"number": 1, "names": ["Society of the Well"]}, False)


def test_what_opening_puts_in_makes_no_earlier_text(database: None) -> None:
    made = circulates()
    revisions.write(made, "en", {"summary": "", "demand": ""})
    [line] = signed_by(made, "Society of the Well")
    revisions.complete_words(made)
    assert not earlier_words.is_of_an_earlier_text(line)
    # A correction after opening is public, and marked by its reason.
    revisions.write(made, "en", {"text": LONG}, reason="A number was wrong")
    assert not earlier_words.is_of_an_earlier_text(line)
