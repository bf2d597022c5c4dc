"""Commands that check the site, and that take reports from the mail server."""

import sys
from itertools import islice

import click
from sqlalchemy import select

from config import masked
from petition.cli.group import petition, writing
from petition.extensions import db, mailer, settings
from petition.models.petition import Petition
from petition.services import alarms, bouncing, petitions, verifying

# Problems of one petition that are printed; one cause often shows in thousands of rows.
SHOWN = 50


@petition.command("verify-count")
@click.argument("slugs", nargs=-1)
def verify_count(slugs: tuple[str, ...]) -> None:
    """Recompute the count of every petition, or of those named, from signatures and ledger entries.

    Nothing that the sequencer summed up is believed. Exits with 1 where anything does not agree.
    """
    # What is sequenced meanwhile must not look like drift.
    db.read_one_moment()
    all_agree = True
    for slug, found in _chosen(slugs):
        wrong = verifying.problems_of(found)
        shown = list(islice(wrong, SHOWN))
        all_agree = all_agree and not shown
        click.echo(f"{slug}: {'does not agree' if shown else 'all agrees'}")
        for words in shown:
            click.echo(f"  {words}")
        if more := sum(1 for _ in wrong):
            click.echo(f"  … and {more} more")
    if not all_agree:
        sys.exit(1)


def _chosen(slugs: tuple[str, ...]) -> list[tuple[str, Petition]]:
    found = db.session.scalars(select(Petition).order_by(Petition.id))
    named = {petitions.current_slug(one): one for one in found}
    unknown = [slug for slug in slugs if slug not in named]
    if unknown:
        raise click.ClickException(f"There is no petition {unknown[0]}. There are: {', '.join(named) or 'none'}")
    return [(slug, named[slug]) for slug in slugs or named]


@petition.command()
def bounce() -> None:
    """Take one delivery-status message (RFC 3464) on standard input.

    Pipe every mail to the return address into this, for example from a mail server's alias. Reports about mails
    that are not ours change nothing.
    """
    report = sys.stdin.buffer.read()
    with writing():
        taken = bouncing.take(report)
    click.echo(f"{taken} mail(s) marked as bounced.")


@petition.command()
def doctor() -> None:
    """Say how the site is set up and what is wrong with it.

    Secrets are not shown. Exits with 1 on a problem.
    """
    for name, value in masked(settings._get_current_object()).items():  # type: ignore[attr-defined]
        click.echo(f"{name:18} {value}")
    if mailer.signer:
        click.echo(f"{'DKIM record':18} {mailer.signer.dns_name} TXT {mailer.signer.dns_value}")
    problems = list(alarms.problems())
    for problem in problems:
        click.echo(f"! {problem}")
    if problems:
        sys.exit(1)
    click.echo("All is well.")
