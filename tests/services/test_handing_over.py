from collections.abc import Callable

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.consent import Consent, ConsentPurpose, ConsentText
from petition.models.petition import Petition, PetitionState
from petition.models.record import Audit, ExportPurpose
from petition.models.team import Team
from petition.services import confirming, consents, exporting, handing_over, identity, petitions, sequencing
from petition.services.errors import CannotChangeState, HandedOverMeanwhile
from tests.making import make_team, sign_and_confirm, submit

BY = "alice"


@pytest.fixture
def ridge(ward: Petition) -> Team:
    return make_team("ridge", name="Ridge", legal_name="Ridge e.V.")


def news_list(petition: Petition) -> bytes:
    order = exporting.order(
        petition, purpose=ExportPurpose.NEWS_LIST, form=exporting.ExportForm.CSV, actor=BY, language="en"
    )
    db.session.commit()
    return b"".join(exporting.Content(order))


def test_another_team_owns_it_and_both_logs_say_so(ward: Petition, ridge: Team) -> None:
    giving, version = ward.team, ward.lock_version
    handing_over.hand_over(ward, ridge, by=BY)
    assert (ward.team, ward.lock_version) == (ridge, version + 1)
    rows = db.session.scalars(sa.select(Audit).order_by(Audit.id))
    assert [(row.verb, row.team_id, row.subject) for row in rows] == [
        ("give petition", giving.id, ward.public_id),
        ("take petition", ridge.id, ward.public_id),
    ]


def test_whoever_signs_then_agrees_to_the_new_teams_words(ward: Petition, ridge: Team) -> None:
    handing_over.hand_over(ward, ridge, by=BY)
    made = sign_and_confirm(ward)
    kept = db.session.scalars(sa.select(ConsentText).where(ConsentText.team_id == ridge.id)).all()
    assert {text.language for text in kept} == {"en", "ar"}
    assert "Ridge e.V." in consents.newest(ridge, made.language)[ConsentPurpose.SIGNING].text


def test_news_of_the_old_team_are_no_consent_to_the_new_one(ward: Petition, ridge: Team) -> None:
    for address, purpose in (("old@example.org", "team_news"), ("both@example.org", "petition_news")):
        sign_and_confirm(ward, address=address, name=address, consents=(ConsentPurpose(purpose),))
    sequencing.sequence(ward.id)
    assert b"old@example.org" in news_list(ward)
    handing_over.hand_over(ward, ridge, by=BY)
    taken = news_list(ward)
    assert (b"old@example.org" in taken, b"both@example.org" in taken) == (False, True)


def test_who_waits_meanwhile_can_confirm(ward: Petition, ridge: Team) -> None:
    waiting = submit(ward, consents=())
    handing_over.hand_over(ward, ridge, by=BY)
    assert confirming.confirm(waiting, identity.of_submission(waiting), same_browser=True).petition.team is ridge


def test_who_waits_meanwhile_agreed_to_no_news_of_the_new_team(ward: Petition, ridge: Team) -> None:
    waiting = submit(ward, consents=(ConsentPurpose.PETITION_NEWS, ConsentPurpose.TEAM_NEWS))
    handing_over.hand_over(ward, ridge, by=BY)
    made = confirming.confirm(waiting, identity.of_submission(waiting), same_browser=True)
    query = sa.select(ConsentText.purpose).join(Consent).where(Consent.signature_id == made.id)
    assert set(db.session.scalars(query)) == {ConsentPurpose.SIGNING, ConsentPurpose.PETITION_NEWS}


def test_who_sends_the_form_then_may_ask_for_them(ward: Petition, ridge: Team) -> None:
    handing_over.hand_over(ward, ridge, by=BY)
    sign_and_confirm(ward, consents=(ConsentPurpose.TEAM_NEWS,))
    sequencing.sequence(ward.id)
    assert b"rima@example.org" in news_list(ward)


def test_to_its_own_team_nothing_happens(ward: Petition) -> None:
    handing_over.hand_over(ward, ward.team, by=BY)
    assert db.session.scalars(sa.select(Audit)).all() == []


def test_what_staff_took_from_view_stays_where_it_is(ward: Petition, ridge: Team) -> None:
    petitions.hide(ward, reason="Names were put here.")
    with pytest.raises(CannotChangeState):
        handing_over.hand_over(ward, ridge, by=BY)
    assert (ward.state, ward.team.slug) == (PetitionState.HIDDEN, "ward-team")


def test_what_a_colleague_handed_over_meanwhile_stays_there(
    ward: Petition, ridge: Team, load: Callable[[str], Petition]
) -> None:
    harbour = make_team("harbour")
    assert ward.team.slug == "ward-team"
    # Behind the session's back, as another process does it.
    db.session.execute(sa.update(Petition).values(team_id=harbour.id).execution_options(synchronize_session=False))
    with pytest.raises(HandedOverMeanwhile):
        handing_over.hand_over(ward, ridge, by=BY)
