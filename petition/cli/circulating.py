"""Commands for the time before a petition opens: who may read it, and when it opens by itself."""

from datetime import datetime

import click
from flask import url_for

from petition.cli.group import petition, petition_at, writing
from petition.extensions import settings
from petition.models.petition import Petition
from petition.services import auditing, circulating, opening

LOCAL_TIME = click.DateTime(formats=["%Y-%m-%d %H:%M"])


@petition.command()
@click.argument("slug")
def circulate(slug: str) -> None:
    """Let those with a private link read the draft at SLUG and ask to be listed under it.

    Prints the link, once for each language. Next: give it to those who should sign; decide about them in the
    workspace; then `open` or `schedule`.
    """
    with writing():
        found = petition_at(slug)
        opening.circulate(found, by=auditing.COMMAND_LINE)
        links = _links(found)
    click.echo(f"{slug} circulates. Its private link:\n{links}")


@petition.command("renew-link")
@click.argument("slug")
def renew_link(slug: str) -> None:
    """Make a new private link to the petition at SLUG.

    Those given out so far no longer work.
    """
    with writing():
        found = petition_at(slug)
        circulating.renew_link(found, by=auditing.COMMAND_LINE)
        links = _links(found)
    click.echo(f"The new private link of {slug}:\n{links}")


@petition.command()
@click.argument("slug")
@click.option("--at", type=LOCAL_TIME, help="Another time than the petition's own, on the clocks of its zone.")
@click.option("--cancel", is_flag=True, help="Let it wait until somebody opens it.")
def schedule(slug: str, at: datetime | None, cancel: bool) -> None:
    """Let the petition at SLUG open by itself.

    It opens at the time that its file says, or at the one given here, but not before its embargo ends. The worker
    must run then.
    """
    if cancel and at:
        raise click.UsageError("Give a time, or --cancel; not both.")
    with writing():
        found = petition_at(slug)
        if cancel:
            opening.unschedule(found, by=auditing.COMMAND_LINE)
        else:
            opening.schedule(found, at, by=auditing.COMMAND_LINE)
        opens = f"{found.opens_local:%Y-%m-%d %H:%M} ({found.zone})" if found.opens_itself else None
    click.echo(f"{slug} opens by itself on {opens}." if opens else f"{slug} waits until somebody opens it.")


def _links(found: Petition) -> str:
    token = circulating.link_token(found)
    spoken = [code for code in settings.languages if code in found.readable_languages]
    return "\n".join(url_for("public.circulating", token=token, lang=code, _external=True) for code in spoken)
