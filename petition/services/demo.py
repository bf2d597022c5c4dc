"""A site to look around in: invented teams, petitions and signers, spread over days like a real campaign."""

import random
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import insert, select

from petition.extensions import Model, db
from petition.lib import clock
from petition.models.columns import new_public_id
from petition.models.consent import Consent, ConsentPurpose
from petition.models.ledger import WEIGHTS, EntryKind, LedgerInbox
from petition.models.petition import NameAudience, Petition
from petition.models.revision import Revision
from petition.models.signature import Comment, Signature, SignatureState
from petition.models.source import Source
from petition.models.tally import Step
from petition.models.team import Team
from petition.services import (
    consents,
    identity,
    opening_pages,
    passages,
    petition_files,
    petitions,
    recording,
    sequencing,
    shown_shares,
    sources,
    summing,
    teams,
)
from petition.services.identity import Identity
from petition.services.passages import Passage

FOLDER = Path(__file__).resolve().parent.parent / "demo"
CHUNK = 1000
# How many have signed the first petition, the coalition's, and the one that was answered.
SIGNATURES, COALITION, ANSWERED = 2437, 7824, 3204
# Where the signatures of a campaign fall: a burst, a long tail, a second wind when the news picks it up.
COURSE = (1, 9, 22, 17, 11, 8, 6, 4, 3, 2, 2, 2, 1, 1, 1, 2, 6, 14, 10, 7, 4, 3, 2, 2, 1, 1, 1, 1, 2, 3)
NEWS = (ConsentPurpose.PETITION_NEWS, ConsentPurpose.TEAM_NEWS)
DOMAINS = ("example.org", "example.org", "example.net", "example.com")
# Links given out, and every how many signers came by each of them.
LINKS = (("newsletter", "Newsletter", 3), ("posters", "Posters in the canteen", 7), ("partners", "Partners’ pages", 11))
# How long people take to confirm, by buckets of lib/waits.py; and what comes before so many signatures.
WAITS = (3, 4, 4, 5, 5, 6, 6, 7, 9, 12)
OPENED, UNCONFIRMED, RETURNED = 9, 0.24, 0.02
AUDIENCES = ((NameAudience.NOBODY, 22), (NameAudience.ADDRESSEES, 50), (NameAudience.PUBLIC, 28))


def is_empty() -> bool:
    """Whether nobody has made anything here yet."""
    return db.session.scalar(select(Team.id).limit(1)) is None


def build(
    *,
    signatures: int = SIGNATURES,
    coalition: int = COALITION,
    ambulances: int = ANSWERED,
    after_each_step: Callable[[], None],
) -> None:
    """Make the demo. `after_each_step` commits: the demo is large, and a half of it is no harm."""
    for team in yaml.safe_load((FOLDER / "teams.yaml").read_text(encoding="utf-8"))["teams"]:
        teams.create(**team)
    people = People(yaml.safe_load((FOLDER / "people.yaml").read_text(encoding="utf-8")))
    after_each_step()
    _campaign("night-shift.md", people, signatures, days_ago=26, after_each_step=after_each_step)
    _campaign("clean-water.md", people, 1913, days_ago=19, after_each_step=after_each_step)
    _campaign("ouvrez-le-passage.md", people, coalition, days_ago=43, after_each_step=after_each_step)
    for days_ago, file in enumerate(("thirty-minutes.md", "painted-roofs.md", "no-ward-without-water.md"), 3):
        _campaign(file, people, 0, days_ago=days_ago, after_each_step=after_each_step)
    answered = _campaign("ambulances.md", people, ambulances, days_ago=47, after_each_step=after_each_step)
    with clock.pretending(clock.now() - timedelta(days=14)):
        petitions.close(answered)
        db.session.flush()
        sequencing.sequence(answered.id)
    petitions.mark_answered(answered)
    after_each_step()
    for verb in (summing.sum_counted, summing.sum_inbox):
        while verb():
            after_each_step()
    shown_shares.renew()
    after_each_step()


