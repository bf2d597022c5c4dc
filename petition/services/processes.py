"""Who is at work on this site, and what cannot be right together.

Each process enters the table `process` when it starts, says every ten seconds that it is still there, and takes
its row out when it ends. Whoever enters looks at the others first: settings that do not fit are refused by the
one who comes later, in a sentence that says what to set. `flask petition doctor` says the same at any time.

A new rule is one function and one line in RULES; what it has to know is one fact in `describe`.
"""

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations_with_replacement

from sqlalchemy import delete, select

from petition.backends import host
from petition.extensions import db, mailer, settings
from petition.lib import crypto
from petition.models.columns import new_public_id
from petition.models.process import Process, ProcessRole
from petition.services import leases, restoring
from petition.services.inserting import insert_or_replace

BEAT = timedelta(seconds=10)
# Who has been silent for so long is not there any more.
GONE_AFTER = timedelta(seconds=45)
# How long a newcomer looks whether somebody whom it cannot be beside is still alive: more than one beat.
PATIENCE = timedelta(seconds=13)
ENTERING = b"entering"
MOST = 1000
NAMED = 5
FINGERPRINT_DIGITS = 16

Pair = tuple[Process, Process]


class CannotRunTogether(Exception):
    """This process cannot be right beside those that are there; `problems` says what to set, a sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Rule:
    """What two processes (or one, looked at beside itself) cannot be. The sentence names them as {places}."""

    sentence: str
    is_broken: Callable[[Process, Process], bool]


def describe(role: ProcessRole, *, server: int | None = None, server_size: int = 1) -> Process:
    """This process, not entered yet. `server` is the process it was forked from, which runs so many of its kind."""
    return Process(
        public_id=new_public_id(),
        role=role,
        host=host.name(),
        machine=host.machine(),
        pid_space=host.pid_space(),
        pid=os.getpid(),
        facts={
            "server": server or os.getpid(),
            "server_size": server_size,
            "database": db.engine.dialect.name,
            "limits": "shared" if settings.redis_url else "memory",
            "mail": "server" if mailer.folder is None else "folder",
            "secret_key": _fingerprint(settings.secret_key.encode()),
            "opens": [_fingerprint(key) for key in settings.data_keys.values()],
            "seals": _fingerprint(list(settings.data_keys.values())[-1]),
        },
    )


def enter(me: Process, *, looking_since: datetime) -> bool:
    """Add this process to those at work. Raises CannotRunTogether.

    False where one that it cannot be beside is silent, and may be dead: come again in a moment. After PATIENCE
    whoever has said nothing meanwhile is taken for dead.
    """
    if restoring.is_unfinished():
        raise CannotRunTogether(["A restore did not end here: run `flask petition restore` again with --replace."])
    # Many may start at once: the later one sees the earlier.
    leases.hold_until_commit(ENTERING)
    others = present()
    surely_there = [other for other in others if _is_neighbour(other) or other.seen_at > looking_since]
    if problems := list(_problems(_pairs_with(me, surely_there))):
        raise CannotRunTogether(problems)
    is_patient = leases.database_now() < looking_since + PATIENCE
    if is_patient and any(_problems(_pairs_with(me, others))):
        return False
    me.started_at = leases.database_now()
    beat(me)
    return True


def beat(me: Process) -> None:
    """Say that this process is there; it enters anew where it was taken for dead meanwhile."""
    values = {
        name: getattr(me, name) for name in ("role", "host", "machine", "pid_space", "pid", "facts", "started_at")
    }
    row = {"public_id": me.public_id, **values, "seen_at": leases.database_now()}
    insert_or_replace(Process, [row], key=["public_id"])


def leave(me: Process) -> None:
    db.session.execute(delete(Process).where(Process.public_id == me.public_id))


def present() -> list[Process]:
    """Everyone who was seen lately, and is not known to be dead."""
    seen = db.session.scalars(
        select(Process)
        .where(Process.seen_at > leases.database_now() - GONE_AFTER)
        .order_by(Process.id)
        .limit(MOST)
        # Looked at again and again in one session.
        .execution_options(populate_existing=True)
    )
    return [process for process in seen if not (_is_neighbour(process) and not host.is_running(process.pid))]


def others_seal_otherwise() -> bool:
    """Whether somebody at work seals under another key than this process, as they may while a key is changed."""
    ours = _fingerprint(list(settings.data_keys.values())[-1])
    return any(process.facts["seals"] != ours for process in present())


def problems() -> Iterator[str]:
    """What cannot be right together, among those at work and the settings of this command."""
    everyone = [describe(ProcessRole.WORKER), *present()]
    return _problems(combinations_with_replacement(everyone, 2))


def _pairs_with(me: Process, others: list[Process]) -> list[Pair]:
    return [(me, other) for other in (me, *others)]


def _problems(pairs: Iterable[Pair]) -> Iterator[str]:
    looked_at = list(pairs)
    for rule in RULES:
        broken = [pair for pair in looked_at if rule.is_broken(*pair)]
        if broken:
            yield rule.sentence.format(places=_places({process for pair in broken for process in pair}))


def _places(processes: set[Process]) -> str:
    names = sorted({_place(process) for process in processes})
    more = [f"{len(names) - NAMED} more"] if len(names) > NAMED else []
    return ", ".join(names[:NAMED] + more)


def _place(process: Process) -> str:
    has_entered = process.started_at is not None
    return f"{process.role} {process.pid} on {process.host}" if has_entered else f"this process on {process.host}"


def _is_neighbour(process: Process) -> bool:
    """Whether its number means the same here as there, so that one can see whether it runs."""
    return (process.machine, process.pid_space) == (host.machine(), host.pid_space())


def _fingerprint(secret: bytes) -> str:
    """Equal for equal secrets; says nothing else about them."""
    return crypto.derive(secret, "process fingerprint").hex()[:FINGERPRINT_DIGITS]


def _count_limits_apart(one: Process, other: Process) -> bool:
    if not (one.serves_pages and other.serves_pages) or "memory" not in (one.facts["limits"], other.facts["limits"]):
        return False
    # Those forked from one server come and go: how many it runs is what counts.
    is_same_server = (one.machine, one.pid_space, one.facts["server"]) == (
        other.machine,
        other.pid_space,
        other.facts["server"],
    )
    return one.facts["server_size"] > 1 if is_same_server else True


def _share_a_file_between_hosts(one: Process, other: Process) -> bool:
    return one.facts["database"] == "sqlite" and one.machine != other.machine


def _differ_in_secret_key(one: Process, other: Process) -> bool:
    return bool(one.facts["secret_key"] != other.facts["secret_key"])


def _cannot_open_each_other(one: Process, other: Process) -> bool:
    """Longer lists are no harm: so a key is added everywhere first, and seals later."""
    return one.facts["seals"] not in other.facts["opens"] or other.facts["seals"] not in one.facts["opens"]


def _mail_apart(one: Process, other: Process) -> bool:
    kinds = {one.facts["mail"], other.facts["mail"]}
    return "folder" in kinds and (len(kinds) > 1 or one.machine != other.machine)


RULES = (
    Rule(
        "Each of several web processes would count limits for itself ({places}): set REDIS_URL for all of them, "
        "or run one web process.",
        _count_limits_apart,
    ),
    Rule(
        "Several hosts use one SQLite file ({places}): set DATABASE_URL to a PostgreSQL server, or run everything "
        "on one host.",
        _share_a_file_between_hosts,
    ),
    Rule(
        "SECRET_KEY is not the same everywhere ({places}): set the same one for all of them.",
        _differ_in_secret_key,
    ),
    Rule(
        "DATA_KEYS let one process seal what another cannot open ({places}): set the same ones, in the same order, "
        "for all of them.",
        _cannot_open_each_other,
    ),
    Rule(
        "Some mails would go into a folder that not everyone has ({places}): set MAIL_URL to a mail server for all "
        "of them.",
        _mail_apart,
    ),
)
