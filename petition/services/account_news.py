"""Telling organisers what happened to their account: whoever else did it, its owner learns of it."""

from petition.models.columns import new_public_id
from petition.models.organiser import Organiser
from petition.models.outbox import MailKind
from petition.services import login_addresses, outbox


def tell(organiser: Organiser, what: MailKind) -> None:
    """Queue a mail to the address that the account has at this moment. `what` is one of ACCOUNT_NEWS."""
    outbox.put(
        what,
        subject=organiser.public_id,
        address=login_addresses.of(organiser),
        language=organiser.language,
        dedupe_key=f"{what}:{new_public_id()}",
    )
