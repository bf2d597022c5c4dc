"""Passkeys (WebAuthn): added to an account, and entered by.

A ceremony keeps nothing: its challenge goes along in a dated token, and is noted once it was answered, so that no
answer is taken twice. The authenticator must have looked who is there (finger, face, PIN): a passkey is two factors.
"""

import base64
import ipaddress
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import CursorResult, select, update
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import parse_authentication_credential_json
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from petition.extensions import db, settings, tokens
from petition.lib import clock, crypto, text
from petition.lib.tokens import InvalidToken
from petition.models.columns import new_public_id
from petition.models.organiser import Factor, FactorKind, Organiser, OrganiserState, SpentChallenge
from petition.models.outbox import MailKind
from petition.services import account_news, auditing, login_addresses
from petition.services.errors import PasskeyRefused
from petition.services.inserting import insert_unless_there, inserted_unless_there

ADD = "passkey add"
BEGIN = "passkey begin"
ENTER = "passkey enter"
LIFE = timedelta(minutes=5)
CHALLENGE_BYTES = 32
NAME_LENGTH = 80
MOST_NAMED = 100
# What a browser never sends, but anybody else may; the library lets some of it through as it is.
MALFORMED = (WebAuthnException, ValueError, TypeError, KeyError, IndexError, RecursionError)
# No authenticator gives a longer name (WebAuthn, § 7.1); an index of PostgreSQL would not take one much longer.
LONGEST_CREDENTIAL_ID = 1023
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Ceremony:
    """What a browser is asked, and the token that goes back with its answer."""

    options_json: str
    challenge_token: str


def is_possible() -> bool:
    """Whether browsers know passkeys for this site: they do not where its host is a number."""
    try:
        ipaddress.ip_address(_host())
    except ValueError:
        return True
    return False


def options_to_add(organiser: Organiser) -> Ceremony:
    """What to ask a browser that shall make a passkey for this account."""
    known = _credential_ids(organiser)
    address = login_addresses.of(organiser)
    return _options(ADD, organiser.public_id, address=address, name=organiser.name, known=known)


def options_to_begin(address: str) -> Ceremony:
    """What to ask a browser whose owner has no account yet: the passkey is for the one that `id_of_begun` names."""
    return _options(BEGIN, new_public_id(), address=address, name=address)


def id_of_begun(challenge_token: str) -> str:
    """The public id of the account that a passkey was made for before it was there. Raises PasskeyRefused."""
    return _read(BEGIN, challenge_token)[1]


def add(organiser: Organiser, *, answer: str, challenge_token: str, name: str, purpose: str = ADD) -> Factor:
    """Add the passkey that the browser made. Its owner is told. Raises PasskeyRefused."""
    challenge = _challenge(purpose, challenge_token, organiser.public_id)
    try:
        made = verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except MALFORMED:
        raise PasskeyRefused from None
    if len(made.credential_id) > LONGEST_CREDENTIAL_ID:
        raise PasskeyRefused
    _spend(challenge)
    factor = inserted_unless_there(
        Factor,
        {
            "public_id": new_public_id(),
            "organiser_id": organiser.id,
            "kind": FactorKind.PASSKEY,
            "name": text.clean_line(name)[:NAME_LENGTH],
            "credential_id": made.credential_id,
            "public_key": made.credential_public_key,
            "uses": made.sign_count,
        },
    )
    if factor is None:
        # Somebody has it already.
        raise PasskeyRefused
    account_news.tell(organiser, MailKind.FACTOR_ADDED)
    auditing.record("add passkey", actor=organiser.public_id, subject=organiser.public_id)
    return factor


def options_to_enter(*, browser: str) -> Ceremony:
    """What to ask a browser whose owner is not known yet: it offers the passkeys that it has for this site.

    No other browser brings the answer: `browser` is what this one is known by.
    """
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    options = generate_authentication_options(
        rp_id=_host(),
        challenge=challenge,
        timeout=_milliseconds(LIFE),
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return Ceremony(options_to_json(options), _token(ENTER, challenge, browser))


def entered(*, answer: str, challenge_token: str, browser: str) -> Organiser:
    """Whose passkey gave this answer. Raises PasskeyRefused, also where that account is suspended."""
    challenge = _challenge(ENTER, challenge_token, browser)
    credential = _credential(answer)
    factor, organiser = _owner_of(credential)
    try:
        verified = verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=factor.public_key or b"",
            credential_current_sign_count=factor.uses,
            require_user_verification=True,
        )
    except MALFORMED:
        raise PasskeyRefused from None
    _spend(challenge)
    _count_use(factor, verified.new_sign_count)
    return organiser


