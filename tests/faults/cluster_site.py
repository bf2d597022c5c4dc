"""A site of several processes on a cluster, and the crowds that come to it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import select, text

import config
from petition import create_app
from petition.extensions import db
from petition.models.ledger import Lease
from petition.worker import delivery, upkeep
from tests.faults.cluster import Cluster, Servers
from tests.faults.crowd import Crowd
from tests.faults.losses import losses, strange_mails
from tests.faults.mail_server import SinkPost
from tests.faults.preparing import visited
from tests.faults.running import WORK, RunningProgram, RunningSite, wait_until
from tests.making import make_petition

GUNICORN = ("-m", "gunicorn", "--config=deploy/gunicorn.conf.py")
# More than any crowd has: no two crowds of a cluster share a number, and so neither addresses nor networks.
APART = 10_000
# As many mails as a dying worker may have handed over without having noted it.
SETTLED_TOGETHER = delivery.SETTLE_AFTER_MAILS
SECONDS_TO_REST = 60
# Longer than visitors wait for an answer that never comes.
PATIENCE = 60.0
UNFINISHED = """
    SELECT (SELECT count(*) FROM outbox WHERE state = 'queued') + (SELECT count(*) FROM ledger_inbox)
"""
# Leases of two minutes last twenty seconds here: a living worker begins no mail after ten. The minute is over in which
# Valkey did not answer soon enough, as happens on a busy machine: whoever signed in it is held until then.
# What a worker is about to change is left to it, and comes the next time: to wait for several could end in a deadlock.
PAUSES_PASS = """
    UPDATE outbox SET not_before = now() WHERE id IN (SELECT id FROM outbox
        WHERE state = 'queued' AND leased_until IS NULL AND not_before > now() FOR UPDATE SKIP LOCKED);
    UPDATE outbox SET leased_until = now() - interval '1 second' WHERE id IN (SELECT id FROM outbox
        WHERE leased_until < now() + interval '100 seconds' FOR UPDATE SKIP LOCKED);
    UPDATE hold SET sent_minute = sent_minute - interval '1 minute' WHERE signature_id IN (SELECT signature_id FROM hold
        WHERE sent_minute = date_trunc('minute', now()) FOR UPDATE SKIP LOCKED);
"""
# What is to be known of them where they are never finished.
LEFT = text("""
    SELECT 'mail', state::text, attempts::text, (not_before - now())::text, (leased_until - now())::text, server_words
        FROM outbox WHERE state = 'queued'
    UNION ALL SELECT 'inbox', count(*)::text, '', '', '', '' FROM ledger_inbox
    UNION ALL SELECT 'lease', name, holder, (until - now())::text, '', '' FROM lease
    UNION ALL SELECT 'busy', state, wait_event, (now() - state_change)::text, client_addr::text, left(query, 200)
        FROM pg_stat_activity WHERE datname = current_database() AND state <> 'idle'
""")
A_MINUTE_LATER = "UPDATE hold SET sent_minute = sent_minute - interval '1 minute'"
LEASES_RUN_OUT = "UPDATE outbox SET leased_until = now() - interval '1 second' WHERE leased_until IS NOT NULL"


@dataclass
class CrowdedSite:
    """A site on one database of the servers, reached at one port, and the crowds that come to it."""

    servers: Servers
    database: str
    port: int
    app: Flask

    @contextmanager
    def crowd(self, people: int) -> Iterator[Crowd]:
        """People who come to a petition of their own, and leave at the end of the block."""
        turn = next(self.servers.turns)
        slug = f"{self.database}-{turn}"
        with visited(self.app):
            db.open_for_writing()
            make_petition(slug)
        # Else a database that waits for no disk may lose the petition too, and then nobody can be missed in it.
        self.execute("CHECKPOINT")
        crowd = Crowd(self.port, people, SinkPost(self.servers.mail), slug=slug, first=turn * APART)
        try:
            crowd.come()
            yield crowd
        finally:
            crowd.leave()

    def serve(self, crowd: Crowd, patience: float = PATIENCE) -> None:
        """Until everyone is done, or nothing moves. Mails that were put off, and left behind by a worker, go soon."""
        crowd.wait(patience, self.let_pauses_pass)

    def problems(self, crowd: Crowd, *, explained: int = 0) -> list[str]:
        """What is wrong once everything is at rest, where the fault explains so many mails that came again."""
        wait_until(self._is_at_rest, SECONDS_TO_REST, pause=0.2, told=self._left)
        return [*losses(self.app, crowd), *strange_mails(crowd, self.servers.mail, explained=explained)]

    def wait_for(self, statement: str, number: int) -> None:
        """Until the statement returns this number."""
        wait_until(lambda: self.execute(statement) == number, SECONDS_TO_REST, pause=0.1)

    def let_pauses_pass(self) -> None:
        self.execute(PAUSES_PASS)

    def execute(self, statement: str) -> int:
        return self.servers.execute(statement, self.database)

    def _is_at_rest(self) -> bool:
        self.let_pauses_pass()
        return self.execute(UNFINISHED) == 0

    def _left(self) -> str:
        with visited(self.app):
            return "\n".join(str(row) for row in db.session.execute(LEFT))


@dataclass
class ClusterSite(CrowdedSite):
    """Web and worker processes behind the lines of a cluster."""

    cluster: Cluster
    web: RunningSite
    workers: list[RunningProgram]

    def start(self) -> None:
        for program in (*self.workers, self.web):
            if not program.is_running:
                program.start()

    def end(self) -> None:
        for program in (self.web, *self.workers):
            program.end()

    def kill_workers(self) -> None:
        """Kill them and start them again; what they had in hand is free after two minutes, and those pass."""
        for worker in self.workers:
            worker.kill()
        self.execute(LEASES_RUN_OUT)
        self.start()

    def add_worker(self, command: tuple[str, ...] = WORK, **environment: str) -> RunningProgram:
        log = self.cluster.folder / f"{self.database}-worker-{len(self.workers)}.log"
        settings = self.cluster.environment(self.database, self.cluster.work_line) | environment
        self.workers.append(RunningProgram(log, command, settings))
        self.workers[-1].start()
        return self.workers[-1]

    def release_held(self) -> None:
        """Do now what a worker does about what was held for an outage, once the minute of it is over."""
        self.execute(A_MINUTE_LATER)
        with visited(self.app):
            db.open_for_writing()
            upkeep.release_after_outage()


def sequencer_of(app: Flask) -> str:
    """Who gives signatures their places, or did so last."""
    with visited(app):
        return db.session.execute(select(Lease.holder).where(Lease.name == "sequencer")).scalar_one()


@contextmanager
def running_site(
    cluster: Cluster,
    database: str,
    *,
    web: tuple[str, ...] = GUNICORN,
    worker: tuple[str, ...] = WORK,
    environment: dict[str, str] | None = None,
) -> Iterator[ClusterSite]:
    """A site on a database of its own: gunicorn with two processes, and a worker."""
    settings = cluster.environment(database, cluster.web_line) | (environment or {})
    serving = RunningSite(cluster.folder / database, command=web, **settings)
    app = create_app(config.load(cluster.environment(database)))
    site = ClusterSite(cluster, database, serving.port, app, cluster, serving, [])
    try:
        site.add_worker(worker, **(environment or {}))
        site.start()
        yield site
    finally:
        site.end()
