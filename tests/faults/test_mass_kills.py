"""`kill -9` of a worker in the midst of what is done to many: news that is mailed, and signatures that are removed."""

import pytest

from petition.extensions import db
from petition.models.job import JobKind
from petition.models.petition import Petition
from petition.services import counting, jobs, petitions, verifying
from petition.services.looking_up import Wanted
from tests.faults.cluster_site import SETTLED_TOGETHER, ClusterSite
from tests.faults.crowd import seconds_for
from tests.faults.preparing import visited
from tests.faults.running import wait_until
from tests.mailings import asked, mailed
from tests.making import make_petition

# More than one portion of either.
SIGNERS = 240
SLUG = "many-at-once"
CHOSEN = "SELECT coalesce(max(chosen), 0) FROM update_mailing"
SENT = "SELECT coalesce(max(sent), 0) FROM update_mailing"
READY = "SELECT count(*) FROM job WHERE state = 'ready'"
BEGUN = "SELECT count(*) FROM job WHERE state = 'done' OR state = 'running' AND tries > 0"
DONE = "SELECT count(*) FROM job WHERE state = 'done'"
OUTCOMES = "SELECT count(*) FROM job_item WHERE outcome = 'done'"
IN_LINE = "SELECT count(*) FROM ledger_inbox"
REMOVALS = "SELECT count(*) FROM ledger_entry WHERE kind = 'removed'"

pytestmark = [pytest.mark.faults, pytest.mark.servers, pytest.mark.timeout(seconds_for(SIGNERS))]


@pytest.fixture
def names(busy: ClusterSite) -> list[str]:
    """The signers of a petition, who all asked for news and are all counted."""
    found = [f"reader{number}" for number in range(SIGNERS)]
    with visited(busy.app):
        db.open_for_writing()
        make_petition(SLUG)
        asked(_petition(), *found)
        db.session.commit()
    busy.wait_for(IN_LINE, 0)
    return found


def test_each_is_mailed_once_and_removed_once(busy: ClusterSite, names: list[str]) -> None:
    with visited(busy.app):
        db.open_for_writing()
        mailed(_petition())
        db.session.commit()
    wait_until(lambda: busy.execute(CHOSEN) > 0)
    busy.kill_workers()
    wait_until(lambda: _sent(busy) == SIGNERS, seconds_for(SIGNERS), pause=0.2)
    arrived = [busy.cluster.mail.arrivals(f"{name}@example.org") for name in names]
    assert {len(mails) for mails in arrived} == {1}
    # A dying worker may have handed over a few that it had not noted yet: copies, with the same Message-ID.
    assert sum(mails.total() for mails in arrived) <= SIGNERS + SETTLED_TOGETHER

    _confirm_removal(busy)
    wait_until(lambda: busy.execute(BEGUN) > 0)
    busy.kill_workers()
    busy.wait_for(DONE, 1)
    busy.wait_for(IN_LINE, 0)
    assert (busy.execute(OUTCOMES), busy.execute(REMOVALS)) == (SIGNERS, SIGNERS)
    with visited(busy.app):
        assert counting.count_of(_petition()).number == 0
        assert list(verifying.problems_of(_petition())) == []


def _sent(site: ClusterSite) -> int:
    site.let_pauses_pass()
    return site.execute(SENT)


def _confirm_removal(site: ClusterSite) -> None:
    with visited(site.app):
        db.open_for_writing()
        job = jobs.choose_matching(_petition(), JobKind.REMOVE, Wanted(), reason="a flood", by="mona")
        db.session.commit()
        site.wait_for(READY, 1)
        db.session.refresh(job)
        jobs.confirm(job, by="mona")
        db.session.commit()


def _petition() -> Petition:
    found = petitions.by_slug(SLUG)
    assert found
    return found
