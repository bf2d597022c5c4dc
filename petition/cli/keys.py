"""What the keys of DATA_KEYS seal, and what is lost without one."""

import sys

import click

from petition.cli.group import petition
from petition.services import key_report, resealing
from petition.services.key_report import KeyUse

WHAT_WORKS = (
    "Counts, the ledger and its published checkpoints are right without any key, and so are published names and "
    "comments. Whatever a key seals can be read again once it is back in DATA_KEYS; nothing else brings it back."
)


@petition.command()
def keys() -> None:
    """Say what each key of DATA_KEYS seals, and what is lost where one is missing.

    A key that seals nothing any more can be taken out of DATA_KEYS, unless a backup that is still kept needs it.
    Exits with 1 where something is sealed under a key that is not there.
    """
    found = key_report.uses()
    for use in found:
        click.echo(_headline(use))
        for column, n in use.seals:
            click.echo(f"  {n:,} {column.what}")
    if progress := resealing.progress():
        click.echo(f"The worker has been through {progress.done} of {progress.of} columns to seal them anew.")
    if any(not use.is_there for use in found):
        click.echo(WHAT_WORKS)
        sys.exit(1)


def _headline(use: KeyUse) -> str:
    if not use.is_there:
        return f"Key {use.number} is NOT in DATA_KEYS. Without it nobody can open:"
    if use.is_current:
        return f"Key {use.number} seals whatever is written now:"
    if not use.seals:
        return f"Key {use.number} seals nothing any more: take it out of DATA_KEYS once no backup needs it."
    return f"Key {use.number} still seals what the worker has not sealed anew yet:"
