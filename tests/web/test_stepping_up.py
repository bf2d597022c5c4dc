"""What matters to others asks again who is there, loses nothing meanwhile, and is done at once when answered."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from petition.extensions import db
from petition.models.job import JobKind
from petition.models.organiser import Factor, Organiser
from petition.models.petition import Petition
from petition.models.record import Export, ExportPurpose
from petition.models.signature import Signature, SignatureState
from petition.services import exporting, publishing_updates
from petition.services.jobs import choose_ticked
from petition.web.account import OPEN
from tests.accounts import WRONG_CODE, code_of, give_app, give_recovery_codes, grow_stale
from tests.conftest import FakeClock
from tests.joining import circulates, stands
from tests.making import draft
from tests.news import draft_of_news, published_news
from tests.people import PASSWORD, browser_of, post, signed
from tests.reading import form_on

PETITION = "/en/organise/keep-the-ward-open"
EXPORT, NEWS = f"{PETITION}/exports", f"{PETITION}/updates"
LIST = {"purpose": "officials", "form": "csv"}
ASKED = "Is it still you?"
# Who took the list that is there already.
ARRANGED = "somebody earlier"


@dataclass(frozen=True)
class Deed:
    """A verb that asks: where it is sent, with what."""

    path: str
    typed: dict[str, str]


@pytest.fixture
def alice(app: Flask, petition: str) -> FlaskClient:
    """Her browser; she signed in longer ago than counts."""
    browser = browser_of(app, "alice")
    grow_stale(app)
    return browser


def made(app: Flask, make: Callable[[], Any]) -> Any:
    with app.app_context():
        db.open_for_writing()
        public_id = make().public_id
        db.session.commit()
        return public_id


def exported(petition: Petition) -> exporting.Order:
    kind = {"purpose": ExportPurpose.OFFICIALS, "form": exporting.ExportForm.CSV}
    return exporting.order(petition, **kind, actor=ARRANGED, language="en")  # type: ignore[arg-type]


@pytest.fixture
def deeds(app: Flask, alice: FlaskClient, load: Callable[[str], Petition]) -> dict[str, Deed]:
    signature = made(app, lambda: signed(load("keep-the-ward-open"), name="A Test"))
    job = made(
        app,
        lambda: choose_ticked(
            load("keep-the-ward-open"), JobKind.REMOVE, [signature], reason="a test entry", by="nobody"
        ),
    )
    line = made(app, lambda: stands(circulates()))
    export = made(app, lambda: exported(load("keep-the-ward-open")))
    made(app, lambda: draft("a-draft"))
    give_app(app)
    with app.app_context():
        factor = db.session.scalars(sa.select(Factor.public_id)).one()
    return {
        "export": Deed(EXPORT, LIST),
        "export who left": Deed(f"{EXPORT}/{export}/left", {"form": "csv"}),
        "remove a signature": Deed(f"{PETITION}/signatures/{signature}/remove", {"reason": "a test entry"}),
        "remove several": Deed(f"{PETITION}/jobs/{job}/confirm", {}),
        "remove a line": Deed(f"/en/organise/a-letter/signatories/{line}/remove", {"reason": "a test entry"}),
        "close": Deed(f"{PETITION}/close", {}),
        "delete a draft": Deed("/en/organise/a-draft/discard", {}),
        "profile": Deed("/en/account", {"name": "Alice B.", "language": "fr"}),
        "address": Deed("/en/account/address", {"mail": "alice@example.net"}),
        "password": Deed("/en/account/password", {"password": "three random words"}),
        "remove a factor": Deed(f"/en/account/factors/{factor}/remove", {}),
        "recovery codes": Deed("/en/account/recovery-codes", {}),
        **_deeds_about_news(app, load),
    }


def _deeds_about_news(app: Flask, load: Callable[[str], Petition]) -> dict[str, Deed]:
    published = made(app, lambda: published_news(load("keep-the-ward-open")))
    with app.app_context():
        db.open_for_writing()
        update = draft_of_news(load("keep-the-ward-open"))
        public_id, seen = update.public_id, publishing_updates.seen(update)
        db.session.commit()
    return {
        "mail news": Deed(f"{NEWS}/{public_id}/publish", {"seen": seen, "reach": "mail", "when": "now", "at": ""}),
        "take news down": Deed(f"{NEWS}/{published}/take-down", {"reason": "a test entry"}),
    }


NAMES = [
    *("export", "export who left", "remove a signature", "remove several", "remove a line", "close", "delete a draft"),
    *("profile", "address", "password", "remove a factor", "recovery codes", "mail news", "take news down"),
]


# What can be undone, is done by whoever holds a mailed link, or must not wait: it is done unasked.
UNASKED = {
    *("organiser.make_team", "organiser.renew_private_link", "organiser.revoke_invitation", "organiser.release"),
    # Of these each has its opposite, and what is looked up is limited in number.
    "organiser.look_up_domain",
    *("organiser.restore", "organiser.hide_name", "organiser.show_name", "organiser.hide_comment"),
    *("organiser.show_comment", "organiser.send_again", "organiser.send_waiting_again", "organiser.do_look_up"),
    # Nothing is done before it is confirmed, which asks.
    *("organiser.choose_many", "organiser.cancel_job", "organiser.take_back_job", "organiser.send_again_to_many"),
    *("organiser.approve_signatory", "organiser.ask_signatory", "organiser.decline_signatory"),
    *("organiser.listing_signatory", "organiser.move_signatory"),
    *("organiser.add_signatory", "organiser.note_export_deleted", "organiser.order_signatories"),
    # Writing, and what comes of it; what ends a petition for good asks.
    *("organiser.do_begin", "organiser.save_section", "organiser.read_markdown", "organiser.renew_preview_link"),
    *("organiser.open_petition", "organiser.schedule_petition", "organiser.unschedule_petition"),
    *("organiser.circulate_petition", "organiser.revise", "organiser.look_through"),
    *("organiser.send_for_review", "organiser.take_back_from_review"),
    *("organiser.add_translation", "organiser.add_copy"),
    *("organiser.begin_update", "organiser.save_update", "organiser.discard_update", "organiser.unplan_update"),
    "organiser.stop_mailing",
    *("organiser.add_source", "organiser.remove_source"),
    *("organiser.show_queued_comment", "organiser.hide_queued_comment", "organiser.keep_queued_comment"),
    "organiser.undo_queued_comment",
    # Trying a mail again, and looking whether one is ever written to, or is that of an account.
    *("staff.retry_mail", "staff.look_up_mailbox", "staff.look_up_account"),
    # Asking changes nothing that others read, and a refusal leaves everything as it is.
    *("organiser.ask_for_correction", "organiser.take_back_correction", "staff.refuse_correction"),
    # It changes nothing.
    "staff.look_up_block",
    # What a team asked for: it opens as the team itself could open it, and what is given back can be sent again.
    *("staff.approve_petition", "staff.give_petition_back"),
    *("account.confirm_new_address", "account.end_session", "account.end_other_sessions"),
}


def test_every_deed_asks_or_is_named_here(app: Flask) -> None:
    open_to_all = {f"account.{name}" for name in OPEN}
    posts = {rule.endpoint for rule in app.url_map.iter_rules() if "POST" in (rule.methods or ())} - open_to_all
    deeds = {endpoint for endpoint in posts if endpoint.startswith(("account.", "organiser.", "staff."))}
    asking = {one for one in deeds if "stepping_up.require" in inspect.getsource(app.view_functions[one])}
    assert deeds - asking == UNASKED


def is_asked(answer: TestResponse) -> bool:
    return answer.status_code == 200 and ASKED in answer.get_data(as_text=True)


def answered(browser: FlaskClient, asked: TestResponse, path: str, **answer: str) -> TestResponse:
    """Fill in the page that asks, and send it where it says."""
    return browser.post(path, data=form_on(asked, path) | answer)


@pytest.mark.parametrize("name", NAMES)
def test_it_asks_and_keeps_all_that_was_typed(alice: FlaskClient, deeds: dict[str, Deed], name: str) -> None:
    deed = deeds[name]
    asked = post(alice, deed.path, **deed.typed)
    assert is_asked(asked)
    kept = form_on(asked, deed.path)
    assert {field: kept[field] for field in deed.typed} == deed.typed


@pytest.mark.parametrize("name", NAMES)
def test_with_the_password_it_is_done_at_once(alice: FlaskClient, deeds: dict[str, Deed], name: str) -> None:
    deed = deeds[name]
    done = answered(alice, post(alice, deed.path, **deed.typed), deed.path, step_up_password=PASSWORD)
    assert done.status_code in (200, 303)
    assert not is_asked(done)
    # And not again, for ten minutes.
    assert not is_asked(post(alice, EXPORT, **LIST))


def test_nothing_is_done_before(app: Flask, alice: FlaskClient, deeds: dict[str, Deed]) -> None:
    for deed in deeds.values():
        post(alice, deed.path, **deed.typed)
    with app.app_context():
        assert db.session.scalars(sa.select(Export.actor)).all() == [ARRANGED]
        assert db.session.scalars(sa.select(Signature.state)).all() == [SignatureState.COUNTED]
        assert db.session.scalars(sa.select(Organiser.name)).one() == "Alice"
        assert len(db.session.scalars(sa.select(Factor)).all()) == 1


@pytest.mark.parametrize(
    "answer", [{"step_up_password": "not the password"}, {"step_up_code": WRONG_CODE}, {"step_up_passkey": "{}"}]
)
def test_a_wrong_answer_is_asked_for_again_with_all_that_was_typed(
    app: Flask, alice: FlaskClient, answer: dict[str, str]
) -> None:
    again = answered(alice, post(alice, EXPORT, **LIST), EXPORT, **answer)
    assert again.status_code == 422
    assert "That was not it" in again.get_data(as_text=True)
    assert form_on(again, EXPORT).items() >= LIST.items()
    assert b"not the password" not in again.data
    with app.app_context():
        assert db.session.scalars(sa.select(Export)).all() == []


def test_a_code_of_the_app_will_do_once(app: Flask, alice: FlaskClient) -> None:
    code = code_of(give_app(app), later=1)
    asked = post(alice, EXPORT, **LIST)
    assert answered(alice, asked, EXPORT, step_up_code=code).data.startswith(b"name,")
    grow_stale(app)
    assert answered(alice, post(alice, EXPORT, **LIST), EXPORT, step_up_code=code).status_code == 422


def test_a_recovery_code_will_do(app: Flask, alice: FlaskClient) -> None:
    give_app(app)
    code = give_recovery_codes(app)[0]
    assert answered(alice, post(alice, EXPORT, **LIST), EXPORT, step_up_code=code).data.startswith(b"name,")


def test_what_is_wrong_is_said_before_it_asks(alice: FlaskClient) -> None:
    answer = post(alice, EXPORT, purpose="nonsense", form="csv")
    assert answer.status_code == 422
    assert ASKED not in answer.get_data(as_text=True)


def test_strangers_are_not_asked(app: Flask, alice: FlaskClient) -> None:
    charlie, vera = browser_of(app, "charlie"), browser_of(app, "vera")
    grow_stale(app)
    assert post(charlie, EXPORT, **LIST).status_code == 404
    assert post(vera, EXPORT, **LIST).status_code == 403


def test_an_answer_from_elsewhere_is_refused(alice: FlaskClient) -> None:
    assert alice.post(EXPORT, data={**LIST, "step_up_password": PASSWORD}).status_code == 400


def test_it_asks_again_after_ten_minutes(app: Flask, petition: str, time: FakeClock) -> None:
    browser = browser_of(app, "alice")
    assert not is_asked(post(browser, EXPORT, **LIST))
    time.move(minutes=10, seconds=1)
    assert is_asked(post(browser, EXPORT, **LIST))


def test_tries_are_few_and_what_was_typed_stays(alice: FlaskClient) -> None:
    asked = post(alice, EXPORT, **LIST)
    for _ in range(10):
        answered(alice, asked, EXPORT, step_up_password="wrong")
    answer = answered(alice, asked, EXPORT, step_up_password=PASSWORD)
    assert answer.status_code == 429
    assert form_on(answer, EXPORT).items() >= LIST.items()


@pytest.mark.parametrize("page", ["/en/account/factors/app", "/en/account/factors/passkey"])
def test_a_page_that_begins_something_asks_first(alice: FlaskClient, page: str) -> None:
    asked, again = alice.get(page), "/en/account/look-again"
    assert is_asked(asked)
    assert answered(alice, asked, again, step_up_password="wrong").status_code == 422
    done = answered(alice, asked, again, step_up_password=PASSWORD)
    assert (done.status_code, done.location) == (303, page)
    assert not is_asked(alice.get(page))


def test_what_was_typed_is_no_markup(alice: FlaskClient) -> None:
    page = post(alice, "/en/account", name='"><script>x</script>', language="en").get_data(as_text=True)
    assert "<script>x" not in page


def test_whoever_has_no_password_is_not_asked_for_one(app: Flask, alice: FlaskClient) -> None:
    give_app(app)
    with app.app_context():
        db.open_for_writing()
        db.session.scalars(sa.select(Organiser)).one().password_hash = None
        db.session.commit()
    page = post(alice, EXPORT, **LIST).get_data(as_text=True)
    assert "step_up_password" not in page
    assert "step_up_code" in page
