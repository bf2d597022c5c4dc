import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.models.organiser import LoginSession
from tests.accounts import is_signed_in, log_in, send, sessions_kept
from tests.people import post

PAGE = "/en/account/sessions"


def newest(app: Flask) -> str:
    with app.app_context():
        newest_one = sa.select(LoginSession).order_by(LoginSession.id.desc()).limit(1)
        return db.session.scalars(newest_one).one().public_id


def test_it_lists_every_browser_and_says_which_this_is(app: Flask, browser: FlaskClient) -> None:
    log_in(app.test_client())
    page = browser.get(PAGE).get_data(as_text=True)
    assert page.count('/end"') == 1
    assert page.count("this one") == 1


def test_another_is_signed_out(app: Flask, browser: FlaskClient) -> None:
    other = app.test_client()
    log_in(other)
    answer = post(browser, f"{PAGE}/{newest(app)}/end")
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?done=one")
    assert (is_signed_in(other), is_signed_in(browser)) == (False, True)


def test_all_others_are_signed_out(app: Flask, browser: FlaskClient) -> None:
    for _ in range(2):
        log_in(app.test_client())
    answer = send(browser, PAGE, f"{PAGE}/end-others")
    assert (answer.status_code, answer.location) == (303, f"{PAGE}?done=others")
    assert (is_signed_in(browser), sessions_kept(app)) == (True, 1)


def test_twice_is_once_too_often(app: Flask, browser: FlaskClient) -> None:
    log_in(app.test_client())
    path = f"{PAGE}/{newest(app)}/end"
    assert [post(browser, path).status_code for _ in range(2)] == [303, 404]
