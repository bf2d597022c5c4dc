"""A team's comments: in which list each stands, and taking a decision back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.petition import Commenting, Petition, Publishing
from petition.models.report import ReportReason
from petition.models.signature import Comment, CommentState
from petition.services import comment_review, figures, moderating, moderating_many, reporting
from petition.services.comment_review import Queue, Waiting
from petition.services.errors import SettledAlready
from tests.people import signed

Say = Callable[..., Comment]
WAITING, SHOWN, HIDDEN = CommentState.WAITING, CommentState.SHOWN, CommentState.HIDDEN


@pytest.fixture
def say(ward: Petition) -> Say:
    """Sign with a comment."""

    def made(words: str, *, waits: bool = True) -> Comment:
        ward.comments = Commenting.AFTER_REVIEW if waits else Commenting.AT_ONCE
        found = signed(ward, name=words, comment=words, comment_is_public=True).comment
        assert found
        return found

    return made


def texts(ward: Petition, queue: Queue, start: int | None = None) -> list[str]:
    return [one.text for one in comment_review.comments(ward, queue, start=start)[0]]


def report(comment: Comment, *, times: int = 1) -> None:
    for _ in range(times):
        reporting.report(
            comment.signature.petition, str(comment.public_id), reason=ReportReason.INSULT, words=f"{times}"
        )


def test_what_waits_goes_on_waiting_when_comments_appear_at_once(ward: Petition, say: Say) -> None:
    say("One")
    say("Two", waits=False)
    assert (texts(ward, Queue.WAITING), texts(ward, Queue.SHOWN)) == (["One"], ["Two"])


def test_who_waits_longest_comes_first(ward: Petition, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comment_review, "PER_PAGE", 2)
    for words in ("One", "Two", "Three"):
        say(words)
    found, start = comment_review.comments(ward, Queue.WAITING)
    assert [one.text for one in found] == ["One", "Two"]
    assert texts(ward, Queue.WAITING, start) == ["Three"]


def test_where_publishing_is_batched_their_order_says_no_more_than_the_day(
    ward: Petition, say: Say, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(comment_review, "PER_PAGE", 4)
    ward.publish = Publishing.BATCHED
    made = [say(f"Words {number}") for number in range(7)]
    made[-1].confirmed_on -= timedelta(days=1)
    db.session.flush()
    found, start = comment_review.comments(ward, Queue.WAITING)
    by_random = sa.select(Comment.text).order_by(Comment.confirmed_on, Comment.signature_public_id)
    expected = list(db.session.scalars(by_random))
    assert [one.text for one in found] + texts(ward, Queue.WAITING, start) == expected
    assert expected[0] == "Words 6"


def test_elsewhere_the_newest_comes_first(ward: Petition, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comment_review, "PER_PAGE", 2)
    for words in ("One", "Two", "Three"):
        moderating.show_comment(say(words).signature, by="mona", reason="")
    found, start = comment_review.comments(ward, Queue.SHOWN)
    assert [one.text for one in found] == ["Three", "Two"]
    assert texts(ward, Queue.SHOWN, start) == ["One"]


def test_the_most_reported_comes_first(ward: Petition, say: Say) -> None:
    for words, times in (("One", 1), ("Two", 3), ("Three", 2), ("Four", 0)):
        comment = say(words)
        moderating.show_comment(comment.signature, by="mona", reason="")
        report(comment, times=times)
    assert texts(ward, Queue.REPORTED) == ["Two", "Three", "One"]
    found, _ = comment_review.comments(ward, Queue.REPORTED)
    assert [len(comment_review.open_reports(found)[one.id]) for one in found] == [3, 2, 1]


def test_it_is_known_how_much_there_is_to_do(ward: Petition, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(comment_review, "MOST", 2)
    for words in ("One", "Two", "Three"):
        say(words)
    shown = say("Four")
    moderating.show_comment(shown.signature, by="mona", reason="")
    report(shown)
    assert comment_review.waiting(ward) == Waiting(unread=2, reported=1)
    assert figures.MOST > 2


def test_a_comment_is_kept_once(say: Say) -> None:
    comment = say("One")
    moderating.show_comment(comment.signature, by="mona", reason="")
    with pytest.raises(SettledAlready):
        comment_review.keep(comment, by="mona")
    report(comment)
    comment_review.keep(comment, by="mona")
    with pytest.raises(SettledAlready):
        comment_review.keep(comment, by="bob")


@pytest.mark.parametrize("was", [WAITING, SHOWN])
def test_a_decision_is_taken_back_with_what_hung_on_it(say: Say, was: CommentState) -> None:
    comment = say("One")
    moderating.show_comment(comment.signature, by="bob", reason="")
    report(comment)
    db.session.execute(sa.update(Comment).values(state=was))
    moderating.hide_comment(comment.signature, by="mona", reason="", because=ReportReason.INSULT)
    comment_review.undo(comment, now=HIDDEN, was=was, by="mona")
    db.session.refresh(comment)
    assert (comment.state, comment.reports) == (was, 1)


def test_what_is_hidden_again_waits_for_nothing_and_says_why(say: Say) -> None:
    comment = say("One", waits=False)
    report(comment)
    moderating.hide_comment(comment.signature, by="mona", reason="", because=ReportReason.INSULT)
    moderating.show_comment(comment.signature, by="mona", reason="")
    comment_review.undo(comment, now=SHOWN, was=HIDDEN, by="mona")
    db.session.refresh(comment)
    assert (comment.state, comment.hidden_because, comment.reports) == (HIDDEN, ReportReason.INSULT, 0)


def test_of_what_was_hidden_this_moment_no_report_waits(say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    comment = say("One", waits=False)
    moderating.hide_comment(comment.signature, by="mona", reason="")
    monkeypatch.setattr(reporting, "published", lambda *_: comment)
    report(comment)
    db.session.refresh(comment)
    assert comment.reports == 0


def test_what_others_decided_meanwhile_is_not_taken_back(say: Say) -> None:
    comment = say("One")
    moderating.show_comment(comment.signature, by="mona", reason="")
    moderating.hide_comment(comment.signature, by="bob", reason="")
    with pytest.raises(SettledAlready):
        comment_review.undo(comment, now=SHOWN, was=WAITING, by="mona")


def test_hundreds_that_nobody_has_read_wait_again_when_their_hiding_is_taken_back(say: Say) -> None:
    unread, read = say("Unread"), say("Read", waits=False)
    theirs = [unread.signature, read.signature]
    moderating_many.hide_comments(theirs, by="mona")
    moderating_many.show_comments(theirs, by="mona")
    db.session.expire_all()
    assert [one.state for one in (unread, read)] == [WAITING, SHOWN]
    moderating_many.show_comments(theirs, by="mona")
    db.session.refresh(unread)
    assert unread.state is SHOWN
