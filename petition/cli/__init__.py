"""`flask petition …`: thin doors to services. Each command's help says what it does and what comes next."""

from flask import Flask

from petition.cli import (
    accounts,
    backup,
    campaigns,
    checking,
    circulating,
    forgetting,
    keys,
    organisers,
    papers,
    policy,
    receipts,
    running,
    simulating,
    updates,
)
from petition.cli.group import petition

__all__ = [
    "accounts",
    "backup",
    "campaigns",
    "checking",
    "circulating",
    "forgetting",
    "keys",
    "organisers",
    "papers",
    "policy",
    "receipts",
    "register",
    "running",
    "simulating",
    "updates",
]


def register(app: Flask) -> None:
    app.cli.add_command(petition)
