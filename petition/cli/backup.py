"""Commands about backups: to take them, to restore them, and to take a site to another database."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click
from sqlalchemy import select

import config
from petition.cli.group import petition, refusals, writing
from petition.extensions import db, settings
from petition.models.petition import Petition
from petition.services import backups, key_copies, moving, processes, restoring, verifying

PLACE = click.Path(path_type=Path)
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


@petition.command()
@click.argument("path", type=PLACE)
@click.option("--keep", type=click.IntRange(min=1), help="Then delete all but so many of the newest in that folder.")
def backup(path: Path, keep: int | None) -> None:
    """Write everything that the database holds into one file, while the site runs.

    PATH is a new file, or a folder in which it gets a name with the time. Keys are not in it: keep a copy of them
    somewhere else, and show it with `confirm-keys`. Next: take the file to another place.
    """
    if keep and not path.is_dir():
        raise click.UsageError("--keep needs a folder.")
    with _file_trouble(path, "Nothing was left behind."), writing():
        written, taken = backups.take(path)
        rows, size = taken.rows, taken.bytes
    gone = backups.drop_older(path, keep=keep) if keep else []
    click.echo(f"{rows} rows in {written} ({size / 1e6:.1f} MB), read back and found whole.")
    for old in gone:
        click.echo(f"Deleted {old}.")


@petition.command()
@click.argument("path", type=FILE)
@click.option(
    "--journal", "folder", type=FOLDER, help="The journal of the site that was lost; JOURNAL_DIR if not given."
)
@click.option("--head", "heads", type=FILE, multiple=True, help="A checkpoint that somebody kept; once for each.")
@click.option(
    "--nothing-newer", is_flag=True, help="Nothing was published or taken back since, as far as anyone knows."
)
@click.option("--replace", is_flag=True, help="Delete what is in this database first; asks before it does.")
def restore(path: Path, folder: Path | None, heads: tuple[Path, ...], nothing_newer: bool, replace: bool) -> None:
    """Put the backup in PATH into this site's empty database, of whichever kind.

    What was withdrawn or removed since is taken back again, and where a longer ledger was published an epoch is
    opened, which everyone can see. Stop the site first. Next: start it, and see that `doctor` is content.
    """
    with _file_trouble(path), refusals(), restoring.look_through(path) as found:
        since = restoring.known_since(
            found, folder=folder or settings.journal_dir, files=heads, is_nothing_newer=nothing_newer
        )
        _must_be_free(replace)
        restoring.load(found)
        with writing():
            opened, strays = restoring.catch_up(found, since)
    click.echo(f"Restored the backup of {found.taken_at:%Y-%m-%d %H:%M} UTC.")
    if opened:
        click.echo(f"Opened {opened} epoch(s): longer ledgers had been published.")
    for words in strays:
        click.echo(f"A head was left out: {words}.")
    _check_numbers()


@petition.command()
@click.argument("new_database_url", required=False)
@click.option("--undo", is_flag=True, help="Use the old SQLite database again, without what the new one has taken.")
def move(new_database_url: str | None, undo: bool) -> None:
    """Take this site from SQLite to the empty PostgreSQL database at NEW_DATABASE_URL, while it runs.

    Pages go on meanwhile; who signs is asked to wait. Afterwards this SQLite database takes nothing more. Next: set
    DATABASE_URL as it says, and start the site again.
    """
    if undo == bool(new_database_url):
        raise click.UsageError("Give NEW_DATABASE_URL, or --undo.")
    if not new_database_url:
        moving.undo()
        click.echo("The SQLite database is in use again.")
        return
    with refusals():
        rows = moving.move(_url(new_database_url))
    click.echo(f"Moved {rows} rows; every number agrees. Now set DATABASE_URL and start the site again.")


@petition.command("confirm-keys")
@click.argument("copy", type=click.File(encoding="utf-8"), default="-")
def confirm_keys(copy: TextIO) -> None:
    """Show the COPY of the keys that is kept elsewhere: a file, or standard input.

    It has a line SECRET_KEY=… and a line DATA_KEYS=… . If they are those of this site, `doctor` is content until
    they change.
    """
    with writing():
        key_copies.confirm(copy.read())
    click.echo("The copy is right.")


@contextmanager
def _file_trouble(path: Path, *more: str) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        # The system's words name no row, only what ails the disk.
        raise click.ClickException(" ".join((f"{path}: {error.strerror or error}.", *more))) from None


def _must_be_free(replace: bool) -> None:
    if not restoring.is_made():
        return
    if there := processes.present():
        raise click.ClickException(f"The site runs ({len(there)} processes): stop it first.")
    if restoring.is_empty():
        return
    if not replace:
        raise click.ClickException("This database is not empty. To delete what is in it first: --replace.")
    click.prompt("All that is in this database will be deleted. Type REPLACE", type=click.Choice(["REPLACE"]))


def _check_numbers() -> None:
    for one in db.session.scalars(select(Petition)):
        if words := next(verifying.problems_of(one), None):
            raise click.ClickException(f"The numbers do not agree: {words}. See `verify-count`.")
    click.echo("Every number agrees.")


def _url(typed: str) -> str:
    try:
        return config.database_url(typed)
    except ValueError as expected:
        raise click.UsageError(f"NEW_DATABASE_URL {expected}") from None
