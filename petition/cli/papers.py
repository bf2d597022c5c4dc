"""The command that writes the papers of a petition."""

import click

from petition.cli.group import petition, petition_at
from petition.extensions import settings
from petition.services import papers as drafts


@petition.command()
@click.argument("slug")
@click.option("--language", default="en", show_default=True, help="The language to write them in: one of LANGUAGES.")
def papers(slug: str, language: str) -> None:
    """Write the data protection papers of the petition at SLUG: a record of processing, and a draft of an assessment.

    Markdown, made from the settings as they are now, with what the team has to answer itself marked. The workspace has
    the same as a page.
    """
    if language not in settings.languages:
        raise click.UsageError(f"There is no {language} here. There are: {', '.join(settings.languages)}")
    click.echo(drafts.as_markdown(petition_at(slug), language), nl=False)
