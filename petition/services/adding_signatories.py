"""Lines under a letter that the team adds by itself: for whoever told it so by letter, by phone, at a meeting."""

from dataclasses import replace

from petition.lib.crypto import CannotOpen
from petition.models.petition import Petition
from petition.models.signatory import Signatory, Verification
from petition.services import auditing, signatories, signatory_lines
from petition.services.errors import NotTakingSignatories
from petition.services.petitions import UNOPENED
from petition.services.signatory_lines import SignatoryLine


def can_be_added_to(petition: Petition) -> bool:
    """Whatever joining is: it says who else may ask."""
    is_to_come = petition.state in UNOPENED or petition.circulates
    return (is_to_come or petition.is_running) and not petition.is_past_retention


def add(petition: Petition, line: SignatoryLine, *, is_listed: bool, by: str) -> None:
    """Put it under the text, last; the very same line is put there once. Raises NotTakingSignatories."""
    if not can_be_added_to(petition):
        raise NotTakingSignatories
    # From here on nobody else adds one: a button may be pressed twice.
    signatories.wait_for_opening(petition)
    if any(_says(one, line) for one in signatories.under(petition)):
        return
    made = signatories.add_by_team(petition, line, is_listed=is_listed)
    auditing.record(
        "add signatory", actor=by, subject=made.public_id, team_id=petition.team_id, petition=petition.public_id
    )


def _says(signatory: Signatory, line: SignatoryLine) -> bool:
    if signatory.verification is not Verification.TEAM:
        return False
    try:
        return replace(signatory_lines.of(signatory), salt="") == replace(line, salt="")
    except CannotOpen:
        return False
