"""Ledgers for tests: read with nothing but HTTP, and checked by the program that everyone is offered."""

import importlib.util
from collections.abc import Callable
from functools import cache
from typing import Any

from flask.testing import FlaskClient

from petition.web import assets

Ask = Callable[[str], bytes]


@cache
def verifier() -> Any:
    """`verify_ledger.py`, as it is handed out."""
    spec = importlib.util.spec_from_file_location("verify_ledger", assets.FILES["verify_ledger.py"])
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def asking(client: FlaskClient, slug: str) -> Ask:
    """Asks for what stands below a ledger's address."""

    def ask(path: str) -> bytes:
        answer = client.get(f"/petitions/{slug}/ledger/{path}")
        assert answer.status_code == 200, path
        content: bytes = answer.data
        return content

    return ask


def verified(ask: Ask, old: list[str] | None = None) -> list[str]:
    """What the program says, given the ledger's own key."""
    return list(verifier().verify(ask, ask("key").decode().splitlines(), old or []))
