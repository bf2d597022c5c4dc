"""The organiser of the demo: a newcomer signs in without making an account first."""

import click
from sqlalchemy import select

from petition.extensions import db, settings
from petition.lib import passwords
from petition.models.team import Team, TeamRole
from petition.services import organisers

ADDRESS = "organiser@example.org"
FILE = "organiser_password"


def make() -> None:
    """An owner of every team of the demo; the password is kept beside the database, readable by its owner only."""
    password = passwords.generate()
    made = organisers.create(address=ADDRESS, name="Demo organiser", password=password)
    for team in db.session.scalars(select(Team)):
        organisers.add_to_team(made, team, TeamRole.OWNER)
    path = settings.data_dir / FILE
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(password, encoding="ascii")
    db.session.commit()


def say() -> None:
    """Print how to sign in, for as long as the file is there."""
    path = settings.data_dir / FILE
    if path.exists():
        click.echo(f"  Organiser {settings.base_url}/login  {ADDRESS} / {path.read_text(encoding='ascii').strip()}")
