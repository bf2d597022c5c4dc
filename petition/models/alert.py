"""What is wrong with the site now, and whether its operator was told."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from petition.extensions import Model
from petition.models.columns import Moment, UtcDateTime


class Alert(Model):
    """A condition (services/alarms.py) that holds, or held a moment ago."""

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    began_at: Mapped[Moment]
    # When the operator was last told of it; None where it has not lasted long enough.
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    # Since when it does not hold. What comes and goes is one alert, not a hundred.
    quiet_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
