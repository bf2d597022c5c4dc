"""Forgetting whom mailings of updates chose, once they choose nobody any more."""

from sqlalchemy import delete, select

from petition.extensions import db
from petition.lib import clock
from petition.models.update_mail import IS_GOING, IS_KEPT, MailingState, UpdateMail, UpdateMailing
from petition.services.update_mailings import GOES_ON_FOR

BATCH = 1000


def forget() -> bool:
    """Delete one batch. True where more may be waiting.

    A mailing goes on from the signature that it came to: also without these rows it would choose nobody twice.
    """
    past = select(UpdateMailing).where(IS_KEPT, ~IS_GOING, UpdateMailing.moved_at < clock.now() - GOES_ON_FOR)
    mailing = db.session.scalar(past.order_by(UpdateMailing.moved_at).limit(1).with_for_update(skip_locked=True))
    if mailing is None:
        return False
    # In the order of their index: else the database reads the mails of all updates.
    ids = select(UpdateMail.id).where(UpdateMail.update_id == mailing.update_id).order_by(UpdateMail.address_index)
    gone = db.session.scalars(ids.limit(BATCH)).all()
    db.session.execute(
        delete(UpdateMail).where(UpdateMail.id.in_(gone)), execution_options={"synchronize_session": False}
    )
    if len(gone) < BATCH:
        mailing.state, mailing.moved_at = MailingState.ENDED, clock.now()
    return True
