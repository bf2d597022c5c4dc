"""The mail to a team whose petition did not open at its hour: what it says, where it leads, in whose language."""

import inspect
import re
from typing import Any

from flask import Flask

from petition.extensions import db
from petition.models.petition import Protection
from petition.models.team import TeamRole
from petition.services import organisers, readiness
from petition.services.readiness import FindingCode
from tests.making import at, draft
from tests.people import make_organiser
from tests.reading import Mails, link_in, text_of
from tests.worker.test_writing import everything_in, html_of

SLUG = "keep-the-ward-open"
MISSING = "It is addressed to nobody yet."
WHEN = "It was to open by itself on 1 December 2020, 12:00 (UTC), but something was missing then."


def misses_its_hour(app: Flask, **values: Any) -> None:
    with app.app_context():
        db.open_for_writing()
        late = {"opens_local": at(2020, 12, 1), "opens_itself": True, "zone": "UTC"}
        made = draft(SLUG, **{**late, "addressees": [], **values})
        for name, role, language in (("alice", TeamRole.OWNER, "en"), ("bob", TeamRole.EDITOR, "ar")):
            organisers.add_to_team(make_organiser(name, language=language), made.team, role)
        organisers.add_to_team(make_organiser("vera"), made.team, TeamRole.VIEWER)
        db.session.commit()


def test_who_may_open_it_learns_what_was_missing(app: Flask, mails: Mails) -> None:
    misses_its_hour(app)
    first, second = sorted(mails.all(), key=lambda mail: mail["To"])
    assert first["Subject"] == "It did not open by itself: Keep the ward open"
    for said in (text_of(first), html_of(first)):
        assert WHEN in said
        assert MISSING in said
    assert link_in(first, f"/en/organise/{SLUG}/check")
    assert (second["To"], second["Content-Language"]) == ("bob@example.org", "ar")
    assert link_in(second, f"/ar/organise/{SLUG}/check")
    assert len(mails.all()) == 2


def test_where_signers_are_at_risk_it_names_nothing(app: Flask, mails: Mails) -> None:
    misses_its_hour(app, protection=Protection.DISCREET)
    for mail in mails.all():
        assert "ward" not in everything_in(mail).lower()
        assert link_in(mail, "/organise")


def test_all_that_keeps_a_petition_shut_has_its_words(app: Flask) -> None:
    blocking = re.findall(r"FindingCode\.(\w+), is_blocking=True", inspect.getsource(readiness))
    names = {*blocking, "PLACE_TO_FILL"}
    with app.test_request_context():
        module: Any = app.jinja_env.get_template("mail/_missing.txt").module
        said = {name: module.sentence(FindingCode[name].value).strip() for name in names}
    assert len(blocking) >= 8
    assert all(said.values())
