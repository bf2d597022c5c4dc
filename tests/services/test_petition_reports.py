"""What becomes of a reader's report of a petition."""

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition, PetitionState
from petition.models.record import Audit
from petition.models.report import Report, ReportOutcome, ReportReason
from petition.services import hiding, petition_reports, petitions, reporting
from petition.services.errors import HiddenOrShownMeanwhile
from petition.services.staff_mails import Waits
from tests.conftest import FakeClock
from tests.guarantees import at_once
from tests.people import make_organiser

INSULT = ReportReason.INSULT


def report(petition: Petition, reason: ReportReason = INSULT, words: str = "") -> None:
    petition_reports.report(petition, reason=reason, words=words)
    db.session.flush()


def reports() -> list[Report]:
    return list(db.session.scalars(sa.select(Report).order_by(Report.id)))


def test_it_waits_for_staff_with_words_that_are_sealed(ward: Petition, time: FakeClock) -> None:
    report(ward, words="My brother is named")
    [made] = petition_reports.open_of(ward)
    assert b"brother" not in (made.words or b"")
    assert reporting.words_of(made) == "My brother is named"
    [waits] = petition_reports.waiting()
    assert (waits.kind, waits.petition, waits.number, waits.public_id) == (Waits.REPORT, ward, 1, ward.public_id)
    assert waits.since.date() == time.now.date()


def test_however_many_report_it_it_stays_until_somebody_decides(ward: Petition) -> None:
    for _ in range(reporting.MOST_OPEN + 2):
        report(ward)
    assert (ward.state, petition_reports.numbers([ward.id])) == (PetitionState.OPEN, {ward.id: 20})


def test_staff_are_told_once_of_what_came_since_they_decided(ward: Petition) -> None:
    make_organiser("sam", is_staff=True)
    for told in (1, 2):
        report(ward, words="again")
        report(ward, words="and again")
        assert db.session.scalars(sa.select(Mail.kind)).all() == [MailKind.STAFF_ASKED] * told
        petition_reports.settle(ward, ReportOutcome.KEPT, by="sam")


def test_readers_who_are_the_first_at_once_are_all_heard_and_staff_are_told_once(app: Flask, petition: str) -> None:
    with app.app_context():
        db.open_for_writing()
        make_organiser("sam", is_staff=True)
        db.session.commit()

    def reports_it(_number: int) -> None:
        with app.app_context():
            db.open_for_writing()
            ward = petitions.by_slug(petition)
            assert ward
            report(ward)
            db.session.commit()

    at_once(3, reports_it)
    with app.app_context():
        assert (len(reports()), len(db.session.scalars(sa.select(Mail)).all())) == (3, 1)


def test_whoever_reports_what_was_kept_has_to_say_more(ward: Petition) -> None:
    report(ward)
    petition_reports.keep(ward, up_to=reports()[0].id, reason="nobody is insulted", by="sam")
    report(ward)
    assert petition_reports.open_of(ward) == []
    report(ward, words="The second line means my street")
    report(ward, reason=ReportReason.FALSE_CLAIM)
    assert len(petition_reports.open_of(ward)) == 2


def test_what_came_since_somebody_looked_goes_on_waiting(ward: Petition) -> None:
    report(ward, words="one")
    seen = reports()[0].id
    report(ward, words="two")
    petition_reports.keep(ward, up_to=seen, reason="nobody is insulted", by="sam")
    assert [reporting.words_of(one) for one in petition_reports.open_of(ward)] == ["two"]
    with pytest.raises(HiddenOrShownMeanwhile):
        petition_reports.keep(ward, up_to=seen, reason="nobody is insulted", by="sam")


def test_its_team_does_not_read_that_it_was_reported(ward: Petition) -> None:
    report(ward)
    petition_reports.keep(ward, up_to=reports()[0].id, reason="nobody is insulted", by="sam")
    [line] = db.session.scalars(sa.select(Audit))
    assert (line.verb, line.actor, line.team_id) == ("keep petition", "sam", None)


def test_whoever_hides_it_settles_what_was_reported(ward: Petition) -> None:
    report(ward)
    hiding.hide(ward, reason="It insults a nurse", by="sam")
    [made] = reports()
    db.session.refresh(made)
    assert (made.outcome, made.settled_by) == (ReportOutcome.HIDDEN, "sam")
