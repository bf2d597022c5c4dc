"""Who is at work on this site at the moment, on whichever host."""

import enum
from typing import Any

from sqlalchemy import JSON, String
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import Key, Moment, choice, public_id


class ProcessRole(enum.StrEnum):
    WEB = "web"
    WORKER = "worker"
    # Pages and work in one process: `flask petition serve`.
    SITE = "site"


class Process(Model):
    """One process of the site. It says every few seconds that it is there; who is silent for long is gone."""

    id: Mapped[Key]
    public_id: Mapped[str] = public_id()
    role: Mapped[ProcessRole] = mapped_column(choice(ProcessRole))
    # What people call its host, and what tells hosts apart: containers of one machine have names of their own.
    host: Mapped[str] = mapped_column(String(255))
    machine: Mapped[str] = mapped_column(String(64))
    # Process numbers mean something only among those who share them, which containers do not.
    pid_space: Mapped[str] = mapped_column(String(64))
    pid: Mapped[int]
    # The settings that have to fit together, secrets as fingerprints; services/processes.py says which.
    facts: Mapped[dict[str, Any]] = mapped_column(JSON)
    # Both by the database's clock.
    started_at: Mapped[Moment]
    seen_at: Mapped[Moment] = mapped_column(index=True)

    @property
    def serves_pages(self) -> bool:
        return self.role is not ProcessRole.WORKER
