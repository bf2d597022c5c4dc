"""Commands about news on a petition."""

from pathlib import Path

import click

from petition.cli.campaigns import FILE
from petition.cli.group import petition, petition_at, writing
from petition.services import auditing, update_files


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
