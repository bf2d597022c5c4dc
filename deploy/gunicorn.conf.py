"""gunicorn for Countersign: `gunicorn --config deploy/gunicorn.conf.py`, behind a proxy that buffers requests.

How much it runs stands in the environment: WEB_PROCESSES and WEB_THREADS. It listens where systemd does for it
(deploy/systemd/countersign-web.socket), or else on HOST and PORT, as the built-in server. The site's own settings are
those of docs/configuration.md.
"""

import os
from pathlib import Path

from gunicorn.arbiter import Arbiter
from gunicorn.workers.base import Worker

wsgi_app = "wsgi:app"
chdir = str(Path(__file__).resolve().parents[1])
bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"

worker_class = "gthread"
workers = int(os.environ.get("WEB_PROCESSES", "2"))
threads = int(os.environ.get("WEB_THREADS", "8"))
# Loaded once and then forked: the processes share most of the memory that the code takes.
preload_app = True

# A worker says that it lives by touching a file; on a disk that is busy the file may be late, and the worker killed.
# The folder is everyone's, but gunicorn makes a nameless file in it that nobody else can open.
IN_MEMORY = Path("/dev/shm")  # nosec B108 # noqa: S108
worker_tmp_dir = str(IN_MEMORY) if IN_MEMORY.is_dir() else None
timeout = 60
graceful_timeout = 30

# Who called, and over which scheme, is decided by TRUSTED_PROXIES alone.
forwarder_headers = ""
secure_scheme_headers: dict[str, str] = {}
# What the longest link of ours needs, several times over.
limit_request_line = 4094
limit_request_fields = 64

# Otherwise gunicorn keeps a socket for remote control in the home folder, which a hardened service has not.
control_socket_disable = True

# No access log: the proxy keeps one, without addresses.
accesslog = None
errorlog = "-"
# Once the site is loaded, petition/backends/logs.py writes all this in its own form, and discreetly.
loglevel = "info"


def post_fork(arbiter: Arbiter, _worker: Worker) -> None:
    """A database connection made before the fork belongs to the parent: forget it here, and do not close it."""
    arbiter.app.wsgi().extensions["petition.write_engine"].dispose(close=False)


def post_worker_init(worker: Worker) -> None:
    """Say that this process is at work, or end the server in a sentence where it cannot be right beside others."""
    # Not on top: gunicorn reads this file before it knows where the site is.
    from petition.worker import heartbeat  # noqa: PLC0415

    heartbeat.start_in_gunicorn(worker)


def worker_exit(_arbiter: Arbiter, worker: Worker) -> None:
    """Say that it has ended."""
    from petition.worker import heartbeat  # noqa: PLC0415

    heartbeat.stop_in_gunicorn(worker)
