import threading
from datetime import timedelta

from flask import Flask

from petition.extensions import db
from petition.services import leases

LIFE = timedelta(seconds=8)


def take(app: Flask, holder: str, life: timedelta = LIFE) -> bool:
    with app.app_context():
        db.open_for_writing()
        taken = leases.take("sequencer", holder, life)
        db.session.commit()
        return taken


def test_one_holder_at_a_time(app: Flask) -> None:
    assert take(app, "alice")
    assert not take(app, "bob")
    assert take(app, "alice")


def test_a_lease_that_has_run_out_is_free(app: Flask) -> None:
    assert take(app, "alice", timedelta(seconds=-1))
    assert take(app, "bob")
    assert not take(app, "alice")


def test_of_many_at_once_one_gets_it(app: Flask) -> None:
    taken: list[bool] = []
    threads = [threading.Thread(target=lambda n=n: taken.append(take(app, str(n)))) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(taken) == [False] * 7 + [True]


def test_who_holds_a_thing_lets_others_wait_until_the_commit(app: Flask) -> None:
    order: list[str] = []
    with app.app_context():
        db.open_for_writing()
        leases.hold_until_commit(b"mailbox")
        db.session.execute(db.text("select 1"))
        other = threading.Thread(target=_hold, args=(app, order))
        other.start()
        other.join(0.3)
        order.append("first")
        db.session.commit()
    other.join(5)
    assert order == ["first", "second"]


def _hold(app: Flask, order: list[str]) -> None:
    with app.app_context():
        db.open_for_writing()
        leases.hold_until_commit(b"mailbox")
        db.session.execute(db.text("select 1"))
        order.append("second")
        db.session.commit()
