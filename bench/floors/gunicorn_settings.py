"""The shipped settings of gunicorn for the floors: all but the hooks, which are about the site alone."""

from pathlib import Path
from runpy import run_path

_shipped = run_path(str(Path(__file__).resolve().parents[2] / "deploy/gunicorn.conf.py"))
globals().update({name: value for name, value in _shipped.items() if name[0] != "_" and not callable(value)})
