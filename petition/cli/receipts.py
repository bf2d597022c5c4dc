"""The command that checks a receipt. It asks neither the database nor anybody else."""

import json
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import click

from petition.cli.group import petition, refusals
from petition.lib.tile_folders import entries_in
from petition.services import verifying_receipts
from petition.services.verifying_receipts import GivenReceipt, InvalidReceipt

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@petition.command("verify-receipt")
@click.argument("path", type=FILE)
@click.option("--key", default="", help="The verifier key to trust; without it, the one that the file names.")
@click.option("--checkpoint", type=FILE, help="A checkpoint that somebody kept.")
@click.option("--ledger", type=FOLDER, help="The ledger as verify_ledger.py --keep kept it.")
def verify_receipt(path: Path, key: str, checkpoint: Path | None, ledger: Path | None) -> None:
    """Check a receipt that a signer gave you.

    Says what it proves, and exits with 1 where it proves nothing. It needs nothing of the site that made it.
    """
    with refusals():
        for line in _found(path, key, checkpoint, ledger):
            click.echo(line)
    if not key:
        click.echo("The key is what the file says: compare it with one that you had from elsewhere, or give --key.")
    if not ledger:
        click.echo("Whether it was withdrawn or removed since is for the ledger to say: give it with --ledger.")


def _found(path: Path, key: str, checkpoint: Path | None, ledger: Path | None) -> Iterator[str]:
    try:
        receipt = verifying_receipts.read(json.loads(path.read_text(encoding="utf-8")))
        yield from _compared(receipt, key, checkpoint, ledger)
    except (ValueError, RecursionError):
        raise InvalidReceipt("a file cannot be read: it is none of these, or it was cut short") from None


def _compared(receipt: GivenReceipt, key: str, checkpoint: Path | None, ledger: Path | None) -> Iterator[str]:
    verifiers = verifying_receipts.verifiers_of([key] if key else receipt.keys)
    yield from verifying_receipts.verify(receipt, verifiers)
    kept = None
    if checkpoint:
        kept = verifying_receipts.signed_checkpoint(checkpoint.read_text(encoding="utf-8"), verifiers)
        yield verifying_receipts.verify_with_checkpoint(receipt, kept)
    if ledger:
        yield from verifying_receipts.verify_with_ledger(receipt, partial(entries_in, ledger), kept)
