"""Comments one after the other, and what moderators decide about them."""

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.petition import Commenting, Petition
from petition.models.report import ReportReason
from petition.models.signature import Comment, CommentState, Signature
from petition.services import reporting
from tests.people import post, signed
from tests.reading import form_on

PETITION = "/en/organise/keep-the-ward-open"
LIST = f"{PETITION}/comments"
VERBS = ["show", "hide", "keep", "undo"]

Say = Callable[..., str]
Load = Callable[[str], Petition]


@pytest.fixture
def say(app: Flask, petition: str, load: Load) -> Say:
    """Sign with a comment that waits, or that is shown and was reported so often; the signature's public id."""

    def made(words: str, *, reports: int | None = None) -> str:
        with app.app_context():
            db.open_for_writing()
            ward = load(petition)
            ward.comments = Commenting.AFTER_REVIEW if reports is None else Commenting.AT_ONCE
            signature = signed(ward, name=words, comment=words, comment_is_public=True)
            assert signature.comment
            for _ in range(reports or 0):
                told = {"reason": ReportReason.INSULT, "words": "It is <b>mean</b>"}
                reporting.report(ward, str(signature.comment.public_id), **told)  # type: ignore[arg-type]
            db.session.commit()
            return signature.public_id

    return made


@pytest.fixture
def state_of(app: Flask) -> Callable[[str], CommentState]:
    def found(public_id: str) -> CommentState:
        with app.app_context():
            its_own = sa.select(Comment.state).join(Signature).where(Signature.public_id == public_id)
            return db.session.scalars(its_own).one()

    return found


def text_at(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return answer.get_data(as_text=True)


def press(browser: FlaskClient, public_id: str, verb: str, queue: str = "waiting", **typed: str) -> TestResponse:
    """Send the form of one comment, as the page has it."""
    form = form_on(browser.get(f"{LIST}?queue={queue}"), f"/{public_id}/{verb}")
    return browser.post(f"{LIST}/{public_id}/{verb}", data=form | typed)


def test_those_that_wait_come_first_with_how_many_there_are(mona: FlaskClient, say: Say) -> None:
    assert "No comment waits to be read." in text_at(mona, LIST)
    say("Why <b>not</b>")
    page = text_at(mona, LIST)
    assert 'dir="auto">Why &lt;b&gt;not&lt;/b&gt;</p>' in page
    assert "1 comment waits to be read" in text_at(mona, PETITION)


def test_showing_one_goes_on_to_the_next(
    mona: FlaskClient, client: FlaskClient, say: Say, state_of: Callable[[str], CommentState]
) -> None:
    first, second = say("First"), say("Second")
    answer = press(mona, first, "show")
    assert (answer.status_code, state_of(first)) == (303, CommentState.SHOWN)
    assert answer.location.endswith(f"#comment-{second}")
    page = text_at(mona, answer.location)
    assert ("Everyone can read the comment." in page, "First" in page, "Second" in page) == (True, False, True)
    assert "First" in text_at(client, "/en/petitions/keep-the-ward-open")
    assert press(mona, second, "show").location.endswith("#decided")


def test_hiding_says_why_to_its_signer_and_to_the_log(mona: FlaskClient, alice: FlaskClient, say: Say) -> None:
    made = say("They are all thieves")
    assert press(mona, made, "hide", reason="insult", words="Twice this week").status_code == 303
    assert "It insults or threatens somebody" in text_at(mona, f"{LIST}?queue=hidden")
    log = text_at(alice, "/en/organise/teams/ward-team/log")
    assert "Mona</bdi> hid a comment" in log
    assert "It insults or threatens somebody · Twice this week" in log


@pytest.mark.parametrize("typed", [{"reason": ""}, {"reason": "nonsense"}, {"reason": "insult", "words": "x" * 301}])
def test_hiding_needs_a_reason_and_keeps_what_was_typed(mona: FlaskClient, say: Say, typed: dict[str, str]) -> None:
    made = say("They are all thieves")
    answer = press(mona, made, "hide", **{"words": "Mine", **typed})
    assert answer.status_code == 422
    assert form_on(answer, f"/{made}/hide")["words"] == typed.get("words", "Mine")
    assert '<details class="hide" open>' in answer.get_data(as_text=True)


def test_reported_ones_say_what_readers_wrote_and_can_be_kept(
    mona: FlaskClient, say: Say, state_of: Callable[[str], CommentState]
) -> None:
    say("Once", reports=1)
    made = say("Thrice", reports=3)
    page = text_at(mona, f"{LIST}?queue=reported")
    assert page.index("Thrice") < page.index("Once")
    assert "It is &lt;b&gt;mean&lt;/b&gt;" in page
    assert "2 comments were reported" in text_at(mona, PETITION)
    assert press(mona, made, "keep", "reported").status_code == 303
    assert "Thrice" not in text_at(mona, f"{LIST}?queue=reported")
    assert state_of(made) is CommentState.SHOWN


@pytest.mark.parametrize("verb", ["show", "hide"])
def test_each_can_be_undone(mona: FlaskClient, say: Say, state_of: Callable[[str], CommentState], verb: str) -> None:
    made = say("They are all thieves")
    page = mona.get(press(mona, made, verb, reason="insult").location)
    undone = mona.post(f"{LIST}/{made}/undo", data=form_on(page, "/undo"))
    assert (undone.status_code, state_of(made)) == (303, CommentState.WAITING)
    assert undone.location.endswith(f"#comment-{made}")


def test_what_somebody_else_decided_is_told(mona: FlaskClient, bob: FlaskClient, say: Say) -> None:
    made = say("They are all thieves")
    form = form_on(mona.get(LIST), f"/{made}/show")
    undoing = form_on(bob.get(press(bob, made, "show").location), "/undo")
    press(bob, made, "hide", "shown", reason="other")
    post(bob, f"{LIST}/{made}/show")
    assert mona.post(f"{LIST}/{made}/show", data=form).status_code == 409
    press(mona, made, "hide", "shown", reason="other")
    answer = bob.post(f"{LIST}/{made}/undo", data=undoing)
    assert answer.status_code == 409
    assert "decided about this comment meanwhile" in answer.get_data(as_text=True)


@pytest.mark.parametrize("query", ["queue=x", "start=x", "start=-1", f"start={9**40}", "done=x&was=x&now=shown"])
def test_it_answers_every_query(alice: FlaskClient, say: Say, query: str) -> None:
    say("Why not")
    assert "Why not" in text_at(alice, f"{LIST}?{query}")


def test_undoing_nothing_that_is_known(alice: FlaskClient, say: Say) -> None:
    undo = f"{LIST}/{say('Why not')}/undo"
    answers = [post(alice, undo, was=was, now=now) for was, now in (("x", "shown"), ("shown", "waiting"))]
    assert {answer.status_code for answer in answers} == {400}


def test_where_a_signature_does_not_count_it_says_so(mona: FlaskClient, say: Say, app: Flask) -> None:
    say("Why not")
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.update(Signature).values(state="held"))
        db.session.commit()
    assert re.search(r"signature held</span>", text_at(mona, LIST))


def test_an_unknown_comment_is_not_found(mona: FlaskClient) -> None:
    typed = {"reason": "other", "was": "waiting", "now": "shown"}
    assert {post(mona, f"{LIST}/unknown/{verb}", **typed).status_code for verb in VERBS} == {404}
