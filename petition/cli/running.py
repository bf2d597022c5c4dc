"""Commands that run the site: the built-in server, and the worker by itself."""

import signal
import sys
import threading

import click
from flask import current_app
from flask_migrate import upgrade
from waitress import create_server

from petition.cli.group import petition
from petition.extensions import db, mailer, settings
from petition.services import demo
from petition.worker import Worker

THREADS = 8
# With waitress's default of 100, a hundred slow phones would keep everyone else out.
CONNECTIONS = 900
SLOW_CLIENT_SECONDS = 30
DEMO_SIGNATURES = 2437


@petition.command()
def serve() -> None:
    """Run the whole site in this one process: pages, mail, ledger.

    Migrates the database first; a new site on a laptop is filled with a demo. SIGTERM and Ctrl-C finish what is
    in flight.
    """
    upgrade()
    if settings.is_local:
        _fill_if_empty()
    worker = Worker(current_app._get_current_object())  # type: ignore[attr-defined]
    thread = threading.Thread(target=worker.run, name="worker")
    server = create_server(
        current_app._get_current_object(),  # type: ignore[attr-defined]
        host=settings.host,
        port=settings.port,
        threads=THREADS,
        connection_limit=CONNECTIONS,
        channel_timeout=SLOW_CLIENT_SECONDS,
        # Werkzeug's ProxyFix reads them, and believes as many hops as TRUSTED_PROXIES says.
        clear_untrusted_proxy_headers=False,
        ident=None,
    )
    # Waitress drains its requests on SystemExit; by default SIGTERM would drop them.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    thread.start()
    _say_where()
    try:
        server.run()
    finally:
        worker.stop()
        thread.join()


@petition.command()
@click.option("--once", is_flag=True, help="Do what there is to do now, then stop.")
def work(once: bool) -> None:
    """Deliver mail, sequence the ledger, and do what is due, until stopped.

    Run as many of these as you like, beside any number of web processes.
    """
    worker = Worker(current_app._get_current_object())  # type: ignore[attr-defined]
    if once:
        worker.run_all()
        return
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    worker.run()


def _fill_if_empty() -> None:
    db.open_for_writing()
    if demo.is_empty():
        click.echo("Filling the new site with a demo …")
        demo.build(signatures=DEMO_SIGNATURES, after_each_step=db.session.commit)
    db.session.remove()


def _say_where() -> None:
    click.echo(f"\n  Site      {settings.base_url}")
    if mailer.folder is not None:
        click.echo(f"  Mailbox   {settings.base_url}/mailbox  (mails go into {mailer.folder})")
    click.echo("\n  Ctrl-C stops it.\n")
