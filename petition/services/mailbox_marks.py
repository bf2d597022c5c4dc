"""By what the mailboxes that sign one petition are compared: blind indexes under its own key, hexadecimal."""

from typing import NamedTuple

from petition.lib import addresses, crypto
from petition.lib.mail_providers import LARGE_PROVIDERS
from petition.models.petition import Petition
from petition.models.tally import DOMAIN_LENGTH
from petition.services import domain_sums, keys


class Marks(NamedTuple):
    """Of one mail address. Nobody reads it from these; whoever holds the petition's key can test a guess."""

    # As `tally_domain` knows it.
    domain: str
    # Without what many providers ignore: other spellings of one mailbox, as a rule, but not for certain.
    mailbox: str
    # As one mailbox of a petition is told from another.
    spelling: str


def of(address: str, petition: Petition) -> Marks:
    """Raises CannotOpen once the petition's key was destroyed."""
    key = keys.index_key(petition)
    return Marks(
        domain=domain_sums.index_of(key, addresses.domain(address)[:DOMAIN_LENGTH]),
        mailbox=crypto.blind_index(key, "loose mailbox", addresses.loose_mailbox(address)).hex(),
        spelling=crypto.blind_index(key, "spelling", addresses.mailbox(address)).hex(),
    )


def of_large_providers(petition: Petition) -> set[str]:
    """The domains at which anybody has a mailbox; none once the petition's key was destroyed."""
    try:
        key = keys.index_key(petition)
    except crypto.CannotOpen:
        return set()
    return {domain_sums.index_of(key, name) for name in LARGE_PROVIDERS}
