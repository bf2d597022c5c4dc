"""The shipped proxies as processes in front of a site: their own files, with folders and ports put in place."""

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from tests.faults.running import ROOT, wait_until
from tests.servers import free_port, require

GUNICORN = ("-m", "gunicorn", "--config", "deploy/gunicorn.conf.py")
# The caller is believed as a CDN would be, as the shipped site.conf says how: each visitor has an address.
BELIEVED = "set_real_ip_from 127.0.0.1; real_ip_header X-Forwarded-For; real_ip_recursive on;"
START_SECONDS = 20


@dataclass
class RunningProxy:
    """Where people reach the site now, and the files into which the proxy writes (the first is its access log)."""

    url: str
    port: int
    logs: tuple[Path, ...]
    process: "subprocess.Popen[bytes]"

    def words(self) -> str:
        """All that it has written."""
        return "".join(log.read_text(encoding="utf-8") for log in self.logs if log.exists())

    def lines(self) -> list[str]:
        """Its access log: each line is written a moment after the answer."""
        *lines, _unfinished = self.logs[0].read_text(encoding="utf-8").split("\n")
        return lines


class Listening(Protocol):
    """A site, or what stands in for one."""

    address: str
    port: int


@contextlib.contextmanager
def nginx_before(*sites: Listening, lines: str = "") -> Iterator[RunningProxy]:
    """The shipped nginx without TLS, in front of these web hosts; `lines` go into its server."""
    port = free_port()
    servers = " ".join(f"server {site.address}:{site.port};" for site in sites)
    plain = f"""
        upstream countersign {{ {servers} }}
        server {{ listen 127.0.0.1:{port}; {lines} include /etc/nginx/countersign/server.conf; }}
    """
    with nginx(port, plain) as proxy:
        yield proxy


@contextlib.contextmanager
def nginx(port: int, site_conf: str, *, scheme: str = "http") -> Iterator[RunningProxy]:
    """The shipped nginx with another site.conf, which listens on this port."""
    require(shutil.which("nginx") is not None, "nginx")
    with _folder() as folder:
        conf = _put_in_place(folder, site_conf)
        logs = (folder / "log/access.log", folder / "log/error.log")
        command = ["nginx", "-c", str(conf), "-e", str(logs[1]), "-g", "daemon off;"]
        with _running(command, folder / "start.log", port) as process:
            yield RunningProxy(f"{scheme}://127.0.0.1:{port}", port, (*logs, folder / "start.log"), process)


@contextlib.contextmanager
def caddy_before(site: Listening) -> Iterator[RunningProxy]:
    """The shipped Caddy without TLS, in front of this site. It keeps no access log."""
    require(shutil.which("caddy") is not None, "Caddy")
    port = free_port()
    with _folder() as folder:
        caddyfile = folder / "Caddyfile"
        _write(caddyfile, (ROOT / "deploy/caddy/Caddyfile").read_text(encoding="utf-8"), _pages(folder))
        environment = {
            "SITE_ADDRESS": f"http://127.0.0.1:{port}",
            "PORT": str(site.port),
            "HOME": str(folder),
            "PATH": os.environ["PATH"],
        }
        command = ["caddy", "run", "--config", str(caddyfile), "--adapter", "caddyfile"]
        log = folder / "caddy.log"
        with _running(command, log, port, environment) as process:
            yield RunningProxy(environment["SITE_ADDRESS"], port, (log,), process)


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """Not pytest's: that is closed to the user that nginx becomes when root starts it."""
    folder = Path(tempfile.mkdtemp(prefix="countersign-proxy-"))
    try:
        folder.chmod(0o755)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _put_in_place(folder: Path, site_conf: str) -> Path:
    """nginx's files as shipped but for site.conf, with this folder in place of the system's; its main file."""
    shutil.copytree(ROOT / "deploy/nginx", folder / "conf")
    shutil.copy("/etc/nginx/mime.types", folder / "conf")
    for name in ("log", "state"):
        (folder / name).mkdir()
        (folder / name).chmod(0o777)
    (folder / "conf/countersign/site.conf").write_text(site_conf, encoding="utf-8")
    places = _pages(folder) | {
        "/etc/nginx/": f"{folder}/conf/",
        "/var/log/nginx/": f"{folder}/log/",
        "/var/lib/nginx/": f"{folder}/state/",
        "/run/nginx.pid": f"{folder}/nginx.pid",
    }
    for path in (folder / "conf").rglob("*.conf"):
        _write(path, path.read_text(encoding="utf-8"), places)
    return folder / "conf/nginx.conf"


def _pages(folder: Path) -> dict[str, str]:
    """The pages that a proxy has itself, where it may read them."""
    shutil.copytree(ROOT / "deploy/pages", folder / "pages")
    return {"/opt/countersign/deploy/pages": f"{folder}/pages"}


def _write(path: Path, text: str, places: dict[str, str]) -> None:
    for shipped, here in places.items():
        text = text.replace(shipped, here)
    path.write_text(text, encoding="utf-8")


@contextlib.contextmanager
def _running(
    command: list[str], log: Path, port: int, environment: dict[str, str] | None = None
) -> Iterator["subprocess.Popen[bytes]"]:
    """The process, from when it listens until it has ended."""
    with log.open("wb") as output:
        process = subprocess.Popen(command, stdout=output, stderr=output, env=environment)
    try:
        wait_until(lambda: process.poll() is not None or _listens(port), START_SECONDS)
        assert process.poll() is None, log.read_text(encoding="utf-8")
        yield process
    finally:
        process.terminate()
        process.wait(START_SECONDS)


def _listens(port: int) -> bool:
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
        return True
    return False
