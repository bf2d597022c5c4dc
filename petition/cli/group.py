"""The group that every command belongs to, and how a command answers a refusal."""

from collections.abc import Iterator
from contextlib import contextmanager

import click
from flask.cli import AppGroup
from sqlalchemy import select

from petition.extensions import db
from petition.models.petition import Petition
from petition.services import petitions
from petition.services.errors import DomainError

petition = AppGroup("petition", help="Run and look after this petition site.")


@contextmanager
def writing() -> Iterator[None]:
    """One transaction: committed when the block ends, undone when a rule of the product says no."""
    db.open_for_writing()
    try:
        yield
    except DomainError as refusal:
        db.session.rollback()
        raise click.ClickException(str(refusal) or type(refusal).__doc__ or "refused") from None
    db.session.commit()


def petition_at(slug: str) -> Petition:
    """The petition that a command names, or a refusal that names those there are."""
    found = petitions.by_slug(slug)
    if found is None:
        slugs = [petitions.current_slug(one) for one in db.session.scalars(select(Petition).limit(20))]
        raise click.ClickException(f"There is no petition {slug}. There are: {', '.join(slugs) or 'none'}")
    return found
