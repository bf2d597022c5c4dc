"""The ladder on the way of a form: whoever is held is taken, mailed and thanked as everybody."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from valkey import Valkey

from petition.extensions import db, heat, limiter, settings
from petition.lib.kept import Kept
from petition.models.origin import DailyKey, Origin
from petition.models.petition import Petition
from petition.models.signature import Hold, HoldRule
from petition.models.submission import Submission
from petition.services import policy
from petition.services.challenges import Effort
from petition.services.doubting import Doubted
from petition.services.ladder import names_of
from petition.web import doubting
from petition.web.public import ladder
from tests.guarantees import keep_what_is_read, likeness, statements
from tests.reading import Mails, confirm, form_on, link_in, sign

HERE = {"REMOTE_ADDR": "192.0.2.7"}
Decide = Callable[..., None]


@pytest.fixture
def decide(app: Flask) -> Decide:
    def do(**decided: str) -> None:
        with app.app_context():
            db.open_for_writing()
            for name, typed in decided.items():
                policy.decide(f"ladder.{name}", typed)
            db.session.commit()

    return do


def risks(app: Flask) -> list[list[str]]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Submission.risk).order_by(Submission.id)))


def send(app: Flask, slug: str, number: int) -> None:
    assert sign(app.test_client(), slug, mail=f"signer{number}@example.org").status_code == 303


def test_first_without_work_then_in_any_case_it_is_held(app: Flask, petition: str, decide: Decide) -> None:
    decide(address="1 2 none")
    for number in range(3):
        send(app, petition, number)
    assert risks(app) == [[], ["unsolved"], ["flood", "unsolved"]]


def test_spellings_of_one_mailbox_are_held_and_one_sent_again_is_not(
    app: Flask, client: FlaskClient, petition: str, decide: Decide
) -> None:
    decide(mailbox="none none 2")
    for tag in ("", "+one", "+one", "+one", "+two"):
        sign(client, petition, mail=f"Rima{tag}@example.org")
    sign(client, petition, mail="omar+two@example.org")
    assert risks(app) == [*[[]] * 4, [HoldRule.ALIASES], []]


def test_a_mail_domain_that_runs_hot_is_held_under_this_petition(app: Flask, petition: str, decide: Decide) -> None:
    decide(domain="none 2 none")
    for number in range(3):
        send(app, petition, number)
    sign(app.test_client(), petition, mail="rima@gmail.com")
    assert risks(app) == [[], [], [HoldRule.DOMAIN_BURST], []]


def test_what_one_address_confirms_for_others_is_held(app: Flask, petition: str, mails: Mails, decide: Decide) -> None:
    decide(confirmer="none 1 none")
    for number, network in enumerate(("192.0.2.7", "198.51.100.7", "198.51.100.8", "203.0.113.7")):
        sender = app.test_client()
        sender.environ_base["REMOTE_ADDR"] = network
        sign(sender, petition, mail=f"signer{number}@example.org")
        link = link_in(mails.to(f"signer{number}@example.org")[0])
        # What came from beside it is nobody else's, and not counted.
        sender.environ_base["REMOTE_ADDR"] = "203.0.113.1"
        confirm(sender, link)
    with app.app_context():
        rules = list(db.session.scalars(sa.select(Hold.rule).order_by(Hold.id)))
        assert rules == [HoldRule.ONE_CONFIRMER] * 2
        assert db.session.scalars(sa.select(Origin.facts).order_by(Origin.id.desc())).first() == {
            "risk": [],
            "pressed_after": 0,
        }


def test_what_was_stored_up_until_its_day_is_forgotten_came_from_elsewhere(
    app: Flask, petition: str, mails: Mails, decide: Decide
) -> None:
    decide(confirmer="none 1 none")
    senders = {f"signer{number}@example.org": app.test_client() for number in range(3)}
    for address, sender in senders.items():
        sign(sender, petition, mail=address)
    links = {address: link_in(mails.to(address)[0]) for address in senders}
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.delete(DailyKey))
        db.session.commit()
    for address, sender in senders.items():
        confirm(sender, links[address])
    with app.app_context():
        assert list(db.session.scalars(sa.select(Hold.rule))) == [HoldRule.ONE_CONFIRMER] * 2


def test_the_gravest_doubt_is_the_reason(
    app: Flask, client: FlaskClient, petition: str, mails: Mails, decide: Decide
) -> None:
    decide(address="1 1 none")
    send(app, petition, 1)
    sign(client, petition)
    confirm(client, link_in(mails.to("rima@example.org")[0]))
    with app.app_context():
        assert db.session.scalars(sa.select(Hold.rule)).one() is HoldRule.FLOOD


def test_its_sender_cannot_tell(app: Flask, petition: str, decide: Decide) -> None:
    decide(address="2 3 none")
    send(app, petition, 0)
    seen = []
    for number in range(1, 4):
        with statements(app) as executed:
            answer = sign(app.test_client(), petition, mail=f"signer{number}@example.org")
        seen.append([*likeness(answer), *executed])
    assert seen[1:] == seen[:1] * 2


def test_it_asks_the_database_nothing(
    app: Flask, client: FlaskClient, petition: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The first of a day makes its key.
    sign(client, petition)
    keep_what_is_read(app, monkeypatch)
    sign(client, petition)
    typed = form_on(client.get(f"/en/petitions/{petition}"), "/sign") | {"name": "Omar", "mail": "omar@example.org"}
    with statements(app) as sent:
        assert client.post(f"/en/petitions/{petition}/sign", data=typed).status_code == 303
    assert len(sent) == 3


def test_what_is_not_filled_in_right_is_not_counted(
    app: Flask, client: FlaskClient, petition: str, decide: Decide
) -> None:
    decide(address="1 1 none")
    assert [sign(client, petition, mail="rima").status_code for _ in range(3)] == [422] * 3
    send(app, petition, 1)
    assert risks(app) == [[]]


def test_who_mends_a_mistyped_address_is_not_asked_for_work_again(
    app: Flask, client: FlaskClient, petition: str, decide: Decide
) -> None:
    decide(address="1 3 none")
    target = f"/en/petitions/{petition}/correct-address"
    sign(client, petition)
    for mail in ("rima@example.net", "rima@example.com"):
        client.post(target, data={"mail": mail})
    assert risks(app) == [[]]
    client.post(target, data={"mail": "rima@example.org"})
    assert risks(app) == [["flood"]]


def test_others_may_go_on_without_work(app: Flask, client: FlaskClient, petition: str, decide: Decide) -> None:
    decide(address="1 none none")
    for number in range(3):
        send(app, petition, number)
    typed = form_on(client.get(f"/en/petitions/{petition}"), "/sign") | {"name": "Omar", "mail": "omar@example.org"}
    client.post(f"/en/petitions/{petition}/sign", data=typed, environ_base={"REMOTE_ADDR": "198.51.100.1"})
    assert risks(app)[-1] == []


def test_a_challenge_costs_more_where_it_is_hot(
    app: Flask, petition: str, load: Callable[[str], Petition], decide: Decide
) -> None:
    decide(address="1 none none")
    efforts = []
    with app.test_request_context(environ_base=HERE):
        asked = load(petition)
        for _ in range(3):
            heat.add(names_of(asked.id, HERE["REMOTE_ADDR"]))
            efforts.append(ladder.effort_now(asked))
        assert heat.look(names_of(asked.id, HERE["REMOTE_ADDR"]))[0].lately == 3
    assert efforts == [Effort.NORMAL, Effort.NORMAL, Effort.RAISED]


def test_a_shared_network_is_told_to_wait_much_later(
    app: Flask, client: FlaskClient, decide: Decide, monkeypatch: pytest.MonkeyPatch
) -> None:
    decide(shared_networks="192.0.2.0/24")
    per_network = ladder.per_network("300 per minute; 900 per 10 minutes")
    with app.test_request_context(environ_base=HERE):
        # In the first moment of a process, before anything was read.
        assert per_network() == "300 per minute; 900 per 10 minutes"
        monkeypatch.setitem(app.extensions, doubting.EXTENSION, Kept[Doubted](lasting=timedelta(minutes=1), most=1))
        doubting.current()
        assert per_network() == "6000 per minute; 18000 per 10 minutes"
    with app.test_request_context(environ_base={"REMOTE_ADDR": "198.51.100.1"}):
        assert per_network() == "300 per minute; 900 per 10 minutes"


def test_the_store_holds_no_address(app: Flask, client: FlaskClient, petition: str) -> None:
    typed = form_on(client.get(f"/en/petitions/{petition}"), "/sign") | {"name": "Omar", "mail": "omar@example.org"}
    client.post(f"/en/petitions/{petition}/sign", data=typed, environ_base=HERE)
    with app.app_context():
        place, own = settings.redis_url, vars(limiter.storage)
    kept = str(Valkey.from_url(place).keys() if place else own)
    assert "LIMITER" in kept
    assert "192.0.2" not in kept
