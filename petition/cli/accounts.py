"""What those who run an installation can do to somebody's account."""

import contextlib
import enum
from collections.abc import Callable

import click

from petition.cli.group import petition, writing
from petition.extensions import settings
from petition.models.organiser import Organiser
from petition.services import account_decisions, auditing, organisers
from petition.services.staff_errors import AccountChangedMeanwhile


class Deed(enum.StrEnum):
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    RESET_FACTORS = "reset-factors"


DEEDS: dict[Deed, tuple[Callable[..., None], str]] = {
    Deed.SUSPEND: (account_decisions.suspend, "Nobody is signed in with {address}, nor can sign in."),
    Deed.REINSTATE: (account_decisions.reinstate, "{address} can sign in again."),
    Deed.RESET_FACTORS: (
        account_decisions.reset_factors,
        "{address} has no second factor any more, and is told so by mail. Sign in with the password, or set one at "
        "{base_url}/account/forgotten",
    ),
}


@petition.command()
@click.argument("deed", type=click.Choice([deed.value for deed in Deed]))
@click.argument("address")
def account(deed: str, address: str) -> None:
    """Shut the account with ADDRESS, open it again, or help who lost every second factor.

    suspend signs every browser out and ends mailed links; nothing of theirs is deleted. reinstate undoes it.
    reset-factors takes passkeys, code apps and recovery codes away: first make sure that it is them who ask.
    """
    do, words = DEEDS[Deed(deed)]
    # Of one that is shut, or open, already nothing changes.
    with contextlib.suppress(AccountChangedMeanwhile), writing():
        do(_account_of(address), by=auditing.COMMAND_LINE)
    click.echo(words.format(address=address, base_url=settings.base_url))


def _account_of(address: str) -> Organiser:
    found = organisers.of_address(address)
    if found is None:
        raise click.ClickException(f"There is no account with the address {address}.")
    return found
