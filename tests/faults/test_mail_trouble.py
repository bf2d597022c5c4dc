"""The mail server refuses, hangs, hangs up, is busy, or wants one person's mail never."""

import pytest

from tests.faults.cluster_site import ClusterSite
from tests.faults.crowd import LEAST_IN_FLIGHT, PEOPLE, seconds_for
from tests.faults.running import wait_until

pytestmark = [pytest.mark.faults, pytest.mark.servers, pytest.mark.timeout(seconds_for(PEOPLE))]
PUT_OFF = "SELECT count(*) FROM outbox WHERE state = 'queued' AND server_words <> ''"


def test_every_mail_comes_once_after_it_was_refused(busy: ClusterSite) -> None:
    with busy.crowd(PEOPLE) as crowd:
        crowd.await_full_swing(PEOPLE // 4, LEAST_IN_FLIGHT)
        busy.cluster.mail_line.cut()
        wait_until(lambda: busy.execute(PUT_OFF) > 0, pause=0.1)
        busy.cluster.mail_line.mend()
        busy.serve(crowd)
    assert crowd.is_served()
    # The cut may have come between a mail and the server's answer.
    assert busy.problems(crowd, explained=1) == []


def test_the_count_goes_on_while_mail_hangs(busy: ClusterSite) -> None:
    with busy.crowd(PEOPLE) as crowd:
        crowd.await_full_swing(PEOPLE // 2, 0)
        busy.cluster.mail_line.swallow()
        wait_until(crowd.is_thanked)
        wait_until(crowd.has_answered_its_mail)
        busy.cluster.mail_line.cut()
        busy.cluster.mail_line.mend()
        busy.serve(crowd)
    assert crowd.is_served()
    assert busy.problems(crowd, explained=1) == []


def test_a_mail_server_that_hangs_up_loses_nothing(busy: ClusterSite) -> None:
    busy.cluster.mail.hangs_up_after = 3
    with busy.crowd(PEOPLE) as crowd:
        busy.serve(crowd)
        wait_until(lambda: busy.cluster.mail.hangs_up_after == 0)
    assert crowd.is_served()
    assert busy.problems(crowd, explained=3) == []


def test_a_busy_server_is_not_pestered(busy: ClusterSite) -> None:
    with busy.crowd(PEOPLE) as crowd:
        crowd.await_full_swing(PEOPLE // 4, LEAST_IN_FLIGHT)
        busy.cluster.mail.is_busy = True
        wait_until(crowd.is_thanked)
        wait_until(lambda: busy.cluster.mail.sent_away >= 2)
        busy.cluster.mail.is_busy = False
        busy.serve(crowd)
    assert crowd.is_served()
    assert busy.problems(crowd) == []
    # It was asked anew after a rest, and not once for each mail.
    assert busy.cluster.mail.sent_away <= 3


def test_one_refused_address_is_its_own_trouble(busy: ClusterSite) -> None:
    with busy.crowd(PEOPLE) as crowd:
        last = crowd.people[-1]
        busy.cluster.mail.refusals[last.address] = "554 5.7.1 We do not take mail from you"
        busy.serve(crowd, patience=3)
    assert [person for person in crowd.people if not person.was_told_counted] == [last]
    assert busy.problems(crowd) == [f"{last.name} was thanked, but got no mail"]
