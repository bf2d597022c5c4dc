"""The questions put to signers about their data, kept word for word as they were asked."""

import hashlib
from collections.abc import Iterable

from flask_babel import force_locale, gettext
from sqlalchemy import bindparam, exists, select
from sqlalchemy.orm import aliased

from petition.extensions import db
from petition.lib import clock
from petition.models.columns import BigId
from petition.models.consent import Consent, ConsentPurpose, ConsentText
from petition.models.petition import Petition
from petition.models.signature import Signature
from petition.models.team import Team
from petition.services.inserting import insert_found, insert_unless_there

Later = aliased(ConsentText)
SAME_QUESTION = (
    Later.team_id == ConsentText.team_id,
    Later.purpose == ConsentText.purpose,
    Later.language == ConsentText.language,
)
# The wordings in force of what somebody agreed to. Composed once: putting it together takes longer than asking it.
AGREED = (
    select(
        bindparam("signature_id", type_=BigId).label("signature_id"),
        ConsentText.id.label("consent_text_id"),
    )
    .where(ConsentText.team_id == bindparam("team_id"), ConsentText.language == bindparam("language"))
    .where(ConsentText.purpose.in_(bindparam("agreed", expanding=True)))
    .where(~exists().where(*SAME_QUESTION, Later.version > ConsentText.version))
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
            ConsentPurpose.TEAM_NEWS: gettext("Write to me about other work of %(team)s", team=team.name_in(language)),
        }
    return words[purpose]


def write_wordings(team: Team, languages: Iterable[str]) -> None:
    """Keep today's questions as numbered versions, where they differ from the last ones kept."""
    for language in languages:
        kept = newest(team, language)
        for purpose in ConsentPurpose:
            text = wording(purpose, team, language)
            last = kept.get(purpose)
            if last is None or last.text != text:
                values = {
                    "team_id": team.id,
                    "purpose": purpose,
                    "language": language,
                    "version": last.version + 1 if last else 1,
                    "text": text,
                    "sha256": hashlib.sha256(text.encode()).hexdigest(),
                    "created_at": clock.now(),
                }
                # Two confirmations may be the first in a language at once.
                insert_unless_there(ConsentText, values)


def newest(team: Team, language: str) -> dict[ConsentPurpose, ConsentText]:
    """The wording in force for each purpose."""
    texts = db.session.scalars(
        select(ConsentText)
        .where(ConsentText.team_id == team.id, ConsentText.language == language)
        .order_by(ConsentText.version)
    )
    return {text.purpose: text for text in texts}


def give(signature: Signature, petition: Petition, purposes: Iterable[ConsentPurpose]) -> None:
    """Keep what a signer agreed to, in the wording that is in force in their language."""
    agreed = {ConsentPurpose.SIGNING, *purposes}
    if _give(signature, petition.team_id, agreed) < len(agreed):
        # The page speaks a language that the petition has no text in: its form asked in today's words.
        write_wordings(petition.team, [signature.language])
        _give(signature, petition.team_id, agreed)


def _give(signature: Signature, team_id: int, agreed: set[ConsentPurpose]) -> int:
    """How many of these had a wording to agree to."""
    values = {"signature_id": signature.id, "team_id": team_id, "language": signature.language, "agreed": list(agreed)}
    return insert_found(Consent, AGREED, values)
