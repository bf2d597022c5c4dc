"""Decisions about those who have a name like a pattern, or share something with another signature."""

import json
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.job import Job, JobKind, JobState
from petition.models.petition import NameAudience, Petition
from petition.models.record import Audit
from petition.models.signature import HoldRule, Signature, SignatureState
from petition.services import jobs
from petition.services.job_names import pattern_of
from petition.services.looking_up import Wanted
from tests.making import sign_and_confirm
from tests.origins import come_from
from tests.services.deciding import MONA, outcomes, work

NAMES = ("Test One", "TÉST 2", "Real Testa", "أحمد")


def release_named(ward: Petition, pattern: str, **wanted: str) -> Job:
    filters = Wanted(SignatureState.HELD, **wanted)  # type: ignore[arg-type]
    job = jobs.choose_matching(ward, JobKind.RELEASE, filters, reason="known to us", by=MONA, names=pattern)
    work()
    return job


def hold(ward: Petition) -> dict[str, int]:
    """Their ids by their names, which they give to nobody."""
    values = {"give_name_to": NameAudience.NOBODY, "doubts": (HoldRule.FLOOD,)}
    made = {name: sign_and_confirm(ward, name=name, address=f"{len(name)}@example.org", **values) for name in NAMES}
    for signature in made.values():
        come_from(signature)
    return {name: signature.id for name, signature in made.items()}


def test_those_named_so_are_chosen_and_no_others(ward: Petition) -> None:
    ids = hold(ward)
    assert set(outcomes(release_named(ward, "test*"))) == {ids["Test One"], ids["TÉST 2"]}
    assert set(outcomes(release_named(ward, "*احمد*", country="LB"))) == {ids["أحمد"]}
    assert release_named(ward, "nobody*").total == 0


def test_no_guess_finds_who_gave_their_name_to_nobody(ward: Petition) -> None:
    for number, audience in enumerate((NameAudience.NOBODY, NameAudience.ADDRESSEES)):
        sign_and_confirm(ward, name="Rima Haddad", address=f"{number}@example.org", give_name_to=audience)
    counted = Wanted(SignatureState.COUNTED)
    job = jobs.choose_matching(ward, JobKind.REMOVE, counted, reason="a guess", by=MONA, names="rima haddad")
    work()
    assert job.total == 1


def test_what_was_done_by_it_is_taken_back(ward: Petition) -> None:
    hold(ward)
    job = release_named(ward, "test*")
    jobs.confirm(job, by=MONA)
    work()
    back = jobs.take_back(job, reason="a slip", by=MONA)
    work()
    assert (job.done, back.kind, back.total) == (2, JobKind.REMOVE, 2)


ENDS = (
    lambda job: jobs.cancel(job, by=MONA),
    lambda _job: jobs.stop_all(),
    lambda job: jobs.finish(job, JobState.DONE),
)


@pytest.mark.parametrize("end", ENDS, ids=["cancelled", "restored", "finished"])
def test_a_pattern_is_sealed_and_goes_once_it_is_over(ward: Petition, end: Callable[[Job], None]) -> None:
    job = release_named(ward, "rima haddad")
    assert (pattern_of(job), "haddad" in json.dumps(job.params)) == ("rima haddad", False)
    end(job)
    assert (job.is_over, pattern_of(job), job.params) == (True, None, {"state": "held", "names": "-"})


def test_that_names_were_asked_for_is_kept_and_not_which(ward: Petition) -> None:
    job = release_named(ward, "rima haddad")
    line = db.session.scalars(sa.select(Audit)).one()
    assert (line.verb, line.actor, line.details) == ("look up names", MONA, {"job": job.public_id})


def test_whom_others_were_likened_to_goes_with_the_items(ward: Petition) -> None:
    hold(ward)
    first = db.session.scalars(sa.select(Signature).limit(1)).one()
    job = release_named(ward, "test*", same_address=first.public_id)
    jobs.confirm(job, by=MONA)
    work()
    assert (job.total, job.params["same_address"]) == (2, first.public_id)
    job.keep_until = job.created_at
    db.session.flush()
    jobs.forget_items(100)
    assert job.params == {"state": "held", "same_address": "-", "names": "-"}
