"""The site as a newcomer starts it: `flask petition serve`, a process of its own with a demo of its own."""

import contextlib
import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeVar

import pytest
from flask import Flask

import config
from petition import ROOT, create_app
from petition.cli import demo_organiser
from petition.extensions import db
from tests.servers import free_port

START_SECONDS = 60
PATIENCE_SECONDS = 15
Found = TypeVar("Found")


class LiveSite:
    """A running site, and the same app once more in this process, to arrange things beside it."""

    def __init__(self, url: str, app: Flask) -> None:
        self.url = url
        self.app = app

    @property
    def password(self) -> str:
        """The demo organiser's, which was printed at the start."""
        settings: config.Settings = self.app.extensions["petition.settings"]
        return (settings.data_dir / demo_organiser.FILE).read_text()

    @contextlib.contextmanager
    def arranging(self) -> Iterator[None]:
        """One transaction in the running site's database."""
        with self.app.app_context():
            db.open_for_writing()
            yield
            db.session.commit()


def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the first start of a site leaves in its folder. Made once for all tests: copying it is far quicker."""
    ours = tmp_path_factory.getbasetemp()
    folder = (ours.parent if "PYTEST_XDIST_WORKER" in os.environ else ours) / "demo"
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made = tmp_path_factory.mktemp("demo")
            with live_site(made):
                pass
            made.rename(folder)
    return folder


@contextlib.contextmanager
def live_site(folder: Path, *, host: str = "127.0.0.1", like: Path | None = None) -> Iterator[LiveSite]:
    """Start it on a free port, and stop it as `docker stop` does. Browsers know passkeys for named hosts alone.

    `like` is the folder of a site that was stopped, to begin with a copy of.
    """
    if like is not None:
        shutil.copytree(like, folder, dirs_exist_ok=True)
    # One proxy is trusted, so that each browser can come from a network of its own.
    port = free_port()
    url = f"http://{host}:{port}"
    settings = {"DATA_DIR": str(folder), "PORT": str(port), "BASE_URL": url, "TRUSTED_PROXIES": "1"}
    environment = {name: value for name, value in os.environ.items() if name not in config.SETTINGS} | settings
    command = [sys.executable, "-m", "flask", "--app", "wsgi", "petition", "serve"]
    with (folder / "log").open("wb") as log:
        running = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            _await(running, url, folder / "log")
            yield LiveSite(url, create_app(config.load(settings)))
        finally:
            running.send_signal(signal.SIGTERM)
            running.wait(START_SECONDS)


def wait_until(look: Callable[[], Found | None]) -> Found:
    """What `look` finds, once it finds something: the worker needs a moment for everything."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        found = look()
        if found is not None and found is not False:
            return found
        time.sleep(0.1)
    raise TimeoutError(f"not within {PATIENCE_SECONDS} s")


def _await(running: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while running.poll() is None and time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"{url}/healthz", timeout=START_SECONDS):
                return
        except urllib.error.URLError:
            time.sleep(0.1)
    raise RuntimeError(f"the site did not start:\n{log.read_text()}")