def confirms(organiser: Organiser, *, answer: str, challenge_token: str, browser: str) -> None:
    """That this account's passkey gave the answer. Raises PasskeyRefused."""
    if entered(answer=answer, challenge_token=challenge_token, browser=browser).id != organiser.id:
        raise PasskeyRefused


def _options(purpose: str, public_id: str, *, address: str, name: str, known: Sequence[bytes] = ()) -> Ceremony:
    challenge = secrets.token_bytes(CHALLENGE_BYTES)
    options = generate_registration_options(
        rp_id=_host(),
        rp_name=settings.site_name,
        user_id=public_id.encode(),
        user_name=address,
        user_display_name=name,
        challenge=challenge,
        timeout=_milliseconds(LIFE),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED, user_verification=UserVerificationRequirement.REQUIRED
        ),
        exclude_credentials=[PublicKeyCredentialDescriptor(id=one) for one in known],
    )
    return Ceremony(options_to_json(options), _token(purpose, challenge, public_id))


def _owner_of(credential: AuthenticationCredential) -> tuple[Factor, Organiser]:
    found = db.session.execute(
        select(Factor, Organiser)
        .join(Organiser, Organiser.id == Factor.organiser_id)
        .where(Factor.credential_id == credential.raw_id, Organiser.state == OrganiserState.ACTIVE)
    ).first()
    if found is None:
        raise PasskeyRefused
    return found[0], found[1]


def _credential(answer: str) -> AuthenticationCredential:
    try:
        return parse_authentication_credential_json(answer)
    except MALFORMED:
        raise PasskeyRefused from None


def _credential_ids(organiser: Organiser) -> list[bytes]:
    query = select(Factor.credential_id).where(Factor.organiser_id == organiser.id, Factor.credential_id.is_not(None))
    return [one for one in db.session.scalars(query.order_by(Factor.id).limit(MOST_NAMED)) if one]


def _count_use(factor: Factor, uses: int) -> None:
    """A passkey that counts must have counted on since: of two answers at once one decides."""
    counted: CursorResult[Any] = db.session.execute(  # type: ignore[assignment]
        update(Factor).where(Factor.id == factor.id, Factor.uses == factor.uses).values(uses=uses, used_at=clock.now())
    )
    if counted.rowcount == 0:
        raise PasskeyRefused


def _token(purpose: str, challenge: bytes, asked: str) -> str:
    return tokens.make(purpose, [base64.urlsafe_b64encode(challenge).decode(), asked])


def _challenge(purpose: str, token: str, answers: str) -> bytes:
    """The challenge that was given out for this purpose, to this account or browser, within the last minutes."""
    challenge, asked = _read(purpose, token)
    if asked != answers:
        raise PasskeyRefused
    return challenge


def _read(purpose: str, token: str) -> tuple[bytes, str]:
    """What was given out for this purpose within the last minutes, and to whom."""
    try:
        (challenge, asked), made_at = tokens.read(purpose, token)
    except (InvalidToken, ValueError, TypeError):
        raise PasskeyRefused from None
    if clock.now() - made_at > LIFE:
        raise PasskeyRefused
    return base64.urlsafe_b64decode(challenge), asked


def _spend(challenge: bytes) -> None:
    """Of all who bring an answer to this challenge, the first is heard."""
    # Kept a little longer than the token is good: its date is of the second.
    row = {"digest": crypto.fingerprint(challenge), "expires_at": clock.now() + 2 * LIFE}
    if not insert_unless_there(SpentChallenge, row):
        raise PasskeyRefused


def _host() -> str:
    return urlsplit(settings.base_url).hostname or ""


def _origin() -> str:
    """As browsers write it: in small letters, without the port that goes without saying."""
    place = urlsplit(settings.base_url)
    port = "" if place.port in (None, DEFAULT_PORTS.get(place.scheme)) else f":{place.port}"
    return f"{place.scheme}://{_host()}{port}"


def _milliseconds(time: timedelta) -> int:
    return round(time.total_seconds() * 1000)
