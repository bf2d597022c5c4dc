"""Factories: the things tests are about, made through the product's own verbs."""

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock
from petition.models.addressee import Addressee, AddresseeRole, AddresseeText
from petition.models.columns import new_public_id
from petition.models.consent import ConsentPurpose
from petition.models.form import GoalStep
from petition.models.petition import NameAudience, Petition, PetitionState
from petition.models.revision import Revision
from petition.models.signature import HoldRule, Signature
from petition.models.submission import Submission
from petition.models.team import Team
from petition.services import confirming, identity, petitions, signing, teams
from petition.services.identity import Identity

TITLES = {"en": "Keep the ward open", "ar": "أبقوا الجناح مفتوحًا", "fr": "Gardez le service ouvert"}


def make_team(slug: str = "ward-team", **values: Any) -> Team:
    return teams.create(
        slug=slug,
        name=values.get("name", "Ward Team"),
        legal_name=values.get("legal_name", "Ward Team e.V."),
        postal_address="1 Ward Street",
        privacy_contact=values.get("privacy_contact", "privacy@example.org"),
    )


def make_petition(slug: str = "keep-the-ward-open", *, opened: bool = True, **values: Any) -> str:
    """An open petition, committed; returns its slug."""
    made = draft(slug, **values)
    if opened:
        petitions.open_now(made, languages=made.languages)
    db.session.commit()
    return slug


def draft(slug: str = "keep-the-ward-open", *, languages: tuple[str, ...] = ("en", "ar"), **values: Any) -> Petition:
    team = db.session.scalar(sa.select(Team).order_by(Team.id).limit(1)) or make_team()
    if values.get("state") in (PetitionState.IN_REVIEW, PetitionState.HIDDEN):
        values = {"state_before": PetitionState.DRAFT, "sent_for_review_at": clock.now(), **values}
    made = Petition(
        public_id=new_public_id(),
        **{
            "team_id": team.id,
            "kind": "petition",
            "language": languages[0],
            "zone": "Asia/Damascus",
            "retain_until": date(2027, 12, 31),
            "closes_local": (clock.now() + timedelta(days=60)).replace(tzinfo=None),
            "goals": [GoalStep(target=1000)],
            "addressees": [_addressee()],
            **values,
        },
    )
    return petitions.add(made, slug=slug, revisions=[revision(language) for language in languages])


def revision(language: str) -> Revision:
    return Revision(
        language=language,
        number=1,
        title=TITLES[language],
        summary=f"{TITLES[language]}, tonight.",
        text="A ward at night is a **quiet** place.\n\nTwo nurses, one doctor.",
        demand="Open the ward.",
        place_and_date="",
        question="",
        share_text="",
        hashtags=["ward"],
        reason="",
    )


def _addressee() -> Addressee:
    names = [
        AddresseeText(language="en", name="The Minister of Health"),
        AddresseeText(language="ar", name="وزير الصحة"),
    ]
    return Addressee(role=AddresseeRole.TO, position=1, texts=names)


def signer(**values: Any) -> Identity:
    return Identity(
        **{
            "name": "Rima Haddad",
            "address": "rima@example.org",
            "country": "LB",
            "give_name_to": NameAudience.ADDRESSEES,
            "consents": (ConsentPurpose.PETITION_NEWS,),
            **values,
        }
    )


def at(year: int, month: int, day: int, hour: int = 12) -> datetime:
    return datetime(year, month, day, hour)  # noqa: DTZ001 -- a wall-clock time


def submit(
    petition: Petition,
    *,
    language: str = "en",
    doubts: tuple[HoldRule, ...] = (),
    ref: str | None = None,
    **values: Any,
) -> Submission:
    """What the form makes of a filled-in page; not committed."""
    shown = petition.latest(language)
    assert shown is not None
    made = signing.submit(petition, signer(**values), revision=shown, language=language, ref=ref, doubts=doubts)
    return submission_at(made)


def submission_at(public_id: str) -> Submission:
    return db.session.scalars(sa.select(Submission).where(Submission.public_id == public_id)).one()


def sign_and_confirm(petition: Petition, **values: Any) -> Signature:
    """A signature, as it comes about in the browser that signed; not committed."""
    waiting = submit(petition, **values)
    made = confirming.confirm(waiting, identity.of_submission(waiting), same_browser=True)
    db.session.flush()
    return made
