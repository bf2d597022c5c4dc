"""A decision about many signatures as moderators see it: what it would do, how far it is, what became of them."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

from petition.lib.crypto import CannotOpen
from petition.models.job import Job, JobKind, JobOutcome, JobState
from petition.models.petition import Petition
from petition.models.signature import SignatureState
from petition.services import job_names, job_verbs, jobs, petitions
from petition.services.job_choosing import WAITING
from petition.web import formats
from petition.web.organiser.job_form import LABELS
from petition.web.organiser.signature_filter import wanted_of, words_for
from petition.web.organiser.signature_line import SignatureLine, line_of_signature, state_label

STATES: dict[JobState, Callable[[], str]] = {
    JobState.CHOOSING: lambda: gettext("being chosen"),
    JobState.READY: lambda: gettext("to be confirmed"),
    JobState.RUNNING: lambda: gettext("under way"),
    JobState.DONE: lambda: gettext("done"),
    JobState.CANCELLED: lambda: gettext("cancelled"),
    JobState.FAILED: lambda: gettext("given up after a fault"),
}
SKIPPED: dict[JobOutcome, Callable[[], str]] = {
    JobOutcome.SETTLED: lambda: gettext("Somebody decided about them meanwhile"),
    JobOutcome.WITHDRAWN: lambda: gettext("Withdrawn by their signers meanwhile, or deleted on the petition’s day"),
    JobOutcome.ANSWERED: lambda: gettext("Confirmed or denied meanwhile, or too old"),
    JobOutcome.SENT_TODAY: lambda: gettext("Already written to today, or not to be written to"),
}
EFFECTS: dict[JobKind, Callable[[], str]] = {
    JobKind.RESTORE: lambda: gettext("They count again; those that were only held are held again."),
    JobKind.HIDE_NAME: lambda: gettext(
        "Their names go from the public lists and from the lists for the addressees. They count as before."
    ),
    JobKind.SHOW_NAME: lambda: gettext("Their names can be seen again by those to whom the signers gave them."),
    JobKind.HIDE_COMMENT: lambda: gettext("Their comments can be read by nobody but your team. They count as before."),
    JobKind.SHOW_COMMENT: lambda: gettext(
        "Everyone can read their comments. What was hidden before anybody of you had read it waits again."
    ),
    JobKind.SEND_AGAIN: lambda: gettext(
        "Each gets the mail with link and code once more: at most one a day, and none where no mail is wanted."
    ),
}


@dataclass(frozen=True)
class JobLine:
    """What is asked only when the template shows it."""

    job: Job
    petition: Petition
    names: dict[str, str]

    @property
    def label(self) -> str:
        return str(LABELS[self.job.kind])

    @property
    def number(self) -> str:
        return number_words(self.job.total, self.job.kind)

    @property
    def state(self) -> str:
        return str(STATES[self.job.state]())

    @property
    def begun_by(self) -> str:
        return self.names.get(self.job.actor, "")

    @property
    def confirmed_by(self) -> str:
        return self.names.get(self.job.confirmed_by or "", "")

    @property
    def undoes_url(self) -> str | None:
        return self._url("job", job_id=self.job.undoes.public_id) if self.job.undoes else None

    @property
    def chosen_by(self) -> list[str]:
        """By what they were chosen: the words of a filter, or of days; nothing where they were ticked."""
        if self.job.kind is JobKind.SEND_AGAIN:
            return [words() for name, words in self._days.items() if self.job.params.get(name)]
        if not self.job.params:
            return []
        wanted = wanted_of(self.petition, self.job.params)
        return [state_label(wanted.state), *words_for(self.petition, wanted), *self._names]

    @property
    def chosen(self) -> list[tuple[str, int]]:
        return _by_state(self.job.chosen)

    @property
    def left_out(self) -> list[tuple[str, int]]:
        return _by_state(self.job.left_out)

    @property
    def effects(self) -> list[str]:
        """What becomes of the petition and its numbers."""
        counted, held = (self.job.chosen.get(state, 0) for state in (SignatureState.COUNTED, SignatureState.HELD))
        if self.job.kind is JobKind.REMOVE:
            drops = gettext(
                "The count drops by %(number)s, and everyone sees how many were removed.",
                number=formats.number(counted),
            )
            never = gettext("Held, and never counted: %(number)s.", number=formats.number(held))
            return [drops] * bool(counted) + [never] * bool(held)
        if self.job.kind is JobKind.RELEASE:
            return [gettext("The count rises by %(number)s.", number=formats.number(held))]
        return [str(EFFECTS[self.job.kind]())]

    @property
    def can_be_undone(self) -> bool:
        return job_verbs.taken_back_by(self.job.kind) is not None

    @property
    def inverse(self) -> str:
        kind = job_verbs.taken_back_by(self.job.kind)
        return str(LABELS[kind]) if kind else ""

    @property
    def can_be_taken_back(self) -> bool:
        return jobs.can_be_taken_back(self.job)

    @property
    def until(self) -> str:
        return formats.day_in(self.job.keep_until, self.petition.zone) if self.job.keep_until else ""

    @property
    def dealt_with(self) -> int:
        return self.job.done + self.job.skipped

    @property
    def progress(self) -> str:
        if self.job.state is JobState.CHOOSING:
            return str(gettext("%(number)s found so far", number=formats.number(self.job.total)))
        done, total = formats.number(self.dealt_with), formats.number(self.job.total)
        return str(gettext("%(done)s of %(total)s", done=done, total=total))

    @cached_property
    def sample(self) -> list[SignatureLine]:
        return [line_of_signature(signature) for signature in jobs.sample(self.job)]

    @property
    def skipped(self) -> list[tuple[str, int, list[SignatureLine]]]:
        """Why some were left as they were, how many, and the first of them."""
        told = [(outcome, self.job.outcomes.get(outcome, 0)) for outcome in SKIPPED]
        return [(str(SKIPPED[outcome]()), number, self._with(outcome)) for outcome, number in told if number]

    @property
    def url(self) -> str:
        return self._url("job", job_id=self.job.public_id)

    @property
    def progress_url(self) -> str:
        return self._url("job_progress", job_id=self.job.public_id)

    @property
    def confirm_url(self) -> str:
        return self._url("confirm_job", job_id=self.job.public_id)

    @property
    def cancel_url(self) -> str:
        return self._url("cancel_job", job_id=self.job.public_id)

    @property
    def take_back_url(self) -> str:
        return self._url("take_back_job", job_id=self.job.public_id)

    @property
    def _names(self) -> list[str]:
        """The pattern of names, while that is kept and can be read."""
        if job_names.NAMES not in self.job.params:
            return []
        with suppress(CannotOpen):
            if pattern := job_names.pattern_of(self.job):
                return [str(gettext("Names like: %(pattern)s", pattern=formats.isolated(pattern)))]
        return [str(gettext("By a pattern of names, which is not kept"))]

    @property
    def _days(self) -> dict[str, Callable[[], str]]:
        def day(name: str) -> str:
            return formats.isolated(formats.day(date.fromisoformat(self.job.params[name])))

        return {
            "since": lambda: str(gettext("sent from %(day)s on", day=day("since"))),
            "until": lambda: str(gettext("sent up to %(day)s", day=day("until"))),
        }

    def _with(self, outcome: JobOutcome) -> list[SignatureLine]:
        items = jobs.items_with(self.job, outcome)
        return [line_of_signature(item.signature) for item in items if item.signature]

    def _url(self, name: str, **more: Any) -> str:
        return url_for(f"organiser.{name}", slug=petitions.current_slug(self.petition), **more)


def lines_of(petition: Petition, found: Iterable[Job]) -> list[JobLine]:
    there = list(found)
    names = jobs.names_of(there)
    return [JobLine(job, petition, names) for job in there]


def number_words(number: int, kind: JobKind) -> str:
    if kind is JobKind.SEND_AGAIN:
        words = ngettext("%(figure)s person", "%(figure)s people", number, figure=formats.number(number))
    else:
        words = ngettext("%(figure)s signature", "%(figure)s signatures", number, figure=formats.number(number))
    return str(words)


def _by_state(numbers: dict[str, int]) -> list[tuple[str, int]]:
    return [
        (gettext("not confirmed") if state == WAITING else state_label(SignatureState(state)), number)
        for state, number in numbers.items()
    ]
