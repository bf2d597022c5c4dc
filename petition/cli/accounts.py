"""What those who run an installation can do to somebody's account."""

import enum
from collections.abc import Callable

import click

from petition.cli.group import petition, writing
from petition.extensions import settings
from petition.models.organiser import Organiser
from petition.services import auditing, organisers, second_factor


class Deed(enum.StrEnum):
    SUSPEND = "suspend"
    REINSTATE = "reinstate"
    RESET_FACTORS = "reset-factors"


DEEDS: dict[Deed, tuple[Callable[..., None], str]] = {
    Deed.SUSPEND: (organisers.suspend, "Nobody is signed in with {address}, nor can sign in."),
    Deed.REINSTATE: (organisers.reinstate, "{address} can sign in again."),
    Deed.RESET_FACTORS: (
        second_factor.reset,
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
    with writing():
        do(_account_of(address), by=auditing.COMMAND_LINE)
    click.echo(words.format(address=address, base_url=settings.base_url))


def _account_of(address: str) -> Organiser:
    found = organisers.of_address(address)
    if found is None:
        raise click.ClickException(f"There is no account with the address {address}.")
    return found
