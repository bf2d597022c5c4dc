"""What time brings: opening, closing, reminding, releasing, forgetting."""

from collections.abc import Callable

from petition.extensions import db, limits_can_be_counted
from petition.services import (
    auditing,
    doubts,
    forgetting,
    forgotten,
    leaving_no_traces,
    ledger_heads,
    opening,
    petitions,
    placing,
    publishing_updates,
    releasing,
    reminding,
    shown_shares,
    signatory_mails,
    summing,
    update_mails,
)


def close_due() -> bool:
    """Close the petitions whose time has come."""
    for petition in petitions.due_to_close():
        # Other workers found it as well: whoever holds it closes it, and the others see that it is done.
        if petitions.hold(petition) and petitions.is_due_to_close(petition):
            petitions.close(petition)
            auditing.record_of_petition("close petition", petition, actor=auditing.SYSTEM)
        db.session.commit()
    return False


def open_due() -> bool:
    """Open the petitions whose time has come."""
    for petition in petitions.due_to_open():
        if petitions.hold(petition) and petitions.is_due_to_open(petition):
            opening.open_by_itself(petition)
        db.session.commit()
    return False


def publish_news() -> bool:
    """Publish the news whose hour has come."""
    for update in publishing_updates.due():
        publishing_updates.publish_if_due(update)
        db.session.commit()
    return False


def remind() -> bool:
    """Queue one reminder for each mail that was not answered for two days, or whose deadline is near."""
    portions = [reminding.remind(), signatory_mails.remind()]
    db.session.commit()
    return any(portions)


def mail_updates() -> bool:
    """Choose the next to whom an update is mailed."""
    return _committed(update_mails.choose)


def mail_heads() -> bool:
    """Mail to teams what their ledgers say, where it is morning."""
    due = ledger_heads.due()
    for petition in due:
        ledger_heads.mail(petition)
        db.session.commit()
    return len(due) == ledger_heads.BATCH


def tell_doubts() -> bool:
    """Tell teams of signatures that they should look at."""
    for petition in doubts.to_look_at():
        doubts.tell(petition)
        db.session.commit()
    return False


def place_comments() -> bool:
    """Let comments of an earlier version stand where those of this one do."""
    placing.place_comments()
    db.session.commit()
    return False


def release_after_outage() -> bool:
    """Let count what was held because limits could not be shared, once they can be."""
    if not limits_can_be_counted():
        return False
    more = releasing.release_after_outage()
    db.session.commit()
    return more


def sum_counted() -> bool:
    """Add to the sums what the sequencer has counted since."""
    return _committed(summing.sum_counted)


def sum_forms() -> bool:
    """Add to the sums the forms that were sent since."""
    return _committed(summing.sum_forms)


def sum_inbox() -> bool:
    """Add to the sums what happened to pages and mails since."""
    return _committed(summing.sum_inbox)


def show_shares() -> bool:
    """Show what the counted are divided by anew, where enough of them came."""
    return _committed(shown_shares.renew)


def expire() -> bool:
    """Delete what is past its time, and then what is left of it in files."""
    more = forgetting.forget()
    forgotten.note_run()
    db.session.commit()
    if not more:
        leaving_no_traces.clean()
        db.session.commit()
    return more


def _committed(verb: Callable[[], bool]) -> bool:
    more = verb()
    db.session.commit()
    return more
