"""Commands about news on a petition."""

from pathlib import Path

import click

from petition.cli.campaigns import FILE
from petition.cli.group import petition, petition_at, writing
from petition.services import auditing, update_files, update_mailings, updates


@petition.command()
@click.argument("slug")
@click.argument("file", type=FILE)
def update(slug: str, file: Path) -> None:
    """Publish news on the petition at SLUG from FILE: Markdown with a YAML head.

    It stands on the petition's page, in its list of updates and in its feed at once, or from the time that the file
    gives; docs/petition-files.md explains every line.
    """
    with writing():
        found = petition_at(slug)
        made = update_files.publish(found, file.read_text(encoding="utf-8"))
        auditing.record_of_petition("publish update", found, actor=auditing.COMMAND_LINE)
        number = made.number
    click.echo(f"Published update {number} of {slug}.")


@petition.command()
@click.argument("slug")
@click.argument("number", type=int)
@click.option("--sooner", is_flag=True, help="Although another update was mailed a short while ago.")
def mail_update(slug: str, number: int, *, sooner: bool) -> None:
    """Mail update NUMBER of the petition at SLUG to those who signed and asked for news.

    For one that came from a file, or was published on the page alone. Between two that are mailed lie the hours of
    the policy updates.mail_hours; --sooner allows this one. Each signer gets it once, and it cannot be called back.
    """
    with writing():
        found = updates.numbered(petition_at(slug), number)
        if found is None:
            raise click.ClickException(f"{slug} has no update {number} that everyone can read.")
        begun = update_mailings.begin(found, is_allowed_sooner=sooner)
        auditing.record_of_petition("mail update", found.petition, actor=auditing.COMMAND_LINE, number=number)
        begins_at = begun.begun_at
    click.echo(f"Update {number} of {slug} is mailed from {begins_at:%Y-%m-%d %H:%M} UTC on.")
