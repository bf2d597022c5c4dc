"""What a team was last told of doubts about its petition's signatures."""

from sqlalchemy import JSON, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import BigId, Moment


class DoubtsTold(Model):
    """When its people were last mailed (services/doubts.py), and up to which signature they know of each doubt."""

    petition_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("petition.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    told_at: Mapped[Moment]
    # {Doubt: the id of the newest signature that it was about}.
    newest: Mapped[dict[str, int]] = mapped_column(JSON)
