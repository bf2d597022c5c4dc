"""A petition with a text so long that it can be corrected, and a correction that is too large for its team."""

from petition.extensions import db
from petition.models.correction import Correction
from petition.models.petition import Petition
from petition.services import large_corrections, petitions, revisions
from tests.making import draft

# So long that one word of it is less than 2 %.
TEXT = " ".join(f"Ward {number} has two nurses and one doctor." for number in range(20))
LARGE = TEXT.replace("two nurses", "three nurses").replace("Ward 7", "The children’s ward")
REASON = "The night shift was counted anew"


def long_petition(slug: str = "keep-the-ward-open") -> Petition:
    """Open in English and Arabic; not committed."""
    made = draft(slug)
    revisions.write(made, "en", {"text": TEXT})
    petitions.open_now(made, languages=made.languages)
    db.session.flush()
    return made


def asked(petition: Petition, text: str = LARGE, *, by: str = "alice") -> Correction:
    """Not committed."""
    return large_corrections.ask(petition, "en", {"text": text}, reason=REASON, by=by)