class People:
    """Makes signers up, the same ones each time."""

    def __init__(self, words: dict[str, Any]) -> None:
        self._words = words
        # Invented people need no secrecy.
        self._random = random.Random(20261122)  # nosec B311 # noqa: S311
        self._weights = [group["weight"] for group in words["scripts"]]
        self._made = 0
        self._comments = {language: list(comments) for language, comments in words["comments"].items()}

    def signer(self, petition: Petition, languages: list[str]) -> tuple[Identity, str]:
        """Somebody, and the language they signed in."""
        chance = self._random
        group = chance.choices(self._words["scripts"], self._weights)[0]
        given, family = chance.choice(group["given"]), chance.choice(group["family"] or [""])
        name = group.get("pattern", "{given} {family}").format(given=given, family=family).strip()
        language = group["language"] if group["language"] in languages else petition.language
        comment = self._comment(language)
        audience = self._audience(bool(comment))
        self._made += 1
        signer = Identity(
            name=name,
            address=f"signer{self._made}@{DOMAINS[self._made % len(DOMAINS)]}",
            country=chance.choices(list(group["countries"]), list(group["countries"].values()))[0],
            give_name_to=audience,
            name_style=chance.choice(("full", "full", "first_initial", "initials")),
            comment=comment.strip(),
            comment_is_public=bool(comment),
            answers=self._answers(petition, language),
            consents=tuple(purpose for purpose in NEWS if chance.random() < 0.3),
        )
        return signer, language

    def _audience(self, speaks: bool) -> NameAudience:
        """Whoever speaks in public mostly does so under a name."""
        if speaks and self._random.random() < 0.7:
            return NameAudience.PUBLIC
        return self._random.choices([kind for kind, _ in AUDIENCES], [weight for _, weight in AUDIENCES])[0]

    def _comment(self, language: str) -> str:
        """A reason, now and then; nobody repeats another's words."""
        left = self._comments[language]
        if not left or self._random.random() > 0.03:
            return ""
        return str(left.pop(self._random.randrange(len(left))))

    def _answers(self, petition: Petition, language: str) -> dict[str, str]:
        lists = {"profession": "professions", "workplace_city": "cities", "city": "cities"}
        return {
            field.key: self._random.choice(self._words[lists[field.key]][language])
            for field in petition.fields
            if field.key in lists and self._random.random() < 0.4
        }


def _campaign(
    file: str, people: People, signatures: int, *, days_ago: int, after_each_step: Callable[[], None]
) -> Petition:
    petition = petition_files.create((FOLDER / file).read_text(encoding="utf-8"))
    start = clock.now() - timedelta(days=days_ago)
    with clock.pretending(start):
        petitions.open_now(petition, languages=petition.languages)
        if sources.are_offered(petition):
            _insert(Source, [{"petition_id": petition.id, "code": code, "name": name} for code, name, _ in LINKS])
        db.session.flush()
        sequencing.sequence(petition.id)
    after_each_step()
    for moment, number in _course(start, signatures, days=days_ago):
        with clock.pretending(moment):
            makers = (people.signer(petition, petition.languages) for _ in range(number))
            while chunk := list(islice(makers, CHUNK)):
                _sign(petition, chunk)
                sequencing.sequence(petition.id)
                after_each_step()
    return petition


def _course(start: datetime, signatures: int, *, days: int) -> Iterator[tuple[datetime, int]]:
    """Moments, and how many signed by each; together so many signatures."""
    shares = COURSE[: min(days, len(COURSE))]
    left, weight_left = signatures, sum(shares)
    for day, share in enumerate(shares, 1):
        number = round(left * share / weight_left)
        left, weight_left = left - number, weight_left - share
        # Never after the present, even on the last day.
        yield start + timedelta(days=day, minutes=-7 - 11 * day), number


