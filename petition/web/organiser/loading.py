"""Finding what an address names, among what the organiser may know of."""

from flask import abort, g

from petition.models.petition import Petition
from petition.models.signatory import Signatory
from petition.models.signature import Signature
from petition.services import permissions, petitions, signatories, workspace
from petition.services.errors import NotPermitted
from petition.services.permissions import Verb


def petition_or_404(slug: str, verb: Verb) -> Petition:
    """A petition of the organiser's own teams. Raises NotPermitted where a role in the team is too small."""
    petition = petitions.by_slug(slug)
    role = permissions.role_of(g.organiser, petition) if petition else None
    if petition is None or role is None:
        abort(404)
    if verb not in permissions.MAY[role]:
        raise NotPermitted
    return petition


def signatory_or_404(petition: Petition, public_id: str) -> Signatory:
    found = signatories.by_public_id(petition, public_id)
    if found is None:
        abort(404)
    return found


def signature_or_404(petition: Petition, public_id: str) -> Signature:
    found = workspace.signature(petition, public_id)
    if found is None:
        abort(404)
    return found
