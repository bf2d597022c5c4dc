"""Deciding what this installation allows: one policy at a time, and who decided it stands in the audit."""

from sqlalchemy import select

from petition.extensions import db
from petition.lib import crypto
from petition.models.record import SiteSetting
from petition.services import auditing, leases
from petition.services.errors import SettingChangedMeanwhile
from petition.services.one_policy import Policy
from petition.services.policy import POLICIES

# One at a time: a row that is not there yet cannot be locked.
DECIDING = b"site settings"


def all_words() -> dict[str, str]:
    """What is decided about each policy, as it would be typed, by its name."""
    kept = {row.name: row.value for row in db.session.execute(select(SiteSetting.name, SiteSetting.value))}
    return {name: one.written(one.of(kept.get(name))) for name, one in POLICIES.items()}


def fingerprint_of(words: str) -> str:
    """What is decided, in short: for a form to say what it was filled from."""
    return crypto.fingerprint(words.encode())


def change(policy: Policy[object], typed: str, *, by: str, seen: str | None = None) -> None:
    """Decide one policy. Raises InvalidPolicy, and SettingChangedMeanwhile where it is not as it was `seen`."""
    was = _held(policy, seen)
    policy.decide(typed)
    _record("change setting", policy, was, by=by)


def set_back(policy: Policy[object], *, by: str, seen: str | None = None) -> None:
    """Let the default hold again. Raises SettingChangedMeanwhile."""
    was = _held(policy, seen)
    row = db.session.get(SiteSetting, policy.name)
    if row is not None:
        db.session.delete(row)
        _record("set setting back", policy, was, by=by)


def _held(policy: Policy[object], seen: str | None) -> str:
    """What holds now; nobody else decides until the commit."""
    leases.hold_until_commit(DECIDING)
    there = policy.kept_words()
    if seen is not None and seen != fingerprint_of(there):
        raise SettingChangedMeanwhile
    return there


def _record(verb: str, policy: Policy[object], was: str, *, by: str) -> None:
    db.session.flush()
    # Texts may name people: of these it stands only that they were changed.
    if policy.is_text:
        auditing.record(verb, actor=by, subject=policy.name)
    else:
        auditing.record(verb, actor=by, subject=policy.name, was=was, value=policy.kept_words())
