"""What staff doubt beforehand, as it was read a few seconds ago: to sign asks the database nothing more for it."""

from datetime import timedelta

from flask import Flask, current_app, request

from petition.extensions import settings
from petition.lib.kept import Kept
from petition.models.signature import HoldRule
from petition.services import doubting
from petition.services.doubting import Doubted

# What staff decide holds after so long at the latest, in every process.
LONGEST = timedelta(seconds=5)
EXTENSION = "petition.doubted"
ALL = "doubted"


def register(app: Flask) -> None:
    with app.app_context():
        lasting = LONGEST if settings.page_cache_seconds else timedelta(0)
    app.extensions[EXTENSION] = Kept[Doubted](lasting=lasting, most=1)


def doubts_about(mail_address: str) -> list[HoldRule]:
    """Why the form at hand is held, of somebody with this mail address."""
    return current().doubts_about(request.remote_addr or "", mail_address)


def last_known() -> Doubted | None:
    """What was read last in this process, however long ago: where the database cannot be asked. None before that."""
    kept: Kept[Doubted] = current_app.extensions[EXTENSION]
    return kept.newest(ALL)


def current() -> Doubted:
    kept: Kept[Doubted] = current_app.extensions[EXTENSION]
    # By this request's own session, and nobody waits for who reads it: in the midst of signing one has the database's
    # lock (SQLite), or its connection, and whoever read it for all might wait for just that.
    return kept.find(ALL) or kept.keep(ALL, doubting.read())
