from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.record import Audit
from petition.services import policy
from petition.services.one_policy import Policy
from petition.services.policy import POLICIES
from petition.web.staff.settings import ALL
from tests.accounts import grow_stale
from tests.people import PASSWORD, post
from tests.reading import form_on

PLACE = "/en/staff/settings"
GOAL = f"{PLACE}/goal.next_at"


@pytest.fixture
def decided(app: Flask) -> Callable[[Policy[object]], object]:
    def value(of: Policy[object]) -> object:
        with app.app_context():
            return of.value()

    return value


def send(sam: FlaskClient, path: str, **typed: str) -> tuple[int, str]:
    form = form_on(sam.get(PLACE), path)
    answer = sam.post(path, data=form | typed)
    return answer.status_code, answer.get_data(as_text=True)


def test_every_policy_can_be_decided_there() -> None:
    assert set(ALL) == set(POLICIES)


def test_it_holds_and_is_noted(app: Flask, sam: FlaskClient, decided: Callable[..., object]) -> None:
    assert send(sam, GOAL, value="0.5")[0] == 303
    assert decided(policy.NEXT_GOAL_AT) == 0.5
    with app.app_context():
        line = db.session.scalars(sa.select(Audit).where(Audit.verb == "change setting")).one()
        assert (line.subject, line.team_id, line.details) == ("goal.next_at", None, {"was": "0.8", "value": "0.5"})


def test_the_default_comes_back(sam: FlaskClient, decided: Callable[..., object]) -> None:
    send(sam, GOAL, value="0.5")
    assert send(sam, GOAL, back="y")[0] == 303
    assert decided(policy.NEXT_GOAL_AT) == 0.8
    assert send(sam, GOAL, back="y")[0] == 303


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("goal.next_at", "2"),
        ("teams.single", "nowhere"),
        ("mail.paused", "maybe"),
        ("alert.held", "9" * 5000),
        ("ladder.address", "100 20 300"),
        ("ladder.shared_networks", "the hospital"),
    ],
)
def test_what_cannot_be_is_shown_again(sam: FlaskClient, name: str, typed: str) -> None:
    status, page = send(sam, f"{PLACE}/{name}", value=typed)
    assert (status, "There is a problem" in page) == (422, True)
    assert typed == "maybe" or f'value="{typed}"' in page or f">\r\n{typed}</textarea>" in page


def test_what_a_colleague_decided_is_not_written_over(sam: FlaskClient, decided: Callable[..., object]) -> None:
    form = form_on(sam.get(PLACE), GOAL)
    send(sam, GOAL, value="0.5")
    answer = sam.post(GOAL, data=form | {"value": "0.6"})
    assert (answer.status_code, decided(policy.NEXT_GOAL_AT)) == (409, 0.5)
    assert sam.post(GOAL, data=form_on(answer, GOAL) | {"value": "0.6"}).status_code == 303


def test_it_asks_again_who_is_there(app: Flask, sam: FlaskClient, decided: Callable[..., object]) -> None:
    form = form_on(sam.get(PLACE), GOAL) | {"value": "0.5"}
    grow_stale(app)
    asked = sam.post(GOAL, data=form)
    assert (asked.status_code, decided(policy.NEXT_GOAL_AT)) == (200, 0.8)
    done = sam.post(GOAL, data=form_on(asked, GOAL) | {"step_up_password": PASSWORD})
    assert (done.status_code, decided(policy.NEXT_GOAL_AT)) == (303, 0.5)


def test_there_is_no_other(sam: FlaskClient) -> None:
    assert post(sam, f"{PLACE}/no.such", value="1").status_code == 404
    assert sam.get(GOAL).status_code == 405
