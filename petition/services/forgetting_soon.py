"""How much is past its time, or will be by a day: what forgetting would do, without doing it. Numbers only."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from petition.extensions import db
from petition.lib import clock
from petition.models.job import Job, JobItem
from petition.models.outbox import Mail, MailState
from petition.models.petition import Petition
from petition.models.report import Report
from petition.models.signatory import Signatory
from petition.models.signature import Signature
from petition.models.tally import TallyInbox
from petition.services import forgetting, index_keys
from petition.services.forgotten import What
from petition.services.signing import SUBMISSION_LIFE


def due(in_days: int = 0) -> dict[What, int]:
    """How many of each kind would go, of those that are there now."""
    then = clock.now() + timedelta(days=in_days)
    counts = {kind.what: _count(kind.model, *kind.is_past(then)) for kind in forgetting.KINDS}
    counts |= _of_petitions(then)
    counts |= {
        What.PASSAGES: _count(TallyInbox, TallyInbox.hour < then - SUBMISSION_LIFE),
        What.MAILS: _count(Mail, Mail.state != MailState.QUEUED, Mail.created_at < then - forgetting.MAIL_LIFE),
        What.REPORT_WORDS: _count(
            Report, Report.words.is_not(None), Report.settled_at < then - forgetting.REPORT_WORDS_LIFE
        ),
        What.DECISIONS: _count(JobItem, JobItem.job_id.in_(select(Job.id).where(Job.keep_until < then))),
        What.INDEX_KEYS: _count(Petition, index_keys.is_due(in_days)),
    }
    return {what: counts[what] for what in What}


def _of_petitions(then: datetime) -> dict[What, int]:
    """What goes on the day that a petition named."""
    over = select(Petition.id).where(Petition.retain_until < then.date())
    return {
        What.IDENTITIES: _count(Signature, Signature.address_index.is_not(None), Signature.petition_id.in_(over)),
        What.SENDERS: _count(Signatory, Signatory.sealed.is_not(None), Signatory.petition_id.in_(over)),
    }


def _count(model: Any, *conditions: Any) -> int:
    return db.session.scalar(select(func.count()).select_from(model).where(*conditions)) or 0
