import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.models.signature import HoldRule
from petition.worker import Worker
from tests.people import post

SIGNATURES = "/en/organise/keep-the-ward-open/signatures"
JOBS = "/en/organise/keep-the-ward-open/jobs"
REMOVE = {"kind": "remove", "reason": "a flood", "scope": "all", "wanted": "state=counted"}


@pytest.fixture
def counted(sign_as: Callable[..., str]) -> list[str]:
    return [sign_as(name="Early Name"), sign_as(name="Late Name")]


def text_at(browser: FlaskClient, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    # As it reads: with one space where there is any.
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.get_data(as_text=True)))


def chosen(browser: FlaskClient, **typed: str) -> str:
    """Its page."""
    answer = post(browser, JOBS, **{**REMOVE, **typed})
    assert answer.status_code == 303
    return answer.location


@pytest.fixture
def shown(app: Flask, mona: FlaskClient, counted: list[str]) -> str:
    """The page of a removal of both, which waits to be confirmed."""
    page = chosen(mona)
    Worker(app).run_all()
    return page


def test_a_list_has_boxes_and_what_they_are_for(mona: FlaskClient, counted: list[str]) -> None:
    page = mona.get(SIGNATURES).get_data(as_text=True)
    assert f'form="many" name="chosen" value="{counted[0]}"' in page
    assert f'action="{JOBS}"' in page
    # Below all rows, so the way there is not past each of them.
    assert page.index('href="#several"') < page.index("<tbody>") < page.index('id="several"')


def test_those_ticked_are_shown_before_anything_is_done(mona: FlaskClient, counted: list[str]) -> None:
    page = text_at(mona, chosen(mona, scope="ticked", chosen=counted[0]))
    assert "Remove: 1 signature?" in page
    assert "The count drops by 1, and everyone sees how many were removed." in page
    assert ("Early Name" in page, "Late Name" in page) == (True, False)
    assert "Early Name" in text_at(mona, SIGNATURES)


def test_where_there_is_none_it_leads_to_others(app: Flask, mona: FlaskClient, counted: list[str]) -> None:
    page = chosen(mona, wanted="state=counted&language=fr")
    Worker(app).run_all()
    shown = mona.get(page).get_data(as_text=True)
    assert f'<a href="{SIGNATURES}">Choose others</a>' in shown
    assert "to be confirmed" not in text_at(mona, page).partition("Chosen")[0]


def test_while_they_are_chosen_it_says_how_many(mona: FlaskClient, counted: list[str]) -> None:
    page = chosen(mona)
    assert "0 found so far" in text_at(mona, page)
    assert "data-figures-status" in mona.get(page).get_data(as_text=True)
    assert "data-part" in mona.get(f"{page}/progress").get_data(as_text=True)


def test_it_is_confirmed_done_and_taken_back(app: Flask, mona: FlaskClient, shown: str) -> None:
    assert post(mona, f"{shown}/confirm").status_code == 303
    assert "0 of 2" in text_at(mona, shown)
    Worker(app).run_all()
    assert "Early Name" in text_at(mona, f"{SIGNATURES}?state=removed")
    back = post(mona, f"{shown}/take-back", reason="it was no flood")
    assert back.status_code == 303
    Worker(app).run_all()
    assert "Restore: 2 signatures?" in text_at(mona, back.location)


def test_what_is_cancelled_is_not_done(mona: FlaskClient, shown: str) -> None:
    assert post(mona, f"{shown}/cancel").status_code == 303
    assert "cancelled before anything was done" in text_at(mona, shown)
    assert post(mona, f"{shown}/confirm").status_code == 409


def test_colleagues_see_each_others(app: Flask, bob: FlaskClient, shown: str) -> None:
    page = text_at(bob, JOBS)
    assert "Remove: 2 signatures" in page
    assert "Mona" in page
    assert post(bob, f"{shown}/confirm").status_code == 303
    assert "confirmed “Remove” for several signatures (2)" in text_at(bob, "/en/organise/teams/ward-team/log")


def test_one_signature_tells_of_it(app: Flask, mona: FlaskClient, counted: list[str], shown: str) -> None:
    post(mona, f"{shown}/confirm")
    Worker(app).run_all()
    assert "Mona removed it" in text_at(mona, f"{SIGNATURES}/{counted[0]}")


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"kind": ""}, "Choose what should happen"),
        ({"kind": "send_again"}, "Not a valid choice"),
        ({"reason": " "}, "Write the reason"),
        ({"scope": "ticked"}, "You have ticked none"),
        ({"scope": "ticked", "chosen": "unknown"}, "is here any more"),
        ({"scope": "ticked", "chosen": "\0"}, "You have ticked none"),
        ({"wanted": "&" * 30, "reason": " "}, "Write the reason"),
        ({"wanted": "state=withdrawn"}, "Not a valid choice"),
    ],
)
def test_what_is_missing_is_told_and_the_rest_kept(
    mona: FlaskClient, counted: list[str], wrong: dict[str, str], told: str
) -> None:
    answer = post(
        mona, JOBS, **{**REMOVE, "chosen": counted[0], **wrong} if "scope" not in wrong else {**REMOVE, **wrong}
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert told in page
    assert "a flood" in page or "reason" in wrong


def test_a_reason_is_needed_to_take_it_back(app: Flask, mona: FlaskClient, shown: str) -> None:
    post(mona, f"{shown}/confirm")
    Worker(app).run_all()
    assert post(mona, f"{shown}/take-back", reason="").status_code == 422


def test_who_has_not_confirmed_gets_the_mail_again(mona: FlaskClient) -> None:
    answer = post(mona, "/en/organise/keep-the-ward-open/send-again", reason="an outage", since="2026-11-01")
    assert answer.status_code == 303
    assert "sent from" in text_at(mona, answer.location)
    wrong = post(mona, "/en/organise/keep-the-ward-open/send-again", reason="an outage", since="soon")
    assert wrong.status_code == 422
    assert "an outage" in wrong.get_data(as_text=True)


def test_held_ones_are_offered_what_fits_them(mona: FlaskClient, sign_as: Callable[..., str]) -> None:
    sign_as(name="Doubtful Name", doubts=(HoldRule.HONEYPOT,))
    page = mona.get(f"{SIGNATURES}?state=held").get_data(as_text=True)
    assert '<option value="release">' in page
    assert '<option value="restore">' not in page
