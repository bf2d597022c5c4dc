"""Addresses that people type are shown, never asked: nobody has the server look at what it alone can reach (SSRF)."""

import ast
from collections.abc import Iterator

from tests.source_tree import Source, sources

# What opens connections, or starts programs that can.
OUTWARD = {
    *(
        "aiohttp",
        "asyncio",
        "dns",
        "ftplib",
        "http.client",
        "httpx",
        "imaplib",
        "multiprocessing",
        "os.popen",
        "os.system",
    ),
    *("poplib", "pty", "pycurl", "requests", "smtplib", "socket", "socketserver", "ssl", "subprocess", "telnetlib"),
    *("urllib.request", "urllib.robotparser", "urllib3", "webbrowser", "websockets", "xmlrpc"),
}
# Each asks only what the environment names. (What tries attacks asks the site that it has made itself, in a process of
# its own; the last one is handed out, and runs at whoever checks us.)
ALLOWED = {
    "petition/backends/certificate.py": {"socket", "ssl"},
    "petition/backends/host.py": {"socket"},
    "petition/backends/mail_smtp.py": {"smtplib"},
    "petition/backends/ping.py": {"urllib.request", "http.client"},
    "petition/backends/smtp_server.py": {"smtplib", "socket", "ssl"},
    "petition/cli/simulating.py": {"subprocess"},
    "petition/simulation/__main__.py": {"socket"},
    "petition/simulation/browser.py": {"http.client"},
    "petition/static/verify_ledger.py": {"urllib.request"},
}


PRODUCT = sources("petition", "config.py", "environment.py", "wsgi.py")


def named(source: Source) -> Iterator[str]:
    """Everything that a file imports or reaches through what it imports, by its whole name."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            yield f"{node.value.id}.{node.attr}"


def outward(source: Source) -> set[str]:
    parts = [name.split(".") for name in named(source)]
    return OUTWARD & {".".join(part[:length]) for part in parts for length in (1, 2)}


def test_only_what_the_environment_names_is_asked() -> None:
    found = {source.place: outward(source) for source in PRODUCT}
    assert {place: names for place, names in found.items() if names} == ALLOWED


def test_modules_that_are_loaded_by_name_are_named_here() -> None:
    """`importlib.import_module` takes any text: each use is one that was looked at."""
    users = [source.place for source in PRODUCT if "importlib.import_module" in set(named(source))]
    assert users == ["petition/backends/dkim_signer.py"]
