"""What the installation allows: read and decided from the command line."""

from typing import Any

import click

from petition.cli.group import petition, writing
from petition.services import auditing, policy, site_settings
from petition.services.errors import InvalidPolicy
from petition.services.one_policy import Policy


@petition.command()
@click.argument("name", required=False)
@click.argument("value", required=False)
def setting(name: str | None, value: str | None) -> None:
    """Show every policy, or that of NAME, or decide it anew by a VALUE.

    It holds from the next request on, in every process. docs/policy.md explains each.
    """
    if name is not None and value is not None:
        with writing():
            site_settings.change(_named(name), value, by=auditing.COMMAND_LINE)
    for one in policy.POLICIES.values() if name is None else [_named(name)]:
        click.echo(str(one))


def _named(name: str) -> Policy[Any]:
    try:
        return policy.named(name)
    except InvalidPolicy as mistake:
        raise click.ClickException(str(mistake)) from None
