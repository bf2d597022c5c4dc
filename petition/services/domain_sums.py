"""What became of forms, by mail domain: in all, and of large domains by hour for some days.

Among many signers there are domains of one person. So a domain is found by a hash under the petition's own key, and its
name is sealed only once it is large, which the one who makes it so brings along; a small one has none. Forms alone do
not make a domain large, because anybody can send some for people they ask themselves about. Only of providers at whom
very many have their mailboxes they do: those may refuse all our mails, so that nobody can confirm.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update

from petition.extensions import db, keyring
from petition.lib import clock, crypto
from petition.lib.mail_providers import LARGE_PROVIDERS
from petition.models.petition import Petition
from petition.models.tally import Step, TallyDomain, TallyDomainHour
from petition.services import keys, passages
from petition.services.inserting import insert_or_add
from petition.services.passages import Passage

# All of them together.
ALL = ""
# With fewer confirmed than this a domain is nobody's business; with fewer forms, also that of a large provider.
LARGE = 20
BY_HOUR_FOR = timedelta(days=8)
STEPS = (Step.OPENED, Step.SUBMITTED, Step.MAILED, Step.RETURNED, Step.CONFIRMED)
# What is known by hour.
HOURLY = (Step.SUBMITTED, Step.CONFIRMED)
IN_DATABASE = {"synchronize_session": False}
Place = tuple[int, str]


def add(happened: Mapping[Passage, int]) -> None:
    """Add to the sums of each passage's domain, and to those of all."""
    petitions = passages.petitions_of(passage.petition_id for passage in happened)
    names = _indexes(petitions, happened)
    places: dict[Place, Counter[Step]] = defaultdict(Counter)
    hours: dict[tuple[Place, datetime], Counter[Step]] = defaultdict(Counter)
    since: dict[int, datetime] = {}
    for passage, n in happened.items():
        if (petition := petitions.get(passage.petition_id)) is None:
            continue
        hour = passages.hour_noted(petition, passage.hour)
        since[petition.id] = min(since.get(petition.id, hour), hour)
        for domain in {passage.domain, ALL}:
            if (domain_index := names.get((petition.id, domain))) is None:
                continue
            places[petition.id, domain_index][passage.step] += n
            if not petition.is_discreet:
                hours[(petition.id, domain_index), hour][passage.step] += n
    if places:
        _add_places(places, since)
        _name({(petition_id, index): domain for (petition_id, domain), index in names.items()})
        _add_hours(hours, _those_of(places, TallyDomain.name.is_not(None)))


def index_of(key: bytes, domain: str) -> str:
    """What a domain is found by, under the key of a petition's indexes."""
    return crypto.blind_index(key, "mail domain", domain).hex()


def name_of(petition_id: int, domain_index: str, sealed: bytes) -> str:
    """Raises CannotOpen where its key is lost."""
    return keyring.open(sealed, context=_context(petition_id, domain_index)).decode()


def names_of(petition_id: int, indexes: Collection[str]) -> dict[str, str]:
    """The names of those that are large, by their indexes; without those whose key is lost."""
    sealed = select(TallyDomain.domain_index, TallyDomain.name).where(
        TallyDomain.petition_id == petition_id,
        TallyDomain.domain_index.in_(set(indexes)),
        TallyDomain.name.is_not(None),
    )
    names: dict[str, str] = {}
    for index, name in db.session.execute(sealed) if indexes else ():
        with suppress(crypto.CannotOpen):
            names[index] = name_of(petition_id, index, name or b"")
    return names


def _indexes(petitions: Mapping[int, Petition], happened: Iterable[Passage]) -> dict[tuple[int, str], str]:
    """The index of each domain in each petition; none where nothing is noted of domains, or not any more."""
    domains: dict[int, set[str]] = defaultdict(set)
    for passage in happened:
        domains[passage.petition_id].add(passage.domain)
    found = {(petition_id, ALL): ALL for petition_id in petitions}
    for petition in petitions.values():
        named = domains[petition.id] - {ALL}
        if named and not petition.is_discreet and not petition.is_past_retention:
            with suppress(crypto.CannotOpen):
                key = keys.index_key(petition)
                found |= {(petition.id, name): index_of(key, name) for name in named}
    return found


def _add_places(places: Mapping[Place, Counter[Step]], since: Mapping[int, datetime]) -> None:
    today = clock.now().date()
    rows: list[dict[str, Any]] = [
        {
            "petition_id": petition_id,
            "domain_index": domain_index,
            "since": since[petition_id] if domain_index == ALL else None,
            "touched_on": None if domain_index == ALL else today,
            **{step.value: places[petition_id, domain_index][step] for step in STEPS},
        }
        # In one order everywhere, so that nobody waits in a ring.
        for petition_id, domain_index in sorted(places)
    ]
    columns = [step.value for step in STEPS]
    insert_or_add(TallyDomain, rows, key=["petition_id", "domain_index"], columns=columns, renewed=["touched_on"])


def _name(domains: Mapping[Place, str]) -> None:
    """Seal the names of those that have become large by this."""
    providers = {domain_index for (_, domain_index), domain in domains.items() if domain in LARGE_PROVIDERS}
    is_large = or_(TallyDomain.confirmed >= LARGE, TallyDomain.domain_index.in_(providers))
    has_none = TallyDomain.name.is_(None) & (TallyDomain.submitted >= LARGE)
    for petition_id, domain_index in sorted(_those_of(domains, has_none, is_large)):
        name = domains[petition_id, domain_index]
        sealed = keyring.seal(name.encode(), context=_context(petition_id, domain_index))
        its_row = (TallyDomain.petition_id == petition_id, TallyDomain.domain_index == domain_index)
        db.session.execute(update(TallyDomain).where(*its_row).values(name=sealed), execution_options=IN_DATABASE)


def _those_of(places: Iterable[Place], *conditions: ColumnElement[bool]) -> set[Place]:
    named = {place for place in places if place[1] != ALL}
    if not named:
        return set()
    found = select(TallyDomain.petition_id, TallyDomain.domain_index).where(
        # Not pair by pair, which SQLite would look for in the whole table.
        TallyDomain.petition_id.in_({petition_id for petition_id, _ in named}),
        TallyDomain.domain_index.in_({domain_index for _, domain_index in named}),
        *conditions,
    )
    return named & {(row.petition_id, row.domain_index) for row in db.session.execute(found)}


def _add_hours(hours: Mapping[tuple[Place, datetime], Counter[Step]], large: set[Place]) -> None:
    rows = [
        {"petition_id": place[0], "domain_index": place[1], "hour": hour}
        | {step.value: numbers[step] for step in HOURLY}
        for (place, hour), numbers in sorted(hours.items())
        if (place[1] == ALL or place in large) and any(numbers[step] for step in HOURLY)
    ]
    if rows:
        columns = [step.value for step in HOURLY]
        insert_or_add(TallyDomainHour, rows, key=["petition_id", "domain_index", "hour"], columns=columns)


def _context(petition_id: int, domain_index: str) -> str:
    return f"tally_domain.name:{petition_id}:{domain_index}"
