"""Campaigns for tests: letters with lines under them, and petition files that hold everything."""

from typing import Any

from petition.extensions import db
from petition.models.kind import PetitionKind
from petition.models.petition import Petition
from petition.models.signatory import Signatory
from petition.services import petitions, signatories
from petition.services.signatory_lines import SignatoryLine
from tests.making import draft


def letter(slug: str = "a-letter", *, opened: bool = False, **values: Any) -> Petition:
    """An open letter in English and Arabic, a draft unless it is to be open; not committed."""
    made = draft(slug, kind=PetitionKind.LETTER, goals=[], **values)
    if opened:
        petitions.open_now(made, languages=made.languages)
    db.session.flush()
    return made


def line(name: str = "Society of the Well", **values: Any) -> SignatoryLine:
    return SignatoryLine(**{"organisations": {"en": name}, **values})


def signed_by(petition: Petition, *names: str, is_listed: bool = True) -> list[Signatory]:
    """Lines that the team vouches for, in this order."""
    return [signatories.add_by_team(petition, line(name), is_listed=is_listed) for name in names]
