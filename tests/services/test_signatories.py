"""The team's decisions about those who want to be listed."""

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.ledger import EntryKind, LedgerInbox
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition
from petition.models.record import Audit
from petition.models.signatory import Signatory, SignatoryState
from petition.services import joining, petitions, signatories, verifying
from petition.services.errors import SignatoryIsErased, SignatoryIsSettled
from tests.campaigns import letter, line, signed_by
from tests.joining import asks, circulates, logo, stands, waits
from tests.services.counting import sequenced

BY = "alice"


def names(petition: Petition) -> list[str]:
    return [one.organisations["en"] for one in signatories.under(petition)]


def news(signatory: Signatory) -> int:
    about = sa.select(sa.func.count(Mail.id)).where(
        Mail.subject == signatory.public_id, Mail.kind == MailKind.SIGNATORY_NEWS
    )
    return db.session.scalar(about) or 0


def told(petition: Petition) -> list[EntryKind]:
    query = sa.select(LedgerInbox.kind).where(LedgerInbox.petition_id == petition.id).order_by(LedgerInbox.id)
    return list(db.session.scalars(query))


def test_approving_puts_it_last_and_tells_its_sender(database: None) -> None:
    text = circulates()
    signed_by(text, "First")
    made = waits(text, "Second")
    signatories.approve(made, by=BY)
    assert (names(text), news(made)) == (["First", "Second"], 1)
    assert db.session.execute(sa.select(Audit.actor, Audit.verb)).one() == (BY, "approve signatory")


def test_approved_under_an_open_letter_it_is_counted(database: None) -> None:
    text = letter(opened=True)
    stands(text)
    assert told(text) == [EntryKind.OPENED, EntryKind.SIGNATORY]
    sequenced(text)
    assert list(verifying.problems_of(text)) == []


def test_asking_mails_each_question(database: None) -> None:
    made = waits(circulates())
    signatories.ask(made, by=BY, question="Since when?")
    signatories.ask(made, by=BY, question="And where?")
    assert (made.state, made.question, news(made)) == (SignatoryState.ASKED, "And where?", 2)


def test_one_who_was_asked_can_still_be_approved(database: None) -> None:
    made = waits(circulates())
    signatories.ask(made, by=BY, question="Since when?")
    signatories.approve(made, by=BY)
    assert made.state is SignatoryState.APPROVED


def test_declining_leaves_nothing_printed_and_mails_why(database: None) -> None:
    made = waits(circulates(), logo=logo())
    signatories.decline(made, by=BY, words="Only organisations.")
    assert (made.state, made.organisations, made.logo) == (SignatoryState.DECLINED, {}, None)
    assert (made.question, news(made)) == ("Only organisations.", 1)


def test_removing_takes_it_out_of_the_count_and_keeps_the_reason(database: None) -> None:
    text = letter(opened=True)
    made = stands(text)
    signatories.remove(made, by=BY, reason="asked for by phone")
    assert (signatories.under(text), told(text)[-1]) == ([], EntryKind.REMOVED)
    assert db.session.scalars(sa.select(Audit.details).where(Audit.verb == "remove signatory")).one() == {
        "petition": text.public_id,
        "reason": "asked for by phone",
    }
    sequenced(text)
    assert list(verifying.problems_of(text)) == []


def test_a_withheld_name_leaves_the_page_and_counts(database: None) -> None:
    text = letter(opened=True)
    made = stands(text, descriptions={"en": "A clinic"})
    signatories.set_listed(made, by=BY, is_listed=False)
    db.session.commit()
    assert (made.organisations, made.descriptions) == ({}, {"en": "A clinic"})
    signatories.set_listed(made, by=BY, is_listed=True)
    sequenced(text)
    assert (names(text), list(verifying.problems_of(text))) == (["Nurses of the Harbour"], [])


@pytest.mark.parametrize(
    ("name", "to", "order"),
    [
        ("C", 1, ["C", "A", "B", "D"]),
        ("A", 3, ["B", "C", "A", "D"]),
        ("B", 99, ["A", "C", "D", "B"]),
        ("B", 2, ["A", "B", "C", "D"]),
    ],
)
def test_it_becomes_the_nth_line(database: None, name: str, to: int, order: list[str]) -> None:
    text = circulates()
    lines = {one.organisations["en"]: one for one in signed_by(text, *"ABCD")}
    signatories.move(lines[name], by=BY, to=to)
    db.session.flush()
    assert names(text) == order


def test_what_is_settled_stays_settled(database: None) -> None:
    text = circulates()
    gone = waits(text)
    joining.withdraw(gone)
    for verb, values in (
        (signatories.approve, {}),
        (signatories.ask, {"question": "?"}),
        (signatories.decline, {"words": "No"}),
        (signatories.remove, {"reason": "x"}),
        (signatories.set_listed, {"is_listed": False}),
        (signatories.move, {"to": 1}),
    ):
        with pytest.raises(SignatoryIsSettled):
            verb(gone, by=BY, **values)
    assert gone.state is SignatoryState.WITHDRAWN


def test_nothing_is_decided_about_what_nobody_confirmed(database: None) -> None:
    text = circulates()
    made = asks(text)
    with pytest.raises(SignatoryIsSettled):
        signatories.approve(made, by=BY)
    assert signatories.by_public_id(text, made.public_id) is None
    assert signatories.number_in(text, SignatoryState.UNCONFIRMED) == 1


def test_another_petitions_line_is_not_found(database: None) -> None:
    made = waits(circulates())
    assert signatories.by_public_id(circulates("other"), made.public_id) is None


def test_the_team_itself_gets_no_mail(database: None) -> None:
    text = circulates()
    [own] = signed_by(text, "Own")
    signatories.remove(own, by=BY, reason="mistake")
    assert news(own) == 0


def test_who_was_approved_while_it_circulated_is_entered_at_opening(database: None) -> None:
    text = circulates()
    stands(text, "One")
    joining.withdraw(stands(text, "Two"))
    signatories.add_by_team(text, line("Three"), is_listed=False)
    petitions.open_now(text, languages=["en"])
    assert told(text) == [EntryKind.OPENED, EntryKind.SIGNATORY, EntryKind.SIGNATORY]
    sequenced(text)
    assert list(verifying.problems_of(text)) == []


def test_only_the_logo_of_one_who_stands_there_is_shown(database: None) -> None:
    text = circulates()
    made = waits(text, logo=logo())
    sha256 = logo().sha256
    assert signatories.logo_under(text, sha256) is None
    signatories.approve(made, by=BY)
    assert signatories.logo_under(text, sha256) is made.logo
    assert signatories.logo_under(circulates("other"), sha256) is None
    joining.withdraw(made)
    assert signatories.logo_under(text, sha256) is None


def test_what_was_erased_is_withheld_but_not_printed_again(database: None) -> None:
    made = stands(circulates())
    made.sealed = None
    signatories.set_listed(made, by=BY, is_listed=True)
    signatories.set_listed(made, by=BY, is_listed=False)
    with pytest.raises(SignatoryIsErased):
        signatories.set_listed(made, by=BY, is_listed=True)
    assert made.organisations == {}


def test_whoever_was_erased_is_decided_about_and_told_nothing(database: None) -> None:
    made = waits(circulates())
    before, made.sealed = news(made), None
    with pytest.raises(SignatoryIsErased):
        signatories.ask(made, by=BY, question="Since when?")
    signatories.approve(made, by=BY)
    assert (made.state, news(made)) == (SignatoryState.APPROVED, before)
