"""What time brings: closing, reminding, forgetting."""

from petition.extensions import db
from petition.services import forgetting, petitions, reminding, signatory_mails


def close_due() -> bool:
    """Close the petitions whose time has come."""
    for petition in petitions.due_to_close():
        petitions.close(petition)
    db.session.commit()
    return False


def open_due() -> bool:
    """Open the petitions whose time has come."""
    for petition in petitions.due_to_open():
        petitions.open_now(petition, languages=petition.languages)
    db.session.commit()
    return False


def remind() -> bool:
    """Queue one reminder for each mail that was not answered for two days, or whose deadline is near."""
    portions = [reminding.remind(), signatory_mails.remind()]
    db.session.commit()
    return any(portions)


def expire() -> bool:
    """Delete what is past its time."""
    more = forgetting.forget()
    db.session.commit()
    return more
