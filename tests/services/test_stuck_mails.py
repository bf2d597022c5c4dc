"""Mails that did not get through, and what learns of their end."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock
from petition.models.outbox import MailPace
from petition.models.petition import Petition
from petition.services import mail_pace, mailing, site_health, stuck_mails
from tests.mailings import asked, choose_all, mailed, news_mails
from tests.making import submit
from tests.stuck_mails import stuck_mail


def test_a_mailing_counts_what_is_dropped(ward: Petition) -> None:
    asked(ward, "rima")
    begun = mailed(ward)
    choose_all()
    stuck_mails.drop(news_mails()[0], by="sam", reason="no such mailbox")
    db.session.refresh(begun)
    assert (begun.dropped, begun.is_over) == (1, True)


def test_a_form_whose_mail_is_dropped_may_be_sent_again(ward: Petition) -> None:
    waiting = submit(ward)
    [mail] = mailing.claim(1)
    mailing.letters_for([mail])
    mailing.deferred(mail, "451 later")
    db.session.refresh(waiting)
    assert waiting.mailed_at
    found = next(one for one in stuck_mails.hesitating() if one.id == mail.id)
    stuck_mails.drop(found, by="sam", reason="no such mailbox")
    db.session.refresh(waiting)
    assert waiting.mailed_at is None


@pytest.mark.usefixtures("database")
def test_what_somebody_waits_for_stands_before_news() -> None:
    behind = stuck_mail("news", goes_last=True, not_before=clock.now() + timedelta(days=2))
    before = stuck_mail("form")
    assert stuck_mails.hesitating() == [before, behind]
    assert (site_health.mail_queue().due, site_health.mail_queue().news) == (0, 1)


@pytest.mark.usefixtures("database")
def test_a_domain_that_only_keeps_its_pace_does_not_rest() -> None:
    [lane] = mail_pace.lanes_of(["a@gmail.com"])
    mail_pace.slow_down(lane)
    assert [one.provider for one in stuck_mails.resting()] == ["gmail.com"]
    db.session.execute(sa.update(MailPace).values(rested_at=clock.now() - timedelta(hours=1)))
    assert stuck_mails.resting() == []