def _sign(petition: Petition, people: list[tuple[Identity, str]]) -> None:
    """What confirming does, for many at once and without mail: the same rows, the same commitments."""
    revisions = {language: petition.latest(language) for language in petition.languages}
    rows = [
        signature_row(petition, signer, revisions[language]) | {"ref": _link(petition, place)}
        for place, (signer, language) in enumerate(people, 1)
    ]
    ids = list(db.session.scalars(insert(Signature).returning(Signature.id, sort_by_parameter_order=True), rows))
    signed = list(zip(ids, rows, people, strict=True))
    _insert(LedgerInbox, [_inbox_row(row, signature_id, revisions) for signature_id, row, _ in signed])
    _insert(
        Comment,
        [
            {
                "signature_id": signature_id,
                "petition_id": petition.id,
                "confirmed_on": row["confirmed_on"],
                "signature_public_id": row["public_id"],
                "text": signer.comment,
            }
            for signature_id, row, (signer, _language) in signed
            if signer.comment
        ],
    )
    _note_what_came_before(petition, [signer for signer, _language in people])
    wordings = {language: consents.newest(petition.team, language) for language in petition.languages}
    _insert(
        Consent,
        [
            {"signature_id": signature_id, "consent_text_id": wordings[language][purpose].id}
            for signature_id, _, (signer, language) in signed
            for purpose in (ConsentPurpose.SIGNING, *signer.consents)
        ],
    )


def _link(petition: Petition, place: int) -> str | None:
    if not sources.are_offered(petition):
        return None
    return next((code for code, _name, every in LINKS if place % every == 0), None)


def _note_what_came_before(petition: Petition, signers: list[Identity]) -> None:
    """Readers, forms and mails, also of those who never confirmed."""
    hour = clock.hour_of(clock.now())
    domains = Counter(passages.domain_noted(petition, signer.address) for signer in signers)
    passed: Counter[Passage] = Counter()
    for domain, n in domains.items():
        forms = n + round(n * UNCONFIRMED)
        steps = {Step.SUBMITTED: forms, Step.MAILED: forms, Step.RETURNED: round(n * RETURNED)}
        passed.update({Passage(petition.id, hour, step, domain): number for step, number in steps.items() if number})
    if opening_pages.is_counted(petition):
        passed[Passage(petition.id, hour, Step.OPENED, "")] = OPENED * len(signers)
    passages.put(passed)


def _insert(model: type[Model], rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(insert(model), rows)


def _inbox_row(row: dict[str, Any], signature_id: int, revisions: dict[str, Revision | None]) -> dict[str, Any]:
    revision = revisions[row["language"]]
    return {
        "petition_id": row["petition_id"],
        "kind": EntryKind.CONFIRMED,
        "weight": WEIGHTS[EntryKind.CONFIRMED],
        "revision": revision.sha256 if revision else "",
        "commitment": row["commitment"],
        "signature_id": signature_id,
        "waited": WAITS[signature_id % len(WAITS)],
    }


def signature_row(petition: Petition, signer: Identity, revision: Revision | None) -> dict[str, Any]:
    """The columns of a signature that counts."""
    if revision is None:
        raise LookupError("a demo signer signs in a language the petition has")
    public_id = new_public_id()
    indexes = identity.indexes_of(signer, petition)
    return {
        "public_id": public_id,
        "petition_id": petition.id,
        "revision_id": revision.id,
        "language": revision.language,
        "state": SignatureState.COUNTED,
        "slot": 1,
        "address_index": indexes.address,
        "name_index": indexes.name,
        "identity": identity.seal(signer, context=identity.signature_context(public_id)),
        "country": signer.country,
        "give_name_to": signer.give_name_to,
        "public_name": signer.shown_name(),
        "commitment": recording.commitment_to(signer, revision.language),
        "confirmed_on": clock.now().date(),
        "generation": 0,
    }
