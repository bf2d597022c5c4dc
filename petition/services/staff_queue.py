"""What waits for a decision of those who run the site, whatever it is."""

from dataclasses import dataclass
from datetime import datetime

from petition.models.petition import Petition
from petition.services.staff_mails import Waits


@dataclass(frozen=True)
class Waiting:
    """One thing to decide about a petition. `number` is how many ask for it; `public_id` is that of what is decided."""

    kind: Waits
    petition: Petition
    since: datetime
    number: int
    public_id: str

    @property
    def can_wait(self) -> bool:
        """Whether nothing is lost by waiting: while its team is suspended, nothing of it opens."""
        return self.kind is Waits.REVIEW and self.petition.is_paused
