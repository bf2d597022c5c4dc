"""The command that tries attacks out, on a site of its own."""

import subprocess  # nosec B404
import sys
import tempfile
from pathlib import Path

import click

from petition.cli.group import petition

ROOT = Path(__file__).resolve().parent.parent.parent


@petition.command("simulate-attack")
@click.argument("mixes", nargs=-1)
@click.option("--list", "is_list", is_flag=True, help="Only say which mixes there are, and what may come of each.")
@click.option("--signers", default=500, show_default=True, type=click.IntRange(0), help="Real signers in each mix.")
@click.option("--fakes", type=click.IntRange(0), help="Forms that the attacker sends; by default as the mix says.")
@click.option("--json", "file", type=click.Path(dir_okay=False, writable=True), help="Write the figures here as well.")
def simulate_attack(mixes: tuple[str, ...], is_list: bool, signers: int, fakes: int | None, file: str | None) -> None:
    """Try attacks whose truth is known: how many fakes count, and how many people wait for a review.

    All MIXES, or those named, one after the other, on a site that is made for it and thrown away: this one is neither
    read nor touched. Exits with 1 where more came of one than its bounds allow. docs/abuse.md has the figures.
    """
    words = [*mixes, "--signers", str(signers)]
    words += ["--list"] if is_list else []
    words += [] if fakes is None else ["--fakes", str(fakes)]
    words += ["--json", file] if file else []
    # A process of its own: it makes an app of its own, and learns nothing of this site's settings and secrets.
    environment = {"PYTHONPATH": str(ROOT), "TMPDIR": tempfile.gettempdir()}
    # Our own program, with arguments that were typed by who runs the site.
    done = subprocess.run(  # nosec B603 # noqa: S603
        [sys.executable, "-m", "petition.simulation", *words], env=environment, check=False
    )
    sys.exit(done.returncode)
