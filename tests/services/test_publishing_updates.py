"""News is published once, as it was looked at; at its hour by itself; and taken down for good."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock
from petition.models.erasure import Erasure, ErasureKind
from petition.models.news import Update, UpdateState
from petition.models.petition import Petition, Protection
from petition.models.record import Audit
from petition.models.update_mail import MailingState
from petition.services import petitions, publishing_updates, replaying, update_mailings, updates, writing_updates
from petition.services.errors import CannotChangeState
from petition.services.update_errors import CannotBeMailed, UpdateChangedMeanwhile, UpdateNotReady
from tests.making import draft
from tests.news import ARABIC, WORDS, draft_of_news, published_news, write

pytestmark = pytest.mark.usefixtures("database")
AN_HOUR = timedelta(hours=1)


@pytest.fixture
def ward() -> Petition:
    made = draft()
    petitions.open_now(made, languages=made.languages)
    return made


def planned(ward: Petition, *, wants_mail: bool = False) -> Update:
    """For in an hour, by its own clocks."""
    update = draft_of_news(ward)
    local = (clock.now() + AN_HOUR).astimezone(ZoneInfo(ward.zone)).replace(tzinfo=None)
    publishing_updates.plan(update, local, wants_mail=wants_mail, by="alice")
    return update


def publish_due() -> list[bool]:
    return [publishing_updates.publish_if_due(update) for update in publishing_updates.due()]


def test_it_is_numbered_and_dated(ward: Petition) -> None:
    first, second = published_news(ward), published_news(ward, wants_mail=True)
    assert [(one.number, one.wants_mail) for one in updates.of_petition(ward)] == [(2, True), (1, False)]
    assert first is not second
    assert ward.active_at == second.published_at


def test_the_log_says_which_and_whether_by_mail(ward: Petition) -> None:
    published_news(ward, wants_mail=True)
    line = db.session.scalars(sa.select(Audit).order_by(Audit.id.desc())).first()
    assert line
    assert (line.verb, line.actor, line.details) == ("publish update", "alice", {"number": 1, "mail": True})


def test_only_what_was_looked_at_is_published(ward: Petition) -> None:
    update = draft_of_news(ward)
    seen = publishing_updates.seen(update)
    write(update, "ar", **ARABIC)
    with pytest.raises(UpdateChangedMeanwhile):
        publishing_updates.publish_now(update, wants_mail=False, by="bob", was_seen=seen)


def test_it_is_published_once(ward: Petition) -> None:
    with pytest.raises(CannotChangeState):
        publishing_updates.publish_now(published_news(ward), wants_mail=False, by="bob")


def test_without_its_own_language_it_is_not_published(ward: Petition) -> None:
    with pytest.raises(UpdateNotReady, match="title missing, text missing"):
        publishing_updates.publish_now(draft_of_news(ward, ar=ARABIC), wants_mail=False, by="alice")


def test_what_nobody_can_read_has_no_news() -> None:
    with pytest.raises(CannotChangeState):
        publishing_updates.publish_now(draft_of_news(draft()), wants_mail=False, by="alice")


def test_where_signers_are_at_risk_nothing_is_mailed(ward: Petition) -> None:
    ward.protection = Protection.DISCREET
    with pytest.raises(CannotBeMailed):
        published_news(ward, wants_mail=True)


def test_at_its_hour_it_publishes_itself_once(ward: Petition) -> None:
    update = planned(ward, wants_mail=True)
    assert publish_due() == []
    with clock.pretending(clock.now() + AN_HOUR):
        assert publish_due() == [True]
        assert publishing_updates.publish_if_due(update) is False
        assert publish_due() == []
    assert (update.state, update.number, update.wants_mail) == (UpdateState.PUBLISHED, 1, True)


def test_a_plan_can_be_taken_back(ward: Petition) -> None:
    update = planned(ward)
    publishing_updates.unplan(update, by="bob")
    with clock.pretending(clock.now() + AN_HOUR):
        assert publish_due() == []
    assert update.state is UpdateState.DRAFT


def test_what_is_published_has_no_plan_to_take_back(ward: Petition) -> None:
    with pytest.raises(CannotChangeState):
        publishing_updates.unplan(published_news(ward), by="bob")


def test_a_closed_petition_still_has_news(ward: Petition) -> None:
    planned(ward)
    petitions.close(ward)
    with clock.pretending(clock.now() + AN_HOUR):
        assert publish_due() == [True]


def test_if_it_is_hidden_at_its_hour_it_is_a_draft_again(ward: Petition) -> None:
    update = planned(ward)
    petitions.hide(ward, reason="a complaint")
    with clock.pretending(clock.now() + AN_HOUR):
        assert publish_due() == [False]
    assert (update.state, update.missed_at) == (UpdateState.DRAFT, update.publish_at)
    petitions.show(ward)
    publishing_updates.publish_now(update, wants_mail=False, by="alice")
    assert update.missed_at is None


def test_what_came_to_be_at_risk_meanwhile_is_not_mailed(ward: Petition) -> None:
    update = planned(ward, wants_mail=True)
    ward.protection = Protection.DISCREET
    with clock.pretending(clock.now() + AN_HOUR):
        assert publish_due() == [True]
    assert update.wants_mail is False


def test_taken_down_nobody_reads_it_and_its_number_stays_taken(ward: Petition) -> None:
    update = published_news(ward)
    publishing_updates.take_down(update, by="bob", reason="a name was in it")
    assert updates.of_petition(ward) == []
    assert updates.once_published(ward) == [update]
    assert published_news(ward).number == 2
    with pytest.raises(CannotChangeState):
        publishing_updates.take_down(update, by="bob", reason="again")


def test_a_restored_backup_takes_it_down_again(ward: Petition) -> None:
    update = published_news(ward)
    publishing_updates.take_down(update, by="bob", reason="a name was in it")
    noted = [(one.kind, one.subject) for one in db.session.scalars(sa.select(Erasure))]
    assert noted == [(ErasureKind.TAKEN_DOWN, update.public_id)]
    update.state = UpdateState.PUBLISHED
    replaying.replay(noted)
    assert update.state is UpdateState.TAKEN_DOWN


def test_one_that_was_planned_before_the_backup_is_not_published_again(ward: Petition) -> None:
    update = planned(ward, wants_mail=True)
    replaying.replay([(ErasureKind.TAKEN_DOWN, update.public_id)])
    assert update.state is UpdateState.DRAFT


def test_in_a_restored_database_what_was_planned_is_published_and_its_mails_wait(ward: Petition) -> None:
    update = planned(ward, wants_mail=True)
    with clock.pretending(clock.now() + AN_HOUR):
        publishing_updates.catch_up()
    mailing = update_mailings.of(update)
    assert mailing
    assert (update.state, mailing.state) == (UpdateState.PUBLISHED, MailingState.STOPPED)


def test_the_mail_speaks_the_language_of_signing_or_the_petitions_own(ward: Petition) -> None:
    update = published_news(ward, en=WORDS, ar=ARABIC)
    in_arabic, in_french = updates.mailed_words(update, "ar"), updates.mailed_words(update, "fr")
    assert (in_arabic["update_title"], in_arabic["update_direction"]) == (ARABIC["title"], "rtl")
    assert (in_french["update_title"], in_french["update_language"]) == (WORDS["title"], "en")
    assert (in_french["update_text"], in_french["language"]) == ("She answers on Friday.", "fr")


def test_half_a_translation_is_shown_to_nobody(ward: Petition) -> None:
    update = published_news(ward, en=WORDS, ar={"title": "قرأ"})
    assert update.text_in("ar", "en").language == "en"
    assert writing_updates.read(update, "ar")["title"] == "قرأ"
