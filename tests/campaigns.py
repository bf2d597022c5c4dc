"""Campaigns for tests: letters with lines under them, and petition files that hold everything."""

from typing import Any

import yaml
from sqlalchemy import func, select

from petition.extensions import db
from petition.models.event import Event
from petition.models.kind import PetitionKind
from petition.models.news import Update, UpdateText
from petition.models.petition import Petition
from petition.models.signatory import Signatory
from petition.models.team import Team
from petition.services import demo, petition_files, petitions, sequencing, signatories, teams, updates
from petition.services.signatory_lines import SignatoryLine
from tests.making import at, draft


def letter(slug: str = "a-letter", *, opened: bool = False, **values: Any) -> Petition:
    """An open letter in English and Arabic, a draft unless it is to be open; not committed."""
    made = draft(slug, kind=PetitionKind.LETTER, goals=[], **values)
    if opened:
        petitions.open_now(made, languages=made.languages)
    db.session.flush()
    return made


def opened_from_file(campaign: str) -> Petition:
    """One of the demo's campaigns, open and in the ledger; not committed."""
    if db.session.scalar(select(func.count(Team.id))) == 0:
        for team in yaml.safe_load((demo.FOLDER / "teams.yaml").read_text())["teams"]:
            teams.create(**team)
    made = petition_files.create((demo.FOLDER / f"{campaign}.md").read_text())
    petitions.open_now(made, languages=made.languages)
    db.session.flush()
    sequencing.sequence(made.id)
    return made


def line(name: str = "Society of the Well", /, **values: Any) -> SignatoryLine:
    return SignatoryLine(**{"organisations": {"en": name}, **values})


def signed_by(petition: Petition, *names: str, is_listed: bool = True) -> list[Signatory]:
    """Lines that the team vouches for, in this order."""
    return [signatories.add_by_team(petition, line(name), is_listed=is_listed) for name in names]


def strike(position: int = 1, **values: Any) -> Event:
    """Half an hour at four in Damascus, on a Friday when it is 13:00 UTC there; not stored."""
    return Event(
        **{
            "position": position,
            "starts_local": at(2026, 11, 27, 16),
            "minutes": 30,
            "zone": "Asia/Damascus",
            "titles": {"en": "Thirty minutes, for them", "ar": "ثلاثون دقيقة من أجلهم"},
            "places": {"en": "Bab Square", "ar": "ساحة الباب"},
            "texts": {"en": "Lay down your tools."},
            **values,
        }
    )


def news(petition: Petition, title: str = "She has read it", text: str = "**Friday**.", **values: Any) -> Update:
    """News in English, and in whatever other languages `values` hold a title; published, not committed."""
    at_time = values.pop("at", None)
    texts = [UpdateText(language=code, title=words, text=text) for code, words in {"en": title, **values}.items()]
    return updates.publish(petition, texts, at=at_time)
