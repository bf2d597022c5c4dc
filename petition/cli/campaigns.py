"""Commands for those who run campaigns: teams, petitions, and a demo to look around in."""

from pathlib import Path

import click
from sqlalchemy import select

from petition.cli.group import petition, writing
from petition.extensions import db
from petition.models.petition import Petition
from petition.services import demo as demo_service
from petition.services import petition_files, petitions, teams

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@petition.command()
@click.argument("slug")
@click.option("--name", required=True, help="As readers know it.")
@click.option("--legal-name", required=True, help="The body that answers for signers' data.")
@click.option("--postal-address", required=True, help="Its full postal address.")
@click.option("--privacy-contact", required=True, help="A mail address for questions about data.")
@click.option("--about", default="", help="Two or three sentences.")
def team(slug: str, name: str, legal_name: str, postal_address: str, privacy_contact: str, about: str) -> None:
    """Make a team: the legal body that owns petitions.

    SLUG stands in its address, /teams/SLUG, and in the petition files of the team. Next: `create`.
    """
    with writing():
        teams.create(
            slug=slug,
            name=name,
            legal_name=legal_name,
            postal_address=postal_address,
            privacy_contact=privacy_contact,
            about=about,
        )
    click.echo(f"Made the team {slug}.")


@petition.command()
@click.argument("file", type=FILE)
def create(file: Path) -> None:
    """Make a draft petition from FILE: Markdown with a YAML head.

    petition/demo holds examples in three languages; docs/petition-files.md explains every line. Next: `open`.
    """
    with writing():
        made = petition_files.create(file.read_text(encoding="utf-8"))
        slug = petitions.current_slug(made)
    click.echo(f"Made the draft {slug}. Open it with: flask petition open {slug}")


@petition.command("open")
@click.argument("slug")
def open_(slug: str) -> None:
    """Open the petition at SLUG for signatures, now.

    From here on its text, demand and addressees are frozen.
    """
    with writing():
        found = _named(slug)
        petitions.open_now(found, languages=found.languages)
    click.echo(f"{slug} is open.")


@petition.command()
@click.argument("slug")
def close(slug: str) -> None:
    """Close the petition at SLUG, now.

    Links already mailed can be confirmed for seven days more; the page says so.
    """
    with writing():
        petitions.close(_named(slug))
    click.echo(f"{slug} is closed.")


@petition.command()
@click.option("--signatures", default=2437, show_default=True, help="How many have signed the first petition.")
def demo(signatures: int) -> None:
    """Fill an empty site with invented petitions and signers.

    One petition to protect hospital workers with a goal of 10,000, one near its goal, one closed and answered.
    """
    db.open_for_writing()
    if not demo_service.is_empty():
        raise click.ClickException("This site is not empty; the demo is for a new one.")
    demo_service.build(signatures=signatures, after_each_step=db.session.commit)
    click.echo("Made the demo.")


def _named(slug: str) -> Petition:
    found = petitions.by_slug(slug)
    if found is None:
        slugs = [petitions.current_slug(one) for one in db.session.scalars(select(Petition).limit(20))]
        raise click.ClickException(f"There is no petition {slug}. There are: {', '.join(slugs) or 'none'}")
    return found
