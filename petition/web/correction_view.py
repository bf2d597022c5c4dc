"""A large correction that a team asked for, as the team and those who run the site see it."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext

from petition.models.correction import Correction, CorrectionOutcome
from petition.models.petition import Petition
from petition.services import auditing, large_corrections
from petition.web import formats, languages
from petition.web.revision_view import ChangedPart, changed_parts


@dataclass(frozen=True)
class CorrectionView:
    """Plain values; moments are those of the petition's zone."""

    correction: Correction

    @property
    def waits(self) -> bool:
        return self.correction.outcome is None

    @property
    def language(self) -> str:
        return formats.language_name(self.correction.language)

    @property
    def direction(self) -> str:
        """In which its words run."""
        return languages.direction(self.correction.language)

    @property
    def share(self) -> str:
        """How much it changes."""
        return formats.percent(self.correction.permille / 1000)

    @property
    def asked(self) -> str:
        return self._time(self.correction.asked_at)

    @property
    def decided(self) -> str:
        return self._time(self.correction.decided_at) if self.correction.decided_at else ""

    @property
    def state(self) -> str:
        """What became of it, in a sentence."""
        if self.correction.outcome is CorrectionOutcome.ALLOWED:
            return str(gettext("Those who run the site allowed it, and it was published."))
        if self.correction.outcome is CorrectionOutcome.REFUSED:
            return str(gettext("Those who run the site refused it."))
        if self.correction.decided_by == auditing.SYSTEM:
            return str(gettext("It was not decided: the text was corrected meanwhile, or the petition closed."))
        return (
            str(gettext("It was taken back.")) if self.correction.outcome else str(gettext("It waits for a decision."))
        )

    @property
    def parts(self) -> list[ChangedPart]:
        return changed_parts(*large_corrections.compared(self.correction))

    def _time(self, moment: datetime) -> str:
        return formats.moment(moment, self.correction.petition.zone)


def asked_by_team(petition: Petition) -> list[CorrectionView]:
    """What its team asked for, the last first."""
    return [CorrectionView(one) for one in large_corrections.of_petition(petition)]
