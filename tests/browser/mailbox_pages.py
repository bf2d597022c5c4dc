"""The pages of one's own mailbox: forms wait at one, and one is not written to."""

from petition.models.outbox import SuppressionReason
from petition.models.petition import Petition
from petition.services import identity, own_mailbox, suppressing
from tests.browser.reaching import Kind, at, sending
from tests.making import submit

PAGE = "/mails/{token}"
ADDRESSES = {"own mailbox": "flooded@example.org", "stopped mailbox": "stopped@example.org"}
KINDS = {
    "mails to me": Kind("public.own_mailbox", at(PAGE, "own mailbox")),
    "mails to me without a tick": Kind(
        "public.stop_mails", sending(PAGE, 'form[action$="/stop"] .button', "own mailbox")
    ),
    "no mails to me": Kind("public.own_mailbox", at(PAGE, "stopped mailbox")),
    "mails to nobody": Kind("public.own_mailbox", at("/mails/forged")),
}


def set_up(ward: Petition) -> dict[str, str]:
    """The tokens of their links, by the names above; not committed."""
    # The mail about the first goes at once, and the others wait for ten minutes.
    for name in ("Some One", "ريما حداد", "Rima Haddad"):
        submit(ward, address=ADDRESSES["own mailbox"], name=name)
    suppressing.suppress(ADDRESSES["stopped mailbox"], SuppressionReason.ASKED)
    return {name: own_mailbox.link_token(identity.mailbox_index(address)) for name, address in ADDRESSES.items()}
