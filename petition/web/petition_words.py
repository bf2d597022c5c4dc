"""What every page that shows a petition needs of it, in the language at hand."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import force_locale, gettext

from petition.models.petition import Petition
from petition.models.revision import Revision
from petition.services import petitions
from petition.web import formats, languages


@dataclass(frozen=True)
class PetitionWords:
    """A petition and its words: in the language of the page, or else in its own."""

    petition: Petition

    @property
    def revision(self) -> Revision:
        return self.petition.words_in(languages.current_language())

    @property
    def slug(self) -> str:
        return petitions.current_slug(self.petition)

    @property
    def team_name(self) -> str:
        return self.petition.team.name_in(languages.current_language())

    @property
    def title(self) -> str:
        """Also of a draft that has none yet: whatever leads to it must be found."""
        return self.revision.title or self._no_title

    @property
    def _no_title(self) -> str:
        with force_locale(self.text_lang):
            return str(gettext("(no title yet)"))

    @property
    def text_lang(self) -> str:
        return self.revision.language

    @property
    def text_dir(self) -> str:
        return languages.direction(self.revision.language)

    @property
    def closes(self) -> str | None:
        closes_at = self.petition.closes_at
        return self.time(closes_at) if closes_at else None

    def time(self, moment: datetime) -> str:
        """A moment as the petition's own clocks showed it."""
        return formats.moment(moment, self.petition.zone)
