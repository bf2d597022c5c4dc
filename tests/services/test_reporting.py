"""What becomes of a reader's report."""

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.erasure import Erasure, ErasureKind
from petition.models.petition import Petition, Protection
from petition.models.record import Audit
from petition.models.report import Report, ReportOutcome, ReportReason
from petition.models.signature import Comment, CommentState
from petition.services import comment_review, forgetting, moderating, reporting
from petition.services.comment_review import Queue
from tests.conftest import FakeClock
from tests.people import signed

INSULT, AT_RISK = ReportReason.INSULT, ReportReason.AT_RISK


@pytest.fixture
def comment(ward: Petition) -> Comment:
    made = signed(ward, comment="They are all thieves", comment_is_public=True).comment
    assert made
    return made


def report(comment: Comment, reason: ReportReason = INSULT, words: str = "") -> None:
    reporting.report(comment.signature.petition, str(comment.public_id), reason=reason, words=words)
    db.session.flush()
    db.session.refresh(comment)


def reports() -> list[Report]:
    return list(db.session.scalars(sa.select(Report).order_by(Report.id)))


def test_it_waits_for_the_team_with_words_that_are_sealed(comment: Comment) -> None:
    report(comment, words="My brother is named")
    [made] = reports()
    assert (comment.reports, comment.state, made.outcome) == (1, CommentState.SHOWN, None)
    assert b"brother" not in (made.words or b"")
    assert reporting.words_of(made) == "My brother is named"


def test_however_many_report_it_it_stays_until_somebody_decides(comment: Comment) -> None:
    for _ in range(reporting.MOST_OPEN + 5):
        report(comment)
    assert (comment.state, comment.reports, len(reports())) == (CommentState.SHOWN, 20, 20)


@pytest.mark.parametrize("state", [CommentState.HIDDEN, CommentState.WAITING])
def test_of_what_is_not_shown_nothing_comes(comment: Comment, state: CommentState) -> None:
    comment.state = state
    db.session.flush()
    report(comment)
    reporting.report(comment.signature.petition, "unknown", reason=INSULT, words="")
    assert (comment.reports, reports()) == (0, [])


def test_of_another_petitions_comment_nothing_comes(comment: Comment) -> None:
    elsewhere = Petition(id=comment.petition_id + 1, protection=Protection.NORMAL)
    reporting.report(elsewhere, str(comment.public_id), reason=INSULT, words="")
    assert reports() == []


def test_whoever_reports_what_was_kept_has_to_say_more(comment: Comment) -> None:
    report(comment)
    comment_review.keep(comment, by="mona")
    report(comment)
    assert comment.reports == 0
    report(comment, words="The second line means my street")
    report(comment, reason=ReportReason.FALSE_CLAIM)
    assert comment.reports == 2


# --- Where signers are at risk -----------------------------------------------------------------------------------


def test_one_that_says_somebody_is_in_danger_makes_it_wait(ward: Petition, comment: Comment) -> None:
    ward.protection = Protection.DISCREET
    report(comment, AT_RISK)
    assert (comment.state, comment.reports) == (CommentState.WAITING, 1)
    assert "take reported comment from view" in db.session.scalars(sa.select(Audit.verb)).all()
    [noted] = db.session.scalars(sa.select(Erasure))
    assert (noted.kind, noted.subject) == (ErasureKind.COMMENT_HIDDEN, comment.signature.public_id)


def test_but_not_where_they_are_not_nor_for_another_reason(ward: Petition, comment: Comment) -> None:
    report(comment, AT_RISK)
    assert comment.state is CommentState.SHOWN
    ward.protection = Protection.DISCREET
    report(comment, INSULT)
    assert comment.state is CommentState.SHOWN


def test_nor_once_somebody_of_the_team_has_read_it(ward: Petition, comment: Comment) -> None:
    ward.protection = Protection.DISCREET
    report(comment, AT_RISK)
    moderating.show_comment(comment.signature, by="mona", reason="")
    report(comment, AT_RISK, words="Really")
    assert (comment.state, comment.reports) == (CommentState.SHOWN, 1)


def test_a_crowd_of_other_reports_does_not_keep_it_in_view(ward: Petition, comment: Comment) -> None:
    ward.protection, comment.reports = Protection.DISCREET, reporting.MOST_OPEN
    db.session.flush()
    report(comment, AT_RISK)
    assert comment.state is CommentState.WAITING


# --- How they end ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [CommentState.HIDDEN, CommentState.SHOWN])
def test_whoever_decides_about_the_comment_decides_about_its_reports(comment: Comment, state: CommentState) -> None:
    report(comment)
    if state is CommentState.HIDDEN:
        moderating.hide_comment(comment.signature, by="mona", reason="", because=INSULT)
    else:
        comment_review.keep(comment, by="mona")
    db.session.refresh(comment)
    [made] = reports()
    assert (comment.state, comment.reports, comment.is_reviewed) == (state, 0, True)
    expected = ReportOutcome.HIDDEN if state is CommentState.HIDDEN else ReportOutcome.KEPT
    assert (made.outcome, made.settled_by) == (expected, "mona")


def test_words_go_thirty_days_after_it_was_decided(comment: Comment, time: FakeClock) -> None:
    report(comment, words="Waits")
    comment_review.keep(comment, by="mona")
    report(comment, ReportReason.OTHER, words="Undecided")
    time.move(days=30)
    forgetting.forget()
    assert [reporting.words_of(one) for one in reports()] == ["Waits", "Undecided"]
    time.move(seconds=1)
    forgetting.forget()
    db.session.expire_all()
    assert [reporting.words_of(one) for one in reports()] == ["", "Undecided"]


def test_they_go_with_the_comment(comment: Comment, ward: Petition) -> None:
    report(comment)
    db.session.execute(sa.delete(Comment))
    assert reports() == []
    assert comment_review.comments(ward, Queue.REPORTED) == ([], None)
