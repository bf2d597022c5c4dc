"""Commands that run the site: the built-in server, and the worker by itself."""

import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from flask import Flask, current_app
from flask_migrate import upgrade

from petition.backends.web_server import WebServer
from petition.cli import demo_organiser
from petition.cli.group import petition
from petition.extensions import db, mailer, settings
from petition.models.process import ProcessRole
from petition.services import demo
from petition.services.processes import CannotRunTogether
from petition.worker import Worker
from petition.worker.heartbeat import Heartbeat


@petition.command()
def serve() -> None:
    """Run the whole site in this one process: pages, mail, ledger.

    Migrates the database first; a new site on a laptop is filled with a demo. SIGTERM and Ctrl-C finish what is
    in flight; a second one does not wait.
    """
    _on_signal(lambda: sys.exit(0))
    app = _app()
    server = _listen(app)
    upgrade()
    with _heartbeat(app, ProcessRole.SITE):
        if settings.is_local:
            _fill_if_empty()
        worker = Worker(app)
        thread = threading.Thread(target=worker.run, name="worker")
        _on_signal(server.stop)
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
    app = _app()
    worker = Worker(app)
    with _heartbeat(app, ProcessRole.WORKER):
        if once:
            worker.run_all()
            return
        _on_signal(worker.stop)
        worker.run()


def _app() -> Flask:
    app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]
    return app


@contextmanager
def _heartbeat(app: Flask, role: ProcessRole) -> Iterator[None]:
    """Be among the processes at work for as long as the block runs, or say what has to be set for that."""
    heartbeat = Heartbeat(app, role)
    try:
        heartbeat.start()
    except CannotRunTogether as refusal:
        raise click.ClickException(str(refusal)) from None
    try:
        yield
    finally:
        heartbeat.stop()


def _listen(app: Flask) -> WebServer:
    try:
        return WebServer(app, host=settings.host, port=settings.port)
    except OSError as error:
        raise click.ClickException(
            f"Cannot listen on {settings.host}:{settings.port} ({error.strerror}). "
            "Stop what listens there, or choose another PORT."
        ) from None


def _on_signal(stop: Callable[[], None]) -> None:
    """On the first SIGTERM or Ctrl-C do this; the second ends the process at once."""

    def first(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, first)


def _fill_if_empty() -> None:
    db.open_for_writing()
    if demo.is_empty():
        click.echo("Filling the new site with a demo …")
        demo.build(after_each_step=db.session.commit)
        demo_organiser.make()
    db.session.remove()


def _say_where() -> None:
    click.echo(f"\n  Site      {settings.base_url}")
    if mailer.folder is not None:
        click.echo(f"  Mailbox   {settings.base_url}/mailbox  (mails go into {mailer.folder})")
    if settings.is_local:
        demo_organiser.say()
    click.echo("\n  Ctrl-C stops it.\n")
