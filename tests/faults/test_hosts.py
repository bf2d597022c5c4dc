"""Two web and two worker hosts on one PostgreSQL and one Valkey: the link of a whole host goes down, and comes back."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import func, select

from petition.extensions import db
from tests.faults.cluster_site import SETTLED_TOGETHER
from tests.faults.crowd import LEAST_IN_FLIGHT, PEOPLE, seconds_for
from tests.faults.hosts import can_have_hosts
from tests.faults.hosts_site import SpreadSite, environment_of, spread_site
from tests.faults.preparing import visited
from tests.faults.running import START_SECONDS, TAKEN_OVER_SECONDS, RunningProgram, wait_until
from tests.servers import require

pytestmark = [pytest.mark.faults, pytest.mark.servers, pytest.mark.timeout(3 * seconds_for(PEOPLE))]
# Visitors wait half a minute before they send again, and systems try a silent line ever more rarely: after as long
# again as it was silent, which on a busy machine is long.
AFTER_SILENCE = 120.0
HELD, AWAITED = 1, 2
ANSWERED_AT_LENGTH = ("-m", "tests.faults.long_answer", str(HELD), str(AWAITED))
WAITING = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"
ANSWERED = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'ClientWrite'"
IS_FREE = f"SELECT pg_try_advisory_xact_lock({HELD})::int"
ONE_MORE = "UPDATE checkpoint SET online = online {} 1 WHERE id = (SELECT max(id) FROM checkpoint)"


@pytest.fixture(scope="module")
def spread(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SpreadSite]:
    require(can_have_hosts(), "root with iproute2, who may make network namespaces,")
    with spread_site(tmp_path_factory.mktemp("hosts")) as running:
        yield running


@pytest.fixture
def site(spread: SpreadSite) -> Iterator[SpreadSite]:
    yield spread
    spread.mend()


def test_nothing_is_lost_while_the_host_that_counts_is_cut_off(site: SpreadSite) -> None:
    away = site.sequencing_host()
    with site.crowd(PEOPLE) as early, site.watched(early) as shown:
        early.await_full_swing(PEOPLE // 2, 1)
        away.cut()
        wait_until(lambda: site.sequencing_host() != away, TAKEN_OVER_SECONDS, pause=0.1)
        with site.crowd(PEOPLE) as late:
            site.serve(late)
            assert late.is_served()
            assert site.problems(late) == []
        away.mend()
        site.serve(early, AFTER_SILENCE)
    assert early.is_served()
    assert [*site.problems(early, explained=SETTLED_TOGETHER), *shown.problems] == []


def test_nothing_is_lost_while_a_web_host_is_cut_off(site: SpreadSite) -> None:
    away = site.hosts["web-a"]
    with site.crowd(PEOPLE) as early, site.watched(early) as shown:
        early.await_full_swing(PEOPLE // 4, LEAST_IN_FLIGHT)
        away.cut()
        with site.crowd(PEOPLE) as late:
            site.serve(late)
            assert late.is_served()
            assert site.problems(late) == []
        away.mend()
        site.serve(early, AFTER_SILENCE)
    assert early.is_served()
    assert [*site.problems(early), *shown.problems] == []


def test_nobody_waits_for_a_host_that_is_cut_off_amid_an_answer(site: SpreadSite, tmp_path: Path) -> None:
    away = site.hosts["worker-a"]
    asking = RunningProgram(tmp_path / "log", ANSWERED_AT_LENGTH, environment_of(site.servers, site.database))
    asking.inside = away.inside
    with ExitStack() as stack:
        stack.callback(asking.end)
        with visited(site.app):
            db.session.execute(select(func.pg_advisory_xact_lock(AWAITED)))
            asking.start()
            wait_until(lambda: site.execute(WAITING) == 1, START_SECONDS)
            away.cut()
        wait_until(lambda: site.execute(ANSWERED) == 1)
        assert site.execute(IS_FREE) == 0
        wait_until(lambda: site.execute(IS_FREE) == 1)


def test_a_number_that_is_too_high_or_goes_back_is_noticed(site: SpreadSite) -> None:
    with site.crowd(1) as crowd, site.watched(crowd) as shown:
        site.serve(crowd)
        wait_until(lambda: shown.newest == 1)
        site.execute(ONE_MORE.format("+"))
        wait_until(lambda: "2 was shown where 1 had confirmed" in shown.problems)
        site.execute(ONE_MORE.format("-"))
        wait_until(lambda: "1 was shown after 2" in shown.problems)
