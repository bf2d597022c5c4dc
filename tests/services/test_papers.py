"""The papers say what the settings do, and something else once those change."""

from datetime import datetime

import pytest

from petition.extensions import db
from petition.lib import markdown
from petition.models.addressee import Addressee, AddresseeRole, AddresseeText
from petition.models.form import FieldDefinition
from petition.models.kind import PetitionKind
from petition.models.petition import Joining, Petition, Protection, Publishing
from petition.models.record import ExportPurpose
from petition.services import exporting, paper_parts, papers, revisions
from petition.services.exporting import ExportForm
from petition.services.paper_parts import Paper
from tests.making import draft

pytestmark = pytest.mark.usefixtures("database")


def facts(paper: Paper) -> dict[str, str]:
    return {fact.name: " ".join((*fact.says, fact.asks)).strip() for part in paper.parts for fact in part.facts}


def record(petition: Petition) -> dict[str, str]:
    return facts(papers.of(petition)[0])


def assessment(petition: Petition) -> dict[str, str]:
    return facts(papers.of(petition)[1])


def test_a_record_names_who_answers_and_until_when() -> None:
    told = record(draft())
    assert all(words in told["Controller"] for words in ("Ward Team e.V.", "1 Ward Street", "privacy@example.org"))
    assert "31 December 2027" in told["Names, mail addresses, answers, comments"]
    assert "Ward Team e.V. keeps my name" in told["Ground"]


def test_what_is_missing_of_the_team_is_asked_for() -> None:
    made = draft()
    made.team.privacy_contact = ""
    assert "missing" in record(made)["Controller"]


def test_both_say_something_else_once_signers_are_at_risk() -> None:
    made = draft()
    before = record(made), assessment(made)
    made.protection, made.publish = Protection.DISCREET, Publishing.BATCHED
    after = record(made), assessment(made)
    for name in ("To send news", "What the site notes", "Everyone"):
        assert before[0][name] != after[0][name], name
    for name in ("Somebody watches the number and guesses who signed", "Are signers at risk?"):
        assert before[1][name] != after[1][name], name
    assert ["country of its network" in told["What the site notes"] for told, _ in (before, after)] == [True, False]
    assert "The key by which an address can be found" in after[0].keys() - before[0].keys()
    assert "Could be more careful" in after[1].keys() - before[1].keys()


def test_questions_of_its_own_are_named_and_have_to_be_justified() -> None:
    made = draft(fields=[FieldDefinition(position=1, key="ward", labels={"en": "Which ward?"})])
    question = paper_parts.quoted("Which ward?")
    assert question in record(made)["What signers give"]
    assert "What do you need this answer for?" in assessment(made)[question]


def test_who_gets_figures_alone_is_not_among_those_who_get_names() -> None:
    copy = Addressee(
        role=AddresseeRole.COPY,
        position=2,
        country="CH",
        texts=[AddresseeText(language="en", name="The Mayor")],
    )
    made = draft()
    made.addressees.append(copy)
    told = record(made)
    assert told[paper_parts.quoted("The Mayor")] == "Figures alone, and no name."
    assert told[paper_parts.quoted("The Minister of Health")].startswith("Name, country")
    assert "Switzerland" in told["Other countries"]


def test_lists_that_left_are_counted() -> None:
    made = draft()
    assert record(made)["Lists that left the site"] == "None so far."
    exporting.order(made, purpose=ExportPurpose.OFFICIALS, form=ExportForm.CSV, actor="alice", language="en")
    assert record(made)["Lists that left the site"] == "Names for the addressees: 1"
    assert "1 list was taken" in assessment(made)["A list is lost or copied"]


def test_where_nobody_is_asked_for_a_name_little_is_said() -> None:
    made = draft(kind=PetitionKind.CALL, joining=Joining.NOBODY)
    assert "Nobody signs here" in record(made)
    assert "Names, mail addresses, answers, comments" not in record(made)
    assert "Mail address" not in assessment(made)


def test_what_people_wrote_is_no_markup_in_the_file() -> None:
    made = draft(languages=("en",))
    revisions.write(made, "en", {"title": "*Open* [it](https://example.org) <b> now_"})
    made.team.legal_name = "1. # Ward"
    db.session.flush()
    html = markdown.render(papers.as_markdown(made, "en"))
    assert "*Open* [it](" in html
    assert "&lt;b&gt; now_" in html
    assert "<em>" not in html
    assert "1. # Ward" in html


def test_it_ends_on_the_day_that_its_own_clocks_show() -> None:
    made = draft(closes_local=datetime(2027, 3, 2, 1))  # noqa: DTZ001 -- a wall-clock time
    assert "It ends on 2 March 2027" in " ".join(assessment(made).values())
