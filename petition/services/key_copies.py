"""That the keys are kept somewhere else: without them a backup is noise, so somebody has to show their copy."""

import base64
import re
from hmac import compare_digest

from sqlalchemy import select

from petition.extensions import db, settings
from petition.lib import clock, crypto
from petition.models.backup import KeyCopy
from petition.services.errors import BackupRefused
from petition.services.inserting import insert_unless_there

# As a shell, systemd or compose file has it.
LINE = re.compile(r"""^\s*(?:export\s+)?(SECRET_KEY|DATA_KEYS)\s*=\s*(["']?)(.*?)\2\s*$""", re.MULTILINE)


def confirm(copy: str) -> None:
    """Take a copy of the keys, as lines `SECRET_KEY=…` and `DATA_KEYS=…`, and note that it is right.

    Raises BackupRefused where a line is missing, or says something else than this site uses.
    """
    shown = {name: value.replace(" ", "") for name, _quote, value in LINE.findall(copy)}
    for name, used in _in_use().items():
        if name not in shown:
            raise BackupRefused(f"The copy has no line {name}=…")
        if not compare_digest(shown[name].encode(), used.encode()):
            raise BackupRefused(f"The copy says another {name} than this site uses.")
    insert_unless_there(KeyCopy, {"fingerprint": _fingerprint(), "confirmed_at": clock.now()})


def is_confirmed() -> bool:
    """Whether somebody showed a copy of the keys as they are now."""
    return db.session.scalar(select(KeyCopy.id).where(KeyCopy.fingerprint == _fingerprint())) is not None


def _in_use() -> dict[str, str]:
    keys = (f"{number}:{base64.b64encode(key).decode()}" for number, key in settings.data_keys.items())
    return {"SECRET_KEY": settings.secret_key.replace(" ", ""), "DATA_KEYS": ",".join(keys)}


def _fingerprint() -> str:
    return crypto.derive("\n".join(_in_use().values()).encode(), "key copy").hex()
