"""Where readers of a page get an organisation's logo from."""

from flask import url_for

from petition.models.signatory import Signatory
from petition.services import circulating, petitions
from petition.web.signatory_view import Logo


def logo_of(signatory: Signatory) -> Logo | None:
    """At an address that names the picture's hash; while it circulates, behind the private link."""
    kept, petition = signatory.logo, signatory.petition
    if kept is None:
        return None
    if petition.is_public:
        url = url_for("public.logo", slug=petitions.current_slug(petition), sha256=kept.sha256, lang=None)
    else:
        token = circulating.link_token(petition)
        url = url_for("public.circulating_logo", token=token, sha256=kept.sha256, lang=None)
    return Logo(url, kept.width, kept.height)
