"""Forgetting what is past its time, from the command line: by itself the worker does it every ten minutes."""

import click

from petition.cli.group import petition, writing
from petition.extensions import db
from petition.services import forgetting, forgetting_soon, forgotten, leaving_no_traces

WIDTH = 14


@petition.command()
@click.option("--dry-run", is_flag=True, help="Delete nothing; say what would go.")
@click.option(
    "--days", default=30, show_default=True, type=click.IntRange(1, 3650), help="How far a dry run looks ahead."
)
def forget(dry_run: bool, days: int) -> None:
    """Delete now what is past its time, and leave no trace of it in a SQLite file.

    The worker does it by itself. With --dry-run only numbers are shown: what would go now, and what of it that is there
    today will have gone in so many days. On SQLite the file is written anew; those who write wait for that, for some
    seconds where it is large.
    """
    if dry_run:
        now, then = forgetting_soon.due(), forgetting_soon.due(days)
        click.echo(f"{'':{WIDTH}} {'now':>{WIDTH}} {f'in {days} days':>{WIDTH}}")
        for what, n in then.items():
            click.echo(f"{what.value:{WIDTH}} {now[what]:>{WIDTH},} {n:>{WIDTH},}")
        return
    has_more = True
    while has_more:
        with writing():
            has_more = forgetting.forget()
            forgotten.note_run()
        # Each batch is a transaction of its own.
        db.session.remove()
    leaving_no_traces.clean(however_large=True)
    db.session.commit()
    if forgotten.has_left_traces():
        raise click.ClickException(
            "What was past its time is gone, but copies may stand in unused parts of the database's file: others were "
            "writing, or there is no room for two more files of its size. Give the command again."
        )
    click.echo("What was past its time is gone.")
