"""After a petition's day nothing that anybody typed about themselves is anywhere: in files, rows, logs, even sealed."""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db, keyring
from petition.lib import clock
from petition.lib.crypto import CannotOpen
from petition.models.outbox import Mail
from petition.models.petition import Petition
from petition.services import bouncing, leases, petitions, verifying
from petition.services.sealed_columns import COLUMNS
from petition.worker import Worker
from tests.conftest import Site
from tests.joining import asks, circulates
from tests.mailings import mailed
from tests.news import published_news
from tests.people import browser_of, post
from tests.reading import Mails, confirm, form_on, link_in, sign
from tests.services.test_bouncing import report_on

SLUG = "keep-the-ward-open"
PAGE = f"/en/petitions/{SLUG}"
# What is searched for. None of these words is anywhere else.
TYPED = ("zuleikaq", "quaxmire", "vexwort", "quibbletarn", "drosselfink", "plimsolewex", "203.0.113.77")
WHO = {"name": "Zuleikaq Quaxmire", "mail": "zq.vexwort@example.org", "give_name_to": "public", "country": "LB"}
REASON = {"comment": "Quibbletarn for the night shift", "comment_public": "y", "petition_news": "y"}


@pytest.fixture
def story(app: Flask, client: FlaskClient, petition: str, mails: Mails, caplog: pytest.LogCaptureFixture) -> None:
    """One signs, with everything; one withdraws; one never confirms; a reader reports; a mail comes back."""
    caplog.set_level("DEBUG")
    client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    sign(client, SLUG, **WHO, **REASON)
    confirm(client, link_in(mails.newest()))
    sign(client, SLUG, **WHO | {"mail": "vexwort.two@example.org", "name": "Quaxmire the Younger"})
    confirm(client, counted := link_in(mails.to("vexwort.two@example.org")[0]))
    own = re.search(r'"([^"]+/signature/[^"]+)"', client.get(counted).get_data(as_text=True))
    assert own
    client.post(f"{own[1].rstrip('/')}/withdraw")
    sign(client, SLUG, **WHO | {"mail": "vexwort.three@example.org"})
    mails.all()
    reported = re.search(r'href="([^"]+/report)"', client.get(PAGE).get_data(as_text=True))
    assert reported
    words = {"reason": "insult", "words": "Drosselfink is meant by it"}
    client.post(reported[1], data=form_on(client.get(reported[1]), "/report") | words)
    post(browser_of(app, "alice"), f"/en/organise/{SLUG}/exports", purpose="officials", form="csv").get_data()
    with app.app_context():
        db.open_for_writing()
        asks(circulates(), "Nurses of the Harbour", contact="Plimsolewex", address="plimsolewex@example.org")
        db.session.commit()
    mails.all()
    with app.app_context():
        db.open_for_writing()
        update_mail(petitions.by_slug(SLUG))
        mail = db.session.scalars(sa.select(Mail).order_by(Mail.id).limit(1)).one()
        bouncing.take(report_on(bouncing.token_for(mail)).replace(b"rima@", b"zq.vexwort@"))
        db.session.commit()
    mails.all()


def update_mail(petition: Petition | None) -> None:
    assert petition
    published_news(petition)
    mailed(petition)


def test_after_the_day_no_word_of_it_is_anywhere(
    app: Flask,
    site: Site,
    worker: Worker,
    story: None,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = everything(app, site)
    # All but the network, which is never written down.
    assert tuple(word for word in TYPED if word in before) == TYPED[:-1]
    with app.app_context():
        last = max(db.session.scalars(sa.select(Petition.retain_until)))
    later = clock.now() + timedelta(days=(last - clock.now().date()).days + 60)
    monkeypatch.setattr(clock, "now", lambda: later)
    monkeypatch.setattr(leases, "database_clock", lambda: later)
    worker.run_all()
    left = everything(app, site) + caplog.text.casefold()
    assert [word for word in TYPED if word in left] == []
    with app.app_context():
        ward = petitions.by_slug(SLUG)
        assert ward
        assert list(verifying.problems_of(ward)) == []


def everything(app: Flask, site: Site) -> str:
    """All that stands in files and rows, sealed or not, in small letters."""
    folder = site.mail_folder.parent
    files = [path.read_bytes().decode(errors="replace") for path in folder.rglob("*") if path.is_file()]
    with app.app_context():
        return "\n".join([*files, *_rows(), *_opened()]).casefold()


def _rows() -> Iterator[str]:
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(sa.select(table)):
            yield " ".join(value.decode(errors="replace") if isinstance(value, bytes) else str(value) for value in row)


def _opened() -> Iterator[str]:
    for column in COLUMNS:
        query = sa.select(column.sealed.label("sealed"), *column.bindings).where(column.sealed.is_not(None))
        for row in db.session.execute(query):
            with suppress(CannotOpen):
                yield keyring.open(row.sealed, context=column.context(row)).decode(errors="replace")
