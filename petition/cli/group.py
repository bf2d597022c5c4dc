"""The group that every command belongs to, and how a command answers a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy import select

from petition.backends.database import SiteHasMoved
from petition.extensions import db
from petition.models.petition import Petition
from petition.services import petitions
from petition.services.errors import DomainError


class PetitionGroup(AppGroup):
    """The group, which says in a sentence that its site is somewhere else by now."""

    def invoke(self, context: click.Context) -> Any:
        try:
            return super().invoke(context)
        except SiteHasMoved as moved:
            raise click.ClickException(f"Nothing can be written here: {moved}.") from None


petition = PetitionGroup("petition", help="Run and look after this petition site.")


@contextmanager
def writing() -> Iterator[None]:
    """One transaction: committed when the block ends, undone when a rule of the product says no."""
    db.open_for_writing()
    with refusals():
        try:
            yield
        except DomainError:
            db.session.rollback()
            raise
    db.session.commit()


@contextmanager
def refusals() -> Iterator[None]:
    """Say in a sentence which rule of the product says no."""
    try:
        yield
    except DomainError as refusal:
        raise click.ClickException(str(refusal) or type(refusal).__doc__ or "refused") from None


def petition_at(slug: str) -> Petition:
    """The petition that a command names, or a refusal that names those there are."""
    found = petitions.by_slug(slug)
    if found is None:
        slugs = [petitions.current_slug(one) for one in db.session.scalars(select(Petition).limit(20))]
        raise click.ClickException(f"There is no petition {slug}. There are: {', '.join(slugs) or 'none'}")
    return found
