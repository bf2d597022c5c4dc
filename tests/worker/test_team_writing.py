"""Mails to a team about its petition: what they say, where they lead, in whose language."""

import inspect
import re
from typing import Any

from flask import Flask

from petition.extensions import db
from petition.models.petition import Protection
from petition.models.team import TeamRole
from petition.services import circulating, hiding, organisers, readiness, team_decisions
from petition.services.readiness import FindingCode
from tests.making import at, draft, make_team
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


def is_hidden(app: Flask, *, is_shown_again: bool = False, **values: Any) -> None:
    with app.app_context():
        db.open_for_writing()
        made = draft(SLUG, **values)
        circulating.start(made)
        organisers.add_to_team(make_organiser("vera"), made.team, TeamRole.VIEWER)
        hiding.hide(made, reason="Names were <put> here.\nWe ask the team.", by="sam")
        if is_shown_again:
            hiding.show(made, reason="They were not", by="sam")
        db.session.commit()


def test_whose_petition_was_hidden_reads_why(app: Flask, mails: Mails) -> None:
    is_hidden(app)
    mail = mails.newest()
    assert mail["Subject"] == "Not shown at the moment: Keep the ward open"
    assert "Names were <put> here.\nWe ask the team." in text_of(mail)
    assert "Names were &lt;put&gt; here." in html_of(mail)
    assert link_in(mail, f"/en/organise/{SLUG}")


def test_once_it_is_shown_that_alone_is_said(app: Flask, mails: Mails) -> None:
    is_hidden(app, is_shown_again=True)
    [mail] = mails.all()
    assert mail["Subject"] == "Shown again: Keep the ward open"
    assert link_in(mail, f"/en/organise/{SLUG}")


def test_where_signers_are_at_risk_neither_title_nor_reason_is_said(app: Flask, mails: Mails) -> None:
    is_hidden(app, protection=Protection.DISCREET)
    mail = mails.newest()
    said = everything_in(mail).lower()
    assert ("ward" in said, "names were" in said) == (False, False)
    assert link_in(mail, "/organise")


def test_all_that_keeps_a_petition_shut_has_its_words(app: Flask) -> None:
    blocking = re.findall(r"FindingCode\.(\w+), is_blocking=True", inspect.getsource(readiness))
    names = {*blocking, "PLACE_TO_FILL", "NOT_APPROVED"}
    with app.test_request_context():
        module: Any = app.jinja_env.get_template("mail/_missing.txt").module
        said = {name: module.sentence(FindingCode[name].value).strip() for name in names}
    assert len(blocking) >= 8
    assert all(said.values())


def test_all_of_a_suspended_team_are_told_why(app: Flask, mails: Mails) -> None:
    with app.app_context():
        db.open_for_writing()
        team = make_team()
        for name, language in (("alice", "en"), ("bob", "ar")):
            organisers.add_to_team(make_organiser(name, language=language), team, TeamRole.OWNER)
        team_decisions.suspend(team, by="sam", reason="it collects <for> somebody else")
        db.session.commit()
    first, second = sorted(mails.all(), key=lambda mail: mail["To"])
    assert (first["Subject"], second["Content-Language"]) == ("Your team was suspended", "ar")
    assert all(words in text_of(first) for words in ("Ward Team", "Reason: it collects <for> somebody else", "(UTC)"))
    assert "it collects &lt;for&gt; somebody else" in html_of(first)
