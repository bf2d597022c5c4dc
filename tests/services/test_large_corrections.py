"""What is too large for a team: it asks, staff decide, and small corrections are measured anew."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.correction import Correction, CorrectionOutcome
from petition.models.ledger import EntryKind, LedgerInbox
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition
from petition.models.record import Audit
from petition.models.team import TeamState
from petition.services import asked_corrections, large_corrections, outbox, petitions, revising, team_mails
from petition.services.errors import CannotChangeState, DomainError
from petition.services.revision_errors import (
    AsksAlready,
    CorrectionIsSettled,
    InvalidRevision,
    NothingToAsk,
    RevisedMeanwhile,
    RevisionTooLarge,
    TooManyRevisions,
    TouchesFrozen,
)
from petition.services.staff_mails import Waits
from tests.conftest import FakeClock
from tests.corrections import LARGE, REASON, TEXT, asked, long_petition
from tests.people import join

SMALL = TEXT.replace("Ward 3 has two", "Ward 3 has four")


@pytest.fixture
def ward(database: None) -> Petition:
    return long_petition()


def correct(ward: Petition, text: str) -> None:
    revising.revise(ward, "en", {"text": text}, reason="A number was wrong", by="alice")


def mails() -> list[tuple[MailKind, str]]:
    found = db.session.scalars(sa.select(Mail).order_by(Mail.id))
    return [(mail.kind, outbox.address_of(mail)) for mail in found]


def test_what_is_allowed_is_published_as_its_team_wrote_it(ward: Petition) -> None:
    with pytest.raises(RevisionTooLarge):
        correct(ward, LARGE)
    made = large_corrections.allow(asked(ward), by="sam")
    assert (made.text, made.reason, made.title, made.number) == (LARGE, REASON, "Keep the ward open", 2)
    ledger = db.session.scalars(sa.select(LedgerInbox.revision).where(LedgerInbox.kind == EntryKind.REVISION))
    assert ledger.all() == [made.sha256]
    assert asked_corrections.allowed_revisions(ward) == {made.id}


def test_the_log_says_who_wrote_and_who_allowed_it(ward: Petition) -> None:
    large_corrections.allow(asked(ward), by="sam")
    lines = db.session.execute(sa.select(Audit.actor, Audit.verb).order_by(Audit.id)).all()
    assert [(row.actor, row.verb) for row in lines] == [
        ("alice", "ask for correction"),
        ("alice", "revise petition"),
        ("sam", "allow correction"),
    ]


def test_small_corrections_are_measured_by_what_was_allowed(ward: Petition) -> None:
    correct(ward, SMALL)
    large_corrections.allow(asked(ward), by="sam")
    correct(ward, LARGE.replace("Ward 3", "Ward three"))
    # Together these are as large as any other: what was allowed is the measure, and no measure grows by itself.
    with pytest.raises(RevisionTooLarge):
        correct(ward, LARGE.replace("one doctor", "two doctors", 6))
    # Going back to the words at opening is as large as leaving them was.
    with pytest.raises(RevisionTooLarge):
        correct(ward, TEXT)


def test_it_tells_staff_and_then_the_team(ward: Petition) -> None:
    join("alice")
    join("mona")
    sam = join("sam")
    sam.is_staff = True
    waiting = asked(ward)
    assert mails() == [(MailKind.STAFF_ASKED, "sam@example.org")]
    large_corrections.refuse(waiting, by="sam", answer="Say it in the news.\n\nIt is another text.")
    assert mails()[1:] == [(MailKind.TEXT_DECIDED, "alice@example.org")]
    mail = db.session.scalars(sa.select(Mail).where(Mail.kind == MailKind.TEXT_DECIDED)).one()
    letter = team_mails.about_a_correction(mail)
    assert letter
    assert letter.words == "text_refused"
    # Of the next one all are told again, although nothing was changed between.
    large_corrections.refuse(asked(ward), by="sam", answer="No.")
    assert mails()[2:] == [(MailKind.STAFF_ASKED, "sam@example.org"), (MailKind.TEXT_DECIDED, "alice@example.org")]


def test_it_waits_among_what_staff_decide(ward: Petition, time: FakeClock) -> None:
    waiting = asked(ward)
    [found] = large_corrections.waiting()
    assert (found.kind, found.petition, found.since, found.public_id) == (Waits.TEXT, ward, time.now, waiting.public_id)
    large_corrections.take_back(waiting, by="bob")
    assert (large_corrections.waiting(), waiting.outcome) == ([], CorrectionOutcome.TAKEN_BACK)


@pytest.mark.parametrize("end", [lambda ward: correct(ward, SMALL), petitions.close], ids=["corrected", "closed"])
def test_it_is_over_with_the_words_it_was_made_of(ward: Petition, end: Callable[[Petition], None]) -> None:
    waiting = asked(ward)
    end(ward)
    db.session.refresh(waiting)
    assert (waiting.outcome, waiting.decided_by) == (CorrectionOutcome.TAKEN_BACK, "system")
    with pytest.raises(CorrectionIsSettled):
        large_corrections.allow(waiting, by="sam")


def test_a_correction_of_another_language_leaves_it_alone(ward: Petition) -> None:
    waiting = asked(ward)
    text = "جناح في الليل مكان هادئ."
    large_corrections.allow(large_corrections.ask(ward, "ar", {"text": text}, reason=REASON, by="alice"), by="sam")
    db.session.refresh(waiting)
    assert waiting.outcome is None


def test_nothing_is_published_in_the_name_of_a_suspended_team(ward: Petition) -> None:
    waiting = asked(ward)
    ward.team.state = TeamState.SUSPENDED
    db.session.flush()
    assert large_corrections.waiting() == []
    with pytest.raises(CannotChangeState):
        large_corrections.allow(waiting, by="sam")


@pytest.mark.parametrize("decide", ["allow", "refuse", "take_back"])
def test_it_is_decided_once(ward: Petition, decide: str) -> None:
    waiting = asked(ward)
    large_corrections.refuse(waiting, by="sam", answer="No.")
    more = {"answer": "No!"} if decide == "refuse" else {}
    with pytest.raises(CorrectionIsSettled):
        getattr(large_corrections, decide)(waiting, by="sama", **more)
    assert (waiting.decided_by, waiting.answer) == ("sam", "No.")


@pytest.mark.parametrize(
    ("values", "more", "refusal"),
    [
        ({"text": SMALL}, {}, NothingToAsk),
        ({"text": LARGE}, {"reason": " "}, InvalidRevision),
        ({"text": LARGE}, {"seen": "0" * 64}, RevisedMeanwhile),
        ({"text": LARGE, "title": "Another"}, {}, TouchesFrozen),
    ],
)
def test_what_cannot_be_asked(
    ward: Petition, values: dict[str, str], more: dict[str, str], refusal: type[DomainError]
) -> None:
    with pytest.raises(refusal):
        large_corrections.ask(ward, "en", values, **{"reason": REASON, "by": "alice", **more})
    assert db.session.scalars(sa.select(Correction)).all() == []


def test_one_at_a_time_waits_in_a_language(ward: Petition) -> None:
    asked(ward)
    with pytest.raises(AsksAlready):
        asked(ward, LARGE.replace("one doctor", "no doctor"))


def test_nothing_is_asked_once_it_is_closed(ward: Petition) -> None:
    petitions.close(ward)
    with pytest.raises(CannotChangeState):
        asked(ward)


def test_the_most_corrections_are_the_most(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = asked(ward)
    monkeypatch.setattr(revising, "MOST_CORRECTIONS", 0)
    with pytest.raises(TooManyRevisions):
        large_corrections.allow(waiting, by="sam")
