"""Commands about the people who run petitions, and the lists they take."""

from pathlib import Path

import click

from petition.cli.group import petition, petition_at, writing
from petition.extensions import db, settings
from petition.lib import passwords
from petition.models.record import ExportPurpose
from petition.models.team import TeamRole
from petition.services import auditing, exporting, invitations, organisers, teams

PASSWORD_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
OUTPUT = click.Path(dir_okay=False, writable=True, path_type=Path)


@petition.command()
@click.argument("address")
@click.option("--name", required=True, help="As the team knows them, in any script.")
@click.option("--team", "slug", help="The team they work in. Needed, but for staff.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in TeamRole]),
    default=TeamRole.OWNER.value,
    show_default=True,
    help="Owners may do everything, editors too but for the team itself, moderators review, viewers see figures.",
)
@click.option("--staff", is_flag=True, help="They run the installation, and need a second factor.")
@click.option("--password-file", type=PASSWORD_FILE, help="Take the password from this file instead of making one.")
def organiser(address: str, name: str, slug: str | None, role: str, staff: bool, password_file: Path | None) -> None:
    """Make an account for ADDRESS, with a place in a team.

    The password is made and printed, this once only, unless a file holds one of at least twelve characters.
    Next: sign in at /login.
    """
    if not slug and not staff:
        raise click.UsageError("Name a --team, or make them --staff.")
    password = _line_of(password_file) if password_file else passwords.generate()
    with writing():
        team = teams.by_slug(slug) if slug else None
        if slug and team is None:
            raise click.ClickException(f"There is no team {slug}. Make it with: flask petition team {slug}")
        made = organisers.create(address=address, name=name, password=password, is_staff=staff)
        if team is not None:
            organisers.add_to_team(made, team, TeamRole(role))
        auditing.record(
            "make organiser",
            actor=auditing.COMMAND_LINE,
            subject=made.public_id,
            team_id=team.id if team else None,
            role=role if team else None,
            is_staff=staff,
        )
    click.echo(f"Made the account {address}. Sign in at {settings.base_url}/login")
    if not password_file:
        click.echo(f"Password (shown only now): {password}")


@petition.command()
@click.argument("address")
@click.option("--team", "slug", required=True, help="The team they are invited to.")
@click.option(
    "--role",
    type=click.Choice([role.value for role in TeamRole]),
    default=TeamRole.OWNER.value,
    show_default=True,
    help="What they may do there; see the command organiser.",
)
@click.option("--language", help="Of the mail; without it the site's own.")
def invite(address: str, slug: str, role: str, language: str | None) -> None:
    """Mail ADDRESS a way into a team.

    They make their account themselves, or join with the one they have. The link is good for seven days; inviting
    again sends another, and ends the one before.
    """
    if language not in (None, *settings.languages):
        raise click.UsageError(f"The site speaks {', '.join(settings.languages)}.")
    with writing():
        team = teams.by_slug(slug)
        if team is None:
            raise click.ClickException(f"There is no team {slug}. Make it with: flask petition team {slug}")
        invitations.invite(
            team,
            address=address,
            role=TeamRole(role),
            by=auditing.COMMAND_LINE,
            language=language or settings.languages[0],
        )
    click.echo(f"Invited {address}. A worker sends the mail.")


@petition.command()
@click.argument("slug")
@click.option(
    "--purpose",
    type=click.Choice([purpose.value for purpose in ExportPurpose]),
    required=True,
    help="Who the list is for.",
)
@click.option(
    "--form",
    type=click.Choice([form.value for form in exporting.ExportForm]),
    default=exporting.ExportForm.CSV.value,
    show_default=True,
    help="The first two are for Excel, csv for machines.",
)
@click.option("-o", "--output", type=OUTPUT, required=True, help="The file to write; readable by you alone.")
def export(slug: str, purpose: str, form: str, output: Path) -> None:
    """Take a list of the petition at SLUG out of the house, for one purpose.

    officials: names of those who gave them to the addressees, without mail addresses. news_list: mail addresses
    of those who asked for news. archive: all that the team may know of everyone who counts; names that were given to
    nobody stay here. It is kept that the list was taken, with its columns, rows and hash.
    """
    with writing():
        ordered = exporting.order(
            petition_at(slug),
            purpose=ExportPurpose(purpose),
            form=exporting.ExportForm(form),
            actor=auditing.COMMAND_LINE,
            language=settings.languages[0],
        )
    content = exporting.Content(ordered)
    output.touch(mode=0o600)
    with output.open("wb") as file:
        for chunk in content:
            file.write(chunk)
    exporting.finish(ordered, content)
    db.session.commit()
    click.echo(f"{content.rows} rows in {output}, SHA-256 {content.sha256}")


def _line_of(file: Path) -> str:
    return file.read_text(encoding="utf-8").rstrip("\r\n")
