"""Putting all lines under a letter in the order of the alphabet, as joint statements mostly have them."""

import unicodedata

from petition.models.petition import Petition
from petition.models.signatory import Signatory
from petition.services import auditing, signatories, signatory_lines

# Where Arabic names stand in a list their article does not count.
ARTICLE = "ال"


def by_name(petition: Petition, *, by: str) -> None:
    """By the names in the petition's language. Withheld ones stay last, as they stood: a place would tell of a name."""
    signatories.wait_for_opening(petition)
    lines = signatories.under(petition)
    named = sorted((line for line in lines if line.is_listed), key=lambda line: _key(line, petition.language))
    for position, line in enumerate([*named, *(line for line in lines if not line.is_listed)], 1):
        line.position = position
    auditing.record_of_petition("order signatories", petition, actor=by)


def _key(line: Signatory, language: str) -> str:
    name = line.organisations.get(language) or line.persons.get(language) or signatory_lines.name_of(line)
    letters = (letter for letter in unicodedata.normalize("NFKD", name) if not unicodedata.combining(letter))
    return "".join(letters).casefold().removeprefix(ARTICLE)
