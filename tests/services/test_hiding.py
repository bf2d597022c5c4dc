"""A petition that staff take from view, and let be seen again."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask

from petition.extensions import db
from petition.lib import clock
from petition.models.outbox import Mail, MailKind
from petition.models.petition import Petition, PetitionState
from petition.models.record import Audit
from petition.services import circulating, forgetting, hiding, opening, petitions
from petition.services.errors import CannotChangeState, HiddenOrShownMeanwhile
from tests.conftest import FakeClock
from tests.guarantees import at_once
from tests.making import draft, sign_and_confirm
from tests.people import join

HIDDEN = PetitionState.HIDDEN


def hide(petition: Petition, reason: str = "Names were put here") -> None:
    hiding.hide(petition, reason=reason, by="sam")


def show(petition: Petition) -> None:
    hiding.show(petition, reason="They were not", by="sam")


def test_it_comes_back_as_it_stood(ward: Petition, time: FakeClock) -> None:
    petitions.close(ward)
    hide(ward)
    assert (ward.state, ward.state_before, ward.hidden_at) == (HIDDEN, PetitionState.CLOSED, time.now)
    show(ward)
    assert (ward.state, ward.state_before, ward.hidden_reason) == (PetitionState.CLOSED, None, "")
    told = db.session.execute(sa.select(Audit.actor, Audit.verb, Audit.team_id)).all()
    assert told == [("sam", verb, ward.team_id) for verb in ("hide petition", "show petition")]


def test_who_comes_too_late_changes_nothing(ward: Petition) -> None:
    with pytest.raises(HiddenOrShownMeanwhile):
        show(ward)
    hide(ward, "the first")
    with pytest.raises(HiddenOrShownMeanwhile):
        hide(ward, "the second")
    assert ward.hidden_reason == "the first"


def test_its_public_reason_can_be_corrected_while_it_is_hidden(ward: Petition) -> None:
    with pytest.raises(HiddenOrShownMeanwhile):
        hiding.correct_reason(ward, "too early", by="sam")
    hide(ward)
    mails = db.session.scalar(sa.select(sa.func.count(Mail.id)))
    hiding.correct_reason(ward, "Two names were put here", by="sam")
    assert (ward.state, ward.hidden_reason) == (HIDDEN, "Two names were put here")
    assert db.session.scalars(sa.select(Audit.verb).order_by(Audit.id.desc())).first() == "correct hidden reason"
    assert db.session.scalar(sa.select(sa.func.count(Mail.id))) == mails


def test_a_draft_is_its_teams_own_business(database: None) -> None:
    with pytest.raises(CannotChangeState):
        hide(draft())


def test_whose_time_came_meanwhile_closes_when_it_is_shown(ward: Petition, time: FakeClock) -> None:
    hide(ward)
    time.move(days=61)
    assert petitions.due_to_close() == []
    planned = ward.closes_at
    show(ward)
    assert (ward.state, ward.closed_at, ward.takes_signatures) == (PetitionState.CLOSED, planned, False)


def test_what_nobody_can_confirm_any_more_is_settled_also_while_it_is_hidden(ward: Petition, time: FakeClock) -> None:
    hide(ward)
    assert not ward.is_settled
    time.move(days=70)
    assert (ward.is_settled, ward.may_take_confirmations) == (True, False)
    show(ward)
    assert (ward.is_settled, ward.takes_confirmations) == (True, False)


def test_whose_hour_came_meanwhile_does_not_open_by_itself(database: None, time: FakeClock) -> None:
    made = draft(zone="UTC")
    circulating.start(made)
    petitions.schedule(made, (time.now + timedelta(hours=1)).replace(tzinfo=None))
    hide(made)
    time.move(hours=2)
    assert petitions.due_to_open() == []
    show(made)
    assert (made.state, made.opens_itself, petitions.due_to_open()) == (PetitionState.CIRCULATING, False, [])


def test_names_go_on_their_day_all_the_same(ward: Petition, time: FakeClock) -> None:
    made = sign_and_confirm(ward)
    hide(ward)
    ward.retain_until = clock.now().date() - timedelta(days=1)
    db.session.flush()
    forgetting.forget()
    db.session.refresh(made)
    assert made.identity is None


def test_nobody_of_the_team_opens_or_closes_it_meanwhile(ward: Petition) -> None:
    hide(ward)
    with pytest.raises(CannotChangeState):
        opening.close(ward, by="alice")


def test_of_two_who_hide_it_at_once_one_does(app: Flask, petition: str) -> None:
    def hides(number: int) -> bool:
        with app.app_context():
            db.open_for_writing()
            ward = petitions.by_slug(petition)
            assert ward
            try:
                hide(ward, f"reason {number}")
            except HiddenOrShownMeanwhile:
                return False
            db.session.commit()
            return True

    assert sorted(at_once(2, hides)) == [False, True]


# --- What its team is told -----------------------------------------------------------------------------------------


def letters() -> list[str]:
    found = db.session.scalars(sa.select(Mail).order_by(Mail.id))
    kinds = (MailKind.PETITION_HIDDEN, MailKind.PETITION_SHOWN)
    return [mail.kind for mail in found if mail.kind in kinds]


def test_each_of_its_team_is_told_each_time(ward: Petition) -> None:
    for who in ("alice", "vera"):
        join(who)
    for verb in (hide, show, hide):
        verb(ward)
    assert letters() == [kind for kind in ("petition_hidden", "petition_shown", "petition_hidden") for _ in range(2)]
