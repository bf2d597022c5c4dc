"""What the page of a ledger says, formatted for one language."""

from dataclasses import dataclass
from datetime import UTC, date
from functools import cached_property

from flask import url_for

from petition.extensions import settings
from petition.models.ledger import Checkpoint, Epoch
from petition.models.petition import Petition, Publishing
from petition.services import epochs, past_checkpoints, signing_keys
from petition.web import formats
from petition.web.public.petition_page import PetitionPage


@dataclass(frozen=True)
class CheckpointLine:
    """A checkpoint in a list. `when` is its day or, among those of one day, its time."""

    checkpoint: Checkpoint
    number: int
    when: str
    iso: str
    note_url: str
    day_url: str | None


@dataclass(frozen=True)
class EpochLine:
    """That a ledger was continued from an older backup: of `published` entries the first `kept` are in it."""

    day: str
    kept: int
    published: int
    note: str


class LedgerPage:
    """The newest checkpoint, the list of those before it, and what one needs to check them."""

    def __init__(
        self,
        page: PetitionPage,
        newest: Checkpoint | None,
        *,
        day: date | None,
        until: date | None,
        before: Checkpoint | None,
    ) -> None:
        """`day`: whose checkpoints are listed, one by one. Without it the last of each day, up to `until`."""
        self.petition: Petition = page.petition
        self.newest = newest
        self.day = day if newest else None
        self._slug = page.slug
        self._people_sign = page.can.people_sign
        self.older_url: str | None = None
        self.lines: list[CheckpointLine] = []
        if newest is not None:
            self.lines = self._of_day(day, before) if day else self._last_of_days(newest, until)
        is_further = day is not None or until is not None
        self.first_url = url_for("public.ledger", slug=self._slug) if is_further else None

    @property
    def is_batched(self) -> bool:
        return self.petition.publish is Publishing.BATCHED

    @property
    def as_of(self) -> str:
        return formats.moment(self.newest.created_at, self.petition.zone) if self.newest else ""

    @property
    def as_of_iso(self) -> str:
        return formats.iso(self.newest.created_at.astimezone(UTC)) if self.newest else ""

    @property
    def day_in_words(self) -> str:
        return formats.day(self.day) if self.day else ""

    @property
    def url(self) -> str:
        """What the addresses of checkpoint, key and tiles begin with."""
        return settings.base_url + url_for("public.ledger", slug=self._slug, lang=None)

    @property
    def origin(self) -> str:
        """The first line of its checkpoints."""
        return self.newest.note.partition("\n")[0] if self.newest else ""

    @cached_property
    def keys(self) -> list[str]:
        return [str(key) for key in signing_keys.verifiers()]

    @property
    def commands(self) -> str:
        """How whoever knows a command line checks everything."""
        script = settings.base_url + url_for("assets.file", filename="verify_ledger.py")
        keep, get = f"curl -o kept.txt {self.url}/checkpoint", f"curl -O {script}"
        return f"{keep}\n{get}\npython3 verify_ledger.py --old kept.txt {self.url}"

    @cached_property
    def epochs(self) -> list[EpochLine]:
        return [self._epoch(epoch) for epoch in epochs.of(self.petition)]

    def _last_of_days(self, newest: Checkpoint, until: date | None) -> list[CheckpointLine]:
        last = past_checkpoints.day_of(self.petition, newest)
        found, older = past_checkpoints.last_of_days(self.petition, until or last)
        if older is not None:
            before = past_checkpoints.day_of(self.petition, older)
            self.older_url = url_for("public.ledger", slug=self._slug, until=before)
        days = [(past_checkpoints.day_of(self.petition, one), one) for one in found]
        return [
            self._line(one, formats.day(day), url_for("public.ledger", slug=self._slug, day=day)) for day, one in days
        ]

    def _of_day(self, day: date, before: Checkpoint | None) -> list[CheckpointLine]:
        found, has_more = past_checkpoints.of_day(self.petition, day, before)
        if has_more:
            self.older_url = url_for("public.ledger", slug=self._slug, day=day, before=found[-1].id)
        return [self._line(one, formats.clock_seconds(one.created_at, self.petition.zone)) for one in found]

    def _line(self, checkpoint: Checkpoint, when: str, day_url: str | None = None) -> CheckpointLine:
        people = checkpoint.online + checkpoint.paper
        return CheckpointLine(
            checkpoint=checkpoint,
            number=people if self._people_sign else checkpoint.signatories,
            when=when,
            iso=formats.iso(checkpoint.created_at.astimezone(UTC)),
            note_url=url_for("public.past_checkpoint", slug=self._slug, number=checkpoint.id, lang=None),
            day_url=day_url,
        )

    def _epoch(self, epoch: Epoch) -> EpochLine:
        day = formats.day_in(epoch.created_at, self.petition.zone)
        return EpochLine(day, epoch.sequence, epoch.size, epoch.note)
