"""The disk fills up while people sign and confirm, and has room again a moment later."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

import config
from petition import create_app
from tests.faults.cluster import Cluster
from tests.faults.cluster_site import PATIENCE, SETTLED_TOGETHER, running_site
from tests.faults.crowd import LEAST_IN_FLIGHT, PEOPLE, Crowd, seconds_for
from tests.faults.losses import losses
from tests.faults.mail_server import FolderPost
from tests.faults.preparing import prepared_site
from tests.faults.running import RunningSite, wait_until
from tests.faults.small_disk import small_disk

pytestmark = [pytest.mark.faults, pytest.mark.servers, pytest.mark.timeout(seconds_for(PEOPLE))]
MEGABYTES = 16
MAIL_WAITS = "SELECT count(*) FROM outbox WHERE state = 'queued'"
# Every moment, as text, is later than this.
PAUSES_PASS = "UPDATE outbox SET not_before = '2000-01-01' WHERE state = 'queued' AND leased_until IS NULL"
# On a full disk a worker cannot give back what it had in hand. Two minutes last ten seconds here.
LEASES_RUN_OUT = "UPDATE outbox SET leased_until = '2000-01-01' WHERE leased_until < datetime('now', '+110 seconds')"
UNFINISHED = "SELECT (SELECT count(*) FROM outbox WHERE state = 'queued') + (SELECT count(*) FROM ledger_inbox)"
# Where no page of a table has room left, the next mail needs a new one. What is undone still fills its page.
USE_UP_PAGES = """
DO $$ BEGIN
  LOOP
    INSERT INTO outbox SELECT (jsonb_populate_record(outbox, jsonb_build_object(
      'id', nextval(pg_get_serial_sequence('outbox', 'id')), 'public_id', left(md5(random()::text), 16),
      'dedupe_key', random()))).* FROM outbox LIMIT 1;
  END LOOP;
EXCEPTION WHEN disk_full THEN NULL;
END $$
"""


def test_nothing_is_lost_when_the_mail_folder_is_full(tmp_path: Path) -> None:
    with small_disk(tmp_path / "mail", megabytes=MEGABYTES) as disk:
        site = prepared_site(tmp_path / "data", MAIL_URL=f"folder:{disk.folder}")
        with visitors(site, disk.folder) as crowd:
            crowd.await_full_swing(PEOPLE // 4, LEAST_IN_FLIGHT)
            disk.fill()
            wait_until(crowd.is_thanked)
            assert ask(site, MAIL_WAITS) > 0
            disk.make_room()
            assert_all_ends_well(site, crowd)


def test_nothing_is_lost_when_the_disk_of_sqlite_is_full(tmp_path: Path) -> None:
    with small_disk(tmp_path / "data", megabytes=MEGABYTES) as disk:
        site = prepared_site(disk.folder, MAIL_URL=f"folder:{tmp_path}/mail")
        with visitors(site, tmp_path / "mail") as crowd:
            crowd.await_full_swing(PEOPLE // 4, LEAST_IN_FLIGHT)
            with crowd.somebody_asked_to_wait():
                disk.fill()
            disk.make_room()
            assert_all_ends_well(site, crowd)


def test_nothing_is_lost_when_the_disk_of_postgresql_is_full(cluster: Cluster) -> None:
    with small_disk(cluster.postgres.folder / "disk", megabytes=MEGABYTES * 2) as disk:
        cluster.execute(f"CREATE TABLESPACE small LOCATION '{disk.folder}'", "postgres")
        cluster.make_database("on_small_disk", tablespace="small")
        with running_site(cluster, "on_small_disk") as site, site.crowd(PEOPLE) as crowd:
            crowd.await_full_swing(PEOPLE // 4, LEAST_IN_FLIGHT)
            # Whoever reads a page clears what was undone out of it: until somebody meets a full one, they are filled.
            with crowd.somebody_asked_to_wait(lambda: fill_pages(cluster)):
                disk.fill()
            disk.make_room()
            site.serve(crowd)
            assert crowd.is_served()
            assert site.problems(crowd, explained=SETTLED_TOGETHER) == []
        cluster.execute("DROP DATABASE on_small_disk WITH (FORCE)", "postgres")
        cluster.execute("DROP TABLESPACE small", "postgres")


def fill_pages(cluster: Cluster) -> None:
    cluster.execute(USE_UP_PAGES, "on_small_disk")


@contextmanager
def visitors(site: RunningSite, mail: Path) -> Iterator[Crowd]:
    """A crowd at a site of one process, which runs as long as the block."""
    crowd = Crowd(site.port, PEOPLE, FolderPost(mail))
    try:
        site.start()
        crowd.come()
        yield crowd
    finally:
        crowd.leave()
        site.end()


def assert_all_ends_well(site: RunningSite, crowd: Crowd) -> None:
    crowd.wait(PATIENCE, lambda: [ask(site, statement) for statement in (PAUSES_PASS, LEASES_RUN_OUT)])
    assert crowd.is_served()
    wait_until(lambda: ask(site, UNFINISHED) == 0, PATIENCE, pause=0.2)
    assert losses(create_app(config.load(site.environment)), crowd) == []


def ask(site: RunningSite, statement: str) -> int:
    with closing(sqlite3.connect(site.folder / "countersign.sqlite3", timeout=PATIENCE)) as connection, connection:
        row = connection.execute(statement).fetchone()
        return int(row[0]) if row else 0
