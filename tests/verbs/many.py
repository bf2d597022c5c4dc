"""What is done to many signatures at once, and the lists that are taken of them."""

from collections.abc import Callable

from petition.extensions import db
from petition.lib import clock
from petition.models.columns import new_public_id
from petition.models.job import Job, JobKind, JobState
from petition.models.record import Export, ExportPurpose
from petition.services import jobs
from petition.services.permissions import Verb
from petition.worker import jobs as worker
from tests.making import submit
from tests.people import signed
from tests.verbs.deed import TOO_LONG, WARD, WHY, Args, Deed, newest, number_of, the, ward

JOB = "/en/organise/{slug}/jobs/{job_id}"
EXPORTS = "/en/organise/{slug}/exports"
SPOILT = {"reason": TOO_LONG}


def _one_counts() -> Args:
    return {"slug": WARD, "signature": signed(ward()).public_id}


def _chosen() -> Args:
    args = _one_counts()
    job = jobs.choose_ticked(ward(), JobKind.REMOVE, [args["signature"]], reason="a flood", by="alice")
    return {**args, "job_id": job.public_id}


def _done() -> Args:
    args = _chosen()
    jobs.confirm(the(Job, args, "job_id"), by="alice")
    while worker.work():
        pass
    return args


def _job_is(*states: JobState) -> Callable[[Args], bool]:
    return lambda args: the(Job, args, "job_id").state in states


def _is_begun(_args: Args) -> bool:
    return number_of(Job) == 1


def _one_waits() -> Args:
    submit(ward())
    return {"slug": WARD}


def _taken() -> Args:
    noted = {"actor": "alice", "columns": [], "checkpoint_size": 1, "rows": 1, "finished_at": clock.now()}
    export = Export(public_id=new_public_id(), petition_id=ward().id, purpose=ExportPurpose.OFFICIALS, **noted)
    db.session.add(export)
    return {"slug": WARD, "public_id": export.public_id}


DEEDS = [
    Deed(
        "organiser.choose_many",
        Verb.REVIEW,
        _is_begun,
        _one_counts,
        {"kind": "remove", "scope": "ticked", "chosen": "{signature}", "wanted": "state=counted", **WHY},
        page="/en/organise/{slug}/signatures?state=counted",
        spoils=SPOILT,
    ),
    Deed(
        "organiser.send_again_to_many",
        Verb.REVIEW,
        _is_begun,
        _one_waits,
        {**WHY, "since": "2026-01-31", "until": ""},
        page="/en/organise/{slug}/jobs",
        spoils=SPOILT,
    ),
    Deed("organiser.confirm_job", Verb.REVIEW, _job_is(JobState.RUNNING), _chosen, page=JOB),
    Deed("organiser.cancel_job", Verb.REVIEW, _job_is(JobState.CANCELLED), _chosen, page=JOB),
    Deed(
        "organiser.take_back_job",
        Verb.REVIEW,
        lambda _args: newest(Job).kind is JobKind.RESTORE,
        _done,
        WHY,
        page=JOB,
        spoils=SPOILT,
    ),
    Deed(
        "organiser.export",
        Verb.EXPORT,
        lambda _args: number_of(Export),
        _one_counts,
        {"purpose": "officials", "form": "csv"},
        page=EXPORTS,
        # A list is asked for by two choices, both of which an honest browser makes.
        spoils={"purpose": "nonsense"},
        unkept=frozenset({"purpose"}),
        status=200,
    ),
    Deed(
        "organiser.export_departures",
        Verb.EXPORT,
        lambda _args: number_of(Export) == 2,
        _taken,
        {"form": "csv"},
        spoils="one button, whose form is hidden",
        status=200,
    ),
    Deed(
        "organiser.note_export_deleted",
        Verb.EXPORT,
        lambda args: the(Export, args).deleted_at,
        _taken,
        page=EXPORTS,
    ),
]
