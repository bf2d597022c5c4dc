"""What every way in ends with: a session of its own, and then to where one wanted to go."""

import re

from flask import Response, make_response, redirect, request, session, url_for

from petition.extensions import db
from petition.models.organiser import Organiser
from petition.models.outbox import MailKind
from petition.services import account_news, organisers, sessions
from petition.web import sign_in
from petition.web.account import known_browser
from petition.web.account.device import device_of

# Only our own workspace, account and places of staff may come next, in any language; never another site.
OURS = re.compile(r"/(?:[a-z]{2}/)?(?:organise|account|staff)(?:[/?][\x21-\x5b\x5d-\x7e]*)?")


def place_after(wanted: str) -> str:
    """Where one goes on to: the page that was wanted, if it is ours, or else the petitions."""
    return wanted if OURS.fullmatch(wanted) else url_for("organiser.petitions")


def signed_in(organiser: Organiser, *, has_second_factor: bool, wanted: str, is_new: bool = False) -> Response:
    """Commits, and answers. The owner hears by mail of a browser that was never here before."""
    address, device = organisers.address_of(organiser), device_of(request.user_agent.string)
    secret = sessions.start(
        organiser.id, device=device, has_second_factor=has_second_factor, instead_of=sign_in.secret()
    )
    if not is_new and not known_browser.is_known(address):
        account_news.tell(organiser, MailKind.NEW_DEVICE)
    db.session.commit()
    # What a stranger may have planted in this browser beforehand is worth nothing from here on.
    session.clear()
    response = make_response(redirect(place_after(wanted), 303))
    sign_in.put(response, secret)
    known_browser.put(response, address)
    return response
