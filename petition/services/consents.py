"""The questions put to signers about their data, kept word for word as they were asked."""

import hashlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from flask_babel import force_locale, gettext
from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.orm import aliased

from petition.extensions import db
from petition.lib import clock
from petition.models.columns import BigId, UtcDateTime
from petition.models.consent import Consent, ConsentPurpose, ConsentText
from petition.models.petition import Petition
from petition.models.signature import Signature
from petition.models.team import Team
from petition.services.inserting import insert_found, insert_those_not_there, insert_unless_there

Later = aliased(ConsentText)
SAME_QUESTION = (
    Later.team_id == ConsentText.team_id,
    Later.purpose == ConsentText.purpose,
    Later.language == ConsentText.language,
)
SENT_AT = bindparam("sent_at", type_=UtcDateTime)
WHENEVER = datetime.max.replace(tzinfo=UTC)
# The wordings of what somebody agreed to that were in force when they sent it. Composed once: putting it together takes
# longer than asking it.
AGREED = (
    select(
        bindparam("signature_id", type_=BigId).label("signature_id"),
        ConsentText.id.label("consent_text_id"),
    )
    .where(ConsentText.team_id == bindparam("team_id"), ConsentText.language == bindparam("language"))
    .where(ConsentText.purpose.in_(bindparam("agreed", expanding=True)))
    .where(ConsentText.created_at <= SENT_AT)
    .where(~exists().where(*SAME_QUESTION, Later.version > ConsentText.version, Later.created_at <= SENT_AT))
)

# Whether a signer has not taken back that they sign; asked of each signature by its key.
AGREES = (
    select(Consent.id)
    .join(ConsentText, ConsentText.id == Consent.consent_text_id)
    .where(Consent.signature_id == Signature.id, ConsentText.purpose == ConsentPurpose.SIGNING)
    .where(Consent.withdrawn_at.is_not(None))
    .limit(1)
    .correlate(Signature)
    .scalar_subquery()
    .is_(None)
)


def wording(purpose: ConsentPurpose, team: Team, language: str) -> str:
    """Today's question, in a language."""
    with force_locale(language):
        words: dict[ConsentPurpose, str] = {
            ConsentPurpose.SIGNING: gettext(
                "I agree that %(team)s keeps my name, my mail address and my answers to count this signature, "
                "and passes on only what I chose above.",
                team=team.legal_name,
            ),
            ConsentPurpose.PETITION_NEWS: gettext("Write to me about this petition"),
            ConsentPurpose.TEAM_NEWS: team.news_consent.get(language) or usual_news_words(team, language),
        }
    return words[purpose]


def usual_news_words(team: Team, language: str) -> str:
    """How a team asks about its other work where it has no words of its own for that."""
    with force_locale(language):
        return str(gettext("Write to me about other work of %(team)s", team=team.name_in(language)))


def write_wordings(team: Team, languages: Iterable[str]) -> None:
    """Keep today's questions as numbered versions, where they differ from the last ones kept."""
    rows = [row for language in languages for row in _new_wordings(team, language)]
    if rows:
        # Two confirmations may be the first in a language at once.
        insert_those_not_there(ConsentText, rows)


def _new_wordings(team: Team, language: str) -> Iterator[dict[str, Any]]:
    kept = newest(team, language)
    for purpose in ConsentPurpose:
        text = wording(purpose, team, language)
        last = kept.get(purpose)
        if last is None or last.text != text:
            yield {
                "team_id": team.id,
                "purpose": purpose,
                "language": language,
                "version": last.version + 1 if last else 1,
                "text": text,
                "sha256": hashlib.sha256(text.encode()).hexdigest(),
                "created_at": clock.now(),
            }


def newest(team: Team, language: str) -> dict[ConsentPurpose, ConsentText]:
    """The wording in force for each purpose."""
    texts = db.session.scalars(
        select(ConsentText)
        .where(ConsentText.team_id == team.id, ConsentText.language == language)
        .order_by(ConsentText.version)
    )
    return {text.purpose: text for text in texts}


def languages_kept(team: Team) -> list[str]:
    """The languages in which the team has asked its questions."""
    asked = select(ConsentText.language).where(ConsentText.team_id == team.id).distinct()
    return sorted(db.session.scalars(asked))


def give(signature: Signature, petition: Petition, purposes: Iterable[ConsentPurpose], *, sent_at: datetime) -> None:
    """Keep what a signer agreed to, in the wording that was in force in their language when they sent the form.

    Whoever sent it to a team that gave the petition away meanwhile asked for no news of the one that has it now.
    """
    agreed = {ConsentPurpose.SIGNING, *purposes}
    if petition.taken_over_at is not None and sent_at < petition.taken_over_at:
        agreed.discard(ConsentPurpose.TEAM_NEWS)
    if _give(signature, petition.team_id, agreed, sent_at) < len(agreed):
        # The page speaks a language that the petition has no text in, or the team is new to it: today's words.
        write_wordings(petition.team, [signature.language])
        _give(signature, petition.team_id, agreed, WHENEVER)


def give_again(signature: Signature, purpose: ConsentPurpose, *, sha256: str) -> bool:
    """Keep that a signer agrees to today's wording. False, and nothing kept, where they were shown another."""
    team, language = signature.petition.team, signature.language
    if hashlib.sha256(wording(purpose, team, language).encode()).hexdigest() != sha256:
        return False
    write_wordings(team, [language])
    text = newest(team, language)[purpose]
    values = {"signature_id": signature.id, "consent_text_id": text.id}
    if not insert_unless_there(Consent, values):
        # They agreed to these words before, and took it back: from now on it counts anew.
        again = update(Consent).where(Consent.signature_id == signature.id, Consent.consent_text_id == text.id)
        again = again.where(Consent.withdrawn_at.is_not(None)).values(given_at=clock.now(), withdrawn_at=None)
        db.session.execute(again, execution_options={"synchronize_session": False})
    return True


def end(signature: Signature) -> None:
    """Take back whatever a signer agreed to, also that the signature is kept to be counted."""
    given = update(Consent).where(Consent.signature_id == signature.id, Consent.withdrawn_at.is_(None))
    db.session.execute(given.values(withdrawn_at=clock.now()), execution_options={"synchronize_session": False})


def no_longer_agree(signature_ids: Iterable[int]) -> set[int]:
    """Those of them that took back that they sign."""
    return set(db.session.scalars(select(Signature.id).where(Signature.id.in_(signature_ids), ~AGREES)))


def _give(signature: Signature, team_id: int, agreed: set[ConsentPurpose], sent_at: datetime) -> int:
    """How many of these had a wording to agree to."""
    values = {
        "signature_id": signature.id,
        "team_id": team_id,
        "language": signature.language,
        "agreed": list(agreed),
        "sent_at": sent_at,
    }
    return insert_found(Consent, AGREED, values)
