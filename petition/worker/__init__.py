"""The work behind the site: mail, ledger, and what is due. It may die at any instant and loses nothing."""

from petition.worker.loop import Worker

__all__ = ["Worker"]
