"""What a petition is used to: how busy its hours were, and what share of it a country or a mail domain usually has."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from petition.extensions import db
from petition.lib import crypto
from petition.models.petition import Petition
from petition.models.tally import Part, Step, TallyDomain, TallyHour, TallyTotal
from petition.services import domain_sums
from petition.services.domain_sums import ALL

# How far back an hour is compared with others, and how many hours are read at most.
BEFORE = timedelta(days=7)
MOST_HOURS = 1000
# With fewer that count there is nothing usual yet.
FEWEST = 100


@dataclass(frozen=True)
class Past:
    """Sums, as they stand now. Nothing is known of hours, countries and domains where signers are at risk."""

    # How many forms were sent in an hour.
    forms: Mapping[datetime, int]
    countries: Mapping[str, int]
    # How many were confirmed, by the index of a domain; and the names of those that are large.
    confirmed: Mapping[str, int]
    names: Mapping[str, str]

    def of_hour(self, hour: datetime) -> dict[str, int]:
        """`forms` sent in an hour, and the `busiest` of the days before it; empty where that is not known."""
        if hour not in self.forms or (len(self.forms) == MOST_HOURS and hour - BEFORE < min(self.forms)):
            # Of the week before it not all was read.
            return {}
        before = [n for other, n in self.forms.items() if hour - BEFORE <= other < hour]
        return {"forms": self.forms[hour], "busiest": max(before, default=0)}

    def of_domain(self, index: str) -> dict[str, Any]:
        """Its `name` where it is large, and its `share` of all; as far as they are known."""
        told: dict[str, Any] = {"name": self.names[index]} if index in self.names else {}
        if index in self.confirmed and self.confirmed.get(ALL, 0) >= FEWEST:
            told["share"] = self.confirmed[index] / self.confirmed[ALL]
        return told

    def share_of(self, country: str | None) -> float | None:
        """A country's share of all that count, by what signers say; None where that is not known."""
        counted = sum(self.countries.values())
        return self.countries.get(country, 0) / counted if country and counted >= FEWEST else None


NOTHING_KNOWN = Past({}, {}, {}, {})


def of(petition: Petition, hours: Collection[datetime], domains: Collection[str]) -> Past:
    """As far as it has to do with some hours and domains."""
    if not hours:
        return NOTHING_KNOWN
    confirmed, names = _domains(petition, domains)
    return Past(_forms(petition, min(hours) - BEFORE, max(hours)), _countries(petition), confirmed, names)


def _forms(petition: Petition, first: datetime, last: datetime) -> dict[datetime, int]:
    query = (
        select(TallyHour.hour, TallyHour.n)
        .where(TallyHour.petition_id == petition.id, TallyHour.step == Step.SUBMITTED)
        .where(TallyHour.hour >= first, TallyHour.hour <= last)
        .order_by(TallyHour.hour.desc())
        .limit(MOST_HOURS)
    )
    return dict(db.session.execute(query).all())


def _countries(petition: Petition) -> dict[str, int]:
    query = select(TallyTotal.value, TallyTotal.n).where(
        TallyTotal.petition_id == petition.id, TallyTotal.part == Part.COUNTRY
    )
    return dict(db.session.execute(query).all())


def _domains(petition: Petition, indexes: Collection[str]) -> tuple[dict[str, int], dict[str, str]]:
    query = select(TallyDomain.domain_index, TallyDomain.confirmed, TallyDomain.name).where(
        TallyDomain.petition_id == petition.id, TallyDomain.domain_index.in_({*indexes, ALL})
    )
    confirmed: dict[str, int] = {}
    names: dict[str, str] = {}
    for index, n, sealed in db.session.execute(query):
        confirmed[index] = n
        if sealed is not None:
            with suppress(crypto.CannotOpen):
                names[index] = domain_sums.name_of(petition.id, index, sealed)
    return confirmed, names
