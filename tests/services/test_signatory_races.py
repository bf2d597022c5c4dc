"""Several decide at once, or decide while it opens: each line is entered once, and the ledger agrees."""

from collections.abc import Callable
from threading import Event
from time import sleep

import pytest
from flask import Flask

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.signatory import Signatory
from petition.services import joining, petitions, revisions, signatories, verifying
from petition.services.errors import DomainError, WordsChangedMeanwhile
from tests.guarantees import at_once
from tests.joining import asks, circulates, sent_line, stands, waits
from tests.services.counting import sequenced

Deed = Callable[[Petition], None]


@pytest.fixture
def made(app: Flask) -> Callable[..., dict[str, str]]:
    """Make a letter that circulates with such lines; their public ids by name."""

    def make(**lines: Callable[..., Signatory]) -> dict[str, str]:
        with app.app_context():
            db.open_for_writing()
            text = circulates()
            ids = {name: how(text, name, address=f"{name}@example.org").public_id for name, how in lines.items()}
            db.session.commit()
            return ids

    return make


def do(app: Flask, deed: Deed) -> bool:
    """In a transaction of its own; whether it was allowed."""
    with app.app_context():
        db.open_for_writing()
        try:
            deed(the_letter())
        except DomainError:
            db.session.rollback()
            return False
        db.session.commit()
        return True


def the_letter() -> Petition:
    found = petitions.by_slug("a-letter")
    assert found
    return found


def line(petition: Petition, public_id: str) -> Signatory:
    found = signatories.by_public_id(petition, public_id)
    assert found
    return found


def open_it(petition: Petition) -> None:
    petitions.open_now(petition, languages=["en"])


def problems(app: Flask) -> list[str]:
    with app.app_context():
        db.open_for_writing()
        sequenced(the_letter())
        return list(verifying.problems_of(the_letter()))


def test_of_many_who_approve_at_once_one_has_done_it(app: Flask, made: Callable[..., dict[str, str]]) -> None:
    ids = made(one=waits)
    do(app, open_it)
    done = at_once(6, lambda _n: do(app, lambda letter: signatories.approve(line(letter, ids["one"]), by="alice")))
    assert (sum(done), problems(app)) == (1, [])


def test_who_withdraws_while_the_team_approves_is_counted_or_gone(
    app: Flask, made: Callable[..., dict[str, str]]
) -> None:
    ids = made(one=waits)
    do(app, open_it)
    deeds: list[Deed] = [
        lambda letter: signatories.approve(line(letter, ids["one"]), by="alice"),
        lambda letter: joining.withdraw(line(letter, ids["one"])),
    ]
    at_once(6, lambda n: do(app, deeds[n % 2]))
    assert problems(app) == []


def test_what_is_decided_while_it_opens_is_entered_once(app: Flask, made: Callable[..., dict[str, str]]) -> None:
    ids = made(waiting=waits, leaving=stands, removed=stands)
    deeds: list[Deed] = [
        open_it,
        lambda letter: signatories.approve(line(letter, ids["waiting"]), by="alice"),
        lambda letter: joining.withdraw(line(letter, ids["leaving"])),
        lambda letter: signatories.remove(line(letter, ids["removed"]), by="alice", reason="a test"),
    ]
    assert at_once(4, lambda n: do(app, deeds[n])) == [True] * 4
    assert problems(app) == []


def words_by_number() -> list[tuple[int, str]]:
    return [(one.number, one.text) for one in the_letter().revisions if one.language == "en"]


def rewrite(letter: Petition) -> None:
    petitions.wait_for(letter)
    revisions.write(letter, "en", {"text": "Close it at once."})


def test_words_that_somebody_is_about_to_stand_under_are_numbered_on(
    app: Flask, made: Callable[..., dict[str, str]]
) -> None:
    made()
    asked = Event()

    def join(letter: Petition) -> None:
        asks(letter)
        asked.set()
        # The other one comes to its lock meanwhile.
        sleep(0.5)

    deeds: list[Deed] = [join, rewrite]
    assert at_once(2, lambda n: (n == 0 or asked.wait(5)) and do(app, deeds[n])) == [True, True]
    with app.app_context():
        assert [number for number, _words in words_by_number()] == [1, 2]


def test_nobody_stands_under_words_that_were_written_anew_meanwhile(
    app: Flask, made: Callable[..., dict[str, str]]
) -> None:
    made()
    with app.app_context():
        read = the_letter().words_in("en")
        db.session.expunge(read)
    assert do(app, rewrite)
    with app.app_context():
        db.open_for_writing()
        letter = the_letter()
        with pytest.raises(WordsChangedMeanwhile):
            joining.join(letter, sent_line(), is_listed=True, logo=None, revision=read, language="en")
