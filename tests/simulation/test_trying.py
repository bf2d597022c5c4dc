"""A small mix from form to verdict: pages over a socket, mails in a folder, the worker between them."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from petition import create_app
from petition.extensions import db
from petition.services import ladder_policy, site_settings
from petition.simulation.mixes import BY_NAME, Most
from petition.simulation.people import HOUR, Crowd
from petition.simulation.stage import Stage, make_team, running
from petition.simulation.trying import try_out
from tests.conftest import Site
from tests.servers import free_port

# By a ladder with a lower bound, so that few forms show it.
MIX = replace(BY_NAME["one-network"], most_counted=Most(5), crowd=Crowd(lasts=HOUR))


@pytest.fixture
def stage(site_of: Callable[[str], Site]) -> Iterator[Stage]:
    """On SQLite: the clock of a database server goes its own way."""
    site = site_of("sqlite")
    site.clean()
    app = create_app(replace(site.app.extensions["petition.settings"], trusted_proxies=1))
    with running(app, free_port()) as stage:
        with stage.writing():
            make_team()
            site_settings.change(ladder_policy.ADDRESS, "5 100 300", by="a test")
        yield stage
    with app.app_context():
        db.engine.dispose()


def test_a_program_is_held_and_people_count(stage: Stage) -> None:
    result = try_out(stage, MIX, signers=10, number_of_fakes=20)
    assert (result.fakes.counted, result.fakes.held) == (5, {"unsolved": 15})
    assert (result.people.counted, result.people.unconfirmed, result.people.all) == (10, 0, 10)
    assert list(result.crossed()) == []


def test_a_ladder_that_holds_nobody_crosses_the_bound(stage: Stage) -> None:
    with stage.writing():
        site_settings.change(ladder_policy.ADDRESS, "none none none", by="a test")
    result = try_out(stage, MIX, signers=0, number_of_fakes=8)
    assert list(result.crossed()) == ["fakes counted: 8, and 5 at most were to be"]
