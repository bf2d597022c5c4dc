"""No address, no name, no token and no code stands in any log, whatever goes wrong on the way."""

import logging
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.backends.mail import FolderMailer
from petition.extensions import db
from petition.worker import Worker
from tests.accounts import cookie, log_in, send
from tests.people import PASSWORD, make_organiser
from tests.reading import Mails, code_in, confirm, link_in, sign

NAME, ADDRESS, COMMENT = "Zenobia Palmyra", "zenobia@palmyra.example", "For the colonnade"
NEW_PASSWORD = "three random words"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """Everything that anybody logs, down to the smallest thing."""
    caplog.set_level(logging.DEBUG)
    for name in ("petition", "waitress", "waitress.queue", "werkzeug", "flask-limiter"):
        caplog.set_level(logging.DEBUG, logger=name)
    return caplog


def lines(log: pytest.LogCaptureFixture) -> str:
    """As they are written, with the tracebacks that belong to them."""
    formatter = logging.Formatter("%(name)s %(message)s")
    return "\n".join(formatter.format(record) for record in log.records)


def leaks(text: str, *secrets: str) -> list[str]:
    return [secret for secret in (NAME, "Zenobia", ADDRESS, "palmyra.example", COMMENT, *secrets) if secret in text]


@pytest.fixture
def careless(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[FlaskClient]:
    """A client of the site as it is in production: it answers failures instead of raising them."""
    monkeypatch.setattr(app, "testing", False)
    monkeypatch.setitem(app.config, "PROPAGATE_EXCEPTIONS", False)
    with app.test_client() as client:
        yield client


def test_a_whole_journey_leaves_no_trace(
    client: FlaskClient, petition: str, mails: Mails, log: pytest.LogCaptureFixture
) -> None:
    sign(client, petition, name=NAME, mail=ADDRESS, comment=COMMENT)
    path, code = link_in(mails.newest()), code_in(mails.newest())
    client.post(f"/en/petitions/{petition}/code", data={"code": "12345678"})
    confirm(client, path)
    page = client.get(path).get_data(as_text=True)
    mine = page[page.index("/en/signature/") :].split('"')[0]
    client.post(mine)
    mails.all()
    assert leaks(lines(log), path, path.rpartition("/")[2], code, mine.rpartition("/")[2]) == []


def test_an_account_leaves_no_trace(
    app: Flask, client: FlaskClient, mails: Mails, log: pytest.LogCaptureFixture
) -> None:
    with app.app_context():
        db.open_for_writing()
        make_organiser("zenobia", address=ADDRESS, name=NAME)
        db.session.commit()
    send(client, "/en/account/forgotten", mail=ADDRESS)
    path = link_in(mails.to(ADDRESS)[0], "/account/reset/")
    send(client, path, password=NEW_PASSWORD)
    assert log_in(client, mail=ADDRESS, password=PASSWORD).status_code == 422
    log_in(client, mail=ADDRESS, password=NEW_PASSWORD)
    mails.all()
    assert cookie(client)
    assert leaks(lines(log), path.rpartition("/")[2], PASSWORD, NEW_PASSWORD, cookie(client)) == []


def test_a_broken_view_tells_its_place_only(
    careless: FlaskClient, petition: str, app: Flask, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    def broken(**_arguments: str) -> str:
        raise ValueError(f"{NAME} <{ADDRESS}> {COMMENT}")

    monkeypatch.setitem(app.view_functions, "public.sign", broken)
    monkeypatch.setitem(app.view_functions, "public.confirm", broken)
    assert sign(careless, petition, name=NAME, mail=ADDRESS).status_code == 500
    assert careless.get("/en/confirm/a-secret-token").status_code == 500
    assert "ValueError" in lines(log)
    assert leaks(lines(log), "a-secret-token") == []


def test_a_broken_database_tells_no_values(
    careless: FlaskClient, petition: str, app: Flask, log: pytest.LogCaptureFixture
) -> None:
    with app.app_context():
        db.open_for_writing()
        # The same mistake as a forgotten migration.
        db.session.execute(sa.text("alter table outbox rename to outbox_gone"))
        db.session.commit()
    try:
        status = sign(careless, petition, name=NAME, mail=ADDRESS, comment=COMMENT).status_code
    finally:
        with app.app_context():
            db.open_for_writing()
            db.session.execute(sa.text("alter table outbox_gone rename to outbox"))
            db.session.commit()
    assert status in (500, 503)
    assert leaks(lines(log)) == []


def test_a_broken_mail_server_tells_no_address(
    client: FlaskClient, petition: str, worker: Worker, monkeypatch: pytest.MonkeyPatch, log: pytest.LogCaptureFixture
) -> None:
    def refuse(_self: FolderMailer, _message: object, *, sender: str, recipient: str) -> None:
        raise RuntimeError(f"{recipient} is not taken from {sender}")

    monkeypatch.setattr(FolderMailer, "send", refuse)
    sign(client, petition, name=NAME, mail=ADDRESS)
    worker.run_due()
    assert "RuntimeError" in lines(log)
    assert leaks(lines(log)) == []
