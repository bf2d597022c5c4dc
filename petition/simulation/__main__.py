"""Runs mixes on a throwaway site and says what came of them; exits with 1 where a bound is crossed."""

import argparse
import json
import socket
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import click
from flask_migrate import upgrade

import config
from petition import create_app
from petition.backends import logs
from petition.extensions import db
from petition.simulation import report
from petition.simulation.mixes import BY_NAME, MIXES, Mix
from petition.simulation.stage import Stage, make_team, running
from petition.simulation.trying import Result, try_out


def main() -> None:
    options = _options()
    if options.list:
        click.echo("\n".join(report.mixes()))
        return
    with _throwaway_site() as stage:
        results = [_tried(stage, mix, options) for mix in options.mixes or MIXES]
    click.echo("\n".join(["", *report.table(results), "", *report.shown(results)]))
    if options.json:
        values = [result.as_values() for result in results]
        options.json.write_text(json.dumps(values, indent=1) + "\n", encoding="utf-8")
    found = list(report.crossed(results))
    click.echo("\n".join(["", *(found or ["All is within its bounds."])]))
    sys.exit(1 if found else 0)


def _options() -> argparse.Namespace:
    """What `flask petition simulate-attack` (cli/simulating.py) was told."""
    parser = argparse.ArgumentParser(prog="python -m petition.simulation", description=__doc__)
    parser.add_argument("mixes", nargs="*", type=_mix, metavar="MIX")
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--signers", type=int, default=500)
    parser.add_argument("--fakes", type=int)
    parser.add_argument("--json", type=Path)
    return parser.parse_args()


def _mix(name: str) -> Mix:
    if name not in BY_NAME:
        raise argparse.ArgumentTypeError(f"there is no mix {name}; there are: {', '.join(BY_NAME)}")
    return BY_NAME[name]


def _tried(stage: Stage, mix: Mix, options: argparse.Namespace) -> Result:
    click.echo(f"{mix.name}: {mix.what} …")
    return try_out(stage, mix, signers=options.signers, number_of_fakes=options.fakes)


@contextmanager
def _throwaway_site() -> Iterator[Stage]:
    """A new site in a folder that is deleted afterwards. No setting is read from the environment."""
    logs.start(level="ERROR", form="console")
    with tempfile.TemporaryDirectory(prefix="countersign-simulation-") as folder:
        port = _free_port()
        app = create_app(config.load({"DATA_DIR": folder, "PORT": str(port), "TRUSTED_PROXIES": "1"}))
        with app.app_context():
            upgrade()
        with running(app, port) as stage:
            with stage.writing():
                make_team()
            yield stage
        with app.app_context():
            db.engine.dispose()


def _free_port() -> int:
    """One that nobody listens at now."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port: int = found.getsockname()[1]
        return port


if __name__ == "__main__":
    main()
