"""Commands for those who run campaigns: teams, petitions, and a demo to look around in."""

from pathlib import Path

import click

from petition.cli.group import petition, petition_at, writing
from petition.extensions import db
from petition.services import auditing, opening, petition_files, petitions, teams
from petition.services import demo as demo_service

Pairs = tuple[tuple[str, str], ...]
FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@petition.command()
@click.argument("slug")
@click.option("--name", required=True, help="As readers know it.")
@click.option("--legal-name", required=True, help="The body that answers for signers' data.")
@click.option("--postal-address", required=True, help="Its full postal address.")
@click.option("--privacy-contact", required=True, help="A mail address for questions about data.")
@click.option("--about", default="", help="Two or three sentences.")
@click.option("--website", default="", help="Its own web site.")
@click.option("--name-in", "names", type=(str, str), multiple=True, help="Its name in another language: `ar الاسم`.")
@click.option("--about-in", "abouts", type=(str, str), multiple=True, help="The sentences in that language.")
def team(names: Pairs, abouts: Pairs, **values: str) -> None:
    """Make a team: the legal body that owns petitions.

    SLUG stands in its address, /teams/SLUG, and in the petition files of the team. Next: `create`.
    """
    with writing():
        made = teams.create(**values, names=dict(names), abouts=dict(abouts))
        auditing.record("make team", actor=auditing.COMMAND_LINE, subject=made.public_id, team_id=made.id)
    click.echo(f"Made the team {values['slug']}.")


@petition.command()
@click.argument("file", type=FILE)
def create(file: Path) -> None:
    """Make a draft petition from FILE: Markdown with a YAML head.

    petition/demo holds examples in three languages; docs/petition-files.md explains every line. Next: `open`.
    """
    with writing():
        made = petition_files.create(file.read_text(encoding="utf-8"))
        auditing.record_of_petition("make petition", made, actor=auditing.COMMAND_LINE)
        slug = petitions.current_slug(made)
    click.echo(f"Made the draft {slug}. Open it with: flask petition open {slug}")


@petition.command("open")
@click.argument("slug")
def open_(slug: str) -> None:
    """Open the petition at SLUG to everyone, now.

    From here on its text, demand and addressees are frozen. Where something is missing, it stays shut and says what.
    To let it open by itself: `schedule`.
    """
    with writing():
        opening.open_now(petition_at(slug), by=auditing.COMMAND_LINE)
    click.echo(f"{slug} is open.")


@petition.command()
@click.argument("slug")
def close(slug: str) -> None:
    """Close the petition at SLUG, now.

    Links already mailed can be confirmed for seven days more; the page says so.
    """
    with writing():
        opening.close(petition_at(slug), by=auditing.COMMAND_LINE)
    click.echo(f"{slug} is closed.")


@petition.command()
@click.option("--signatures", default=demo_service.SIGNATURES, show_default=True, help="Of the first petition.")
@click.option("--coalition", default=demo_service.COALITION, show_default=True, help="Signatures of the coalition.")
def demo(signatures: int, coalition: int) -> None:
    """Fill an empty site with invented campaigns and signers.

    One petition to protect hospital workers with a goal of 10,000, one near its goal, one closed and answered, and
    one of a coalition; an open letter, a joint statement, a call to action.
    """
    db.open_for_writing()
    if not demo_service.is_empty():
        raise click.ClickException("This site is not empty; the demo is for a new one.")
    demo_service.build(signatures=signatures, coalition=coalition, after_each_step=db.session.commit)
    click.echo("Made the demo.")
