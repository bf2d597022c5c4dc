"""Petitions with very many signatures, written past the product's own verbs but row by row as they would have.

`verify-count` says afterwards whether anything differs: each identity is sealed and committed to, each entry has its
place in the ledger, the tree has its tiles, and the head its signed checkpoint.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from typing import Any

import psycopg
import yaml
from flask import Flask
from flask_migrate import upgrade
from sqlalchemy import select

import config
from bench.stand import Stand
from petition import create_app
from petition.extensions import db
from petition.lib import clock, tiles
from petition.lib.merkle import leaf_hash
from petition.models.consent import ConsentPurpose
from petition.models.ledger import WEIGHTS, EntryKind, LedgerEntry, LedgerHead, LedgerTile, Tally
from petition.models.petition import NameAudience, Petition
from petition.models.signature import CommentState
from petition.services import (
    checkpoints,
    consents,
    demo,
    petition_files,
    petitions,
    policy,
    sequencing,
    tallying,
    teams,
)
from petition.services.identity import Identity
from petition.services.inserting import insert_or_add
from tests.faults.preparing import visited
from tests.making import draft

# Signers at a time, and petitions in one transaction.
SIGNERS, PETITIONS = 20_000, 200
SOURCE = "night-shift.md"
COLUMNS = {
    "signature": (
        "id, public_id, petition_id, revision_id, language, state, slot, address_index, name_index, identity,"
        " country, give_name_to, public_name, commitment, confirmed_on, generation"
    ),
    "ledger_entry": "id, petition_id, sequence, kind, weight, revision, commitment",
    "ledger_link": "entry_id, signature_id",
    "consent": "signature_id, consent_text_id, given_at",
    "comment": "signature_id, petition_id, confirmed_on, signature_public_id, text, state",
}
COUNTRIES = ("SY", "LB", "DE", "FR", "CH", "SE")
# One in so many speaks in public.
A_SPEAKER_IN = 40


def make_database(stand: Stand, name: str) -> Flask:
    """A migrated database with teams and no petition; the app to fill it with."""
    stand.execute(f"CREATE DATABASE {name}")
    app = create_app(config.load(stand.environment(name)))
    with visited(app):
        upgrade()
        db.open_for_writing()
        for team in yaml.safe_load((demo.FOLDER / "teams.yaml").read_text(encoding="utf-8"))["teams"]:
            teams.create(**team)
        db.session.commit()
    return app


def decide(app: Flask, decided: Mapping[str, str]) -> None:
    """Policies by their names."""
    with visited(app):
        db.open_for_writing()
        for name, typed in decided.items():
            policy.decide(name, typed)
        db.session.commit()


def copy_database(stand: Stand, name: str, *, of: str) -> None:
    """A second database with the same rows. Nobody may be connected to the first."""
    stand.execute(f"CREATE DATABASE {name} TEMPLATE {of} STRATEGY FILE_COPY")


def make_petitions(app: Flask, slugs: Iterable[str]) -> None:
    """Open petitions as people write them: long, in three languages, with addressees and questions of their own."""
    before, _, after = (demo.FOLDER / SOURCE).read_text(encoding="utf-8").partition("slug: ")
    rest = after.partition("\n")[2]
    coming = iter(slugs)
    while chunk := list(islice(coming, PETITIONS)):
        with visited(app):
            db.open_for_writing()
            for slug in chunk:
                _open(f"{before}slug: {slug}\n{rest}")
            db.session.commit()


def make_small_petitions(app: Flask, slugs: Iterable[str]) -> None:
    """Open petitions with a few words in two languages: for where their number matters."""
    coming = iter(slugs)
    while chunk := list(islice(coming, PETITIONS)):
        with visited(app):
            db.open_for_writing()
            for slug in chunk:
                _publish(draft(slug))
            db.session.commit()


def _open(source: str) -> None:
    made = petition_files.create(source)
    made.closes_local = (clock.now() + timedelta(days=90)).replace(tzinfo=None)
    _publish(made)


def _publish(made: Petition) -> None:
    petitions.open_now(made, languages=made.languages)
    db.session.flush()
    sequencing.sequence(made.id)


def sign(app: Flask, slug: str, number: int) -> None:
    """So many confirmed signatures, each with its consent and its place in the ledger."""
    with visited(app):
        db.open_for_writing()
        petition = petitions.by_slug(slug)
        assert petition is not None
        _Filling(petition).sign(number)
        db.session.commit()


class _Filling:
    """One petition whose signatures are copied in, all in one transaction."""

    def __init__(self, petition: Petition) -> None:
        connection = db.session.connection().connection.driver_connection
        assert isinstance(connection, psycopg.Connection)
        self._cursor = connection.cursor()
        self._petition = petition
        self._head = db.session.get_one(LedgerHead, petition.id)
        self._revision = petition.latest(petition.language)
        wordings = consents.newest(petition.team, petition.language)
        self._consent_text_id = wordings[ConsentPurpose.SIGNING].id
        self._tiles: dict[tuple[int, int], bytes] = {}

    def sign(self, number: int) -> None:
        size, root = self._head.size, b""
        people = (_signer(turn) for turn in range(size, size + number))
        while chunk := list(islice(people, SIGNERS)):
            rows = [demo.signature_row(self._petition, signer, self._revision) for signer in chunk]
            appended = tiles.append(size, self._read, self._copy(rows, chunk, size))
            self._tiles |= appended.tiles
            size, root = appended.size, appended.root
        self._write_tiles()
        self._tally(number)
        self._head.size, self._head.online = size, self._head.online + number
        db.session.flush()
        checkpoints.publish(self._petition, root=root, size=size)

    def _copy(self, rows: list[dict[str, Any]], signers: list[Identity], size: int) -> list[bytes]:
        """Write the rows and all that belongs to them; the leaves that they add to the tree."""
        signatures, entries = self._ids("signature", len(rows)), self._ids("ledger_entry", len(rows))
        names = COLUMNS["signature"].replace(" ", "").split(",")[1:]
        lines = [self._entry(row) for row in rows]
        keyed = zip(signatures, rows, strict=True)
        self._write("signature", [(key, *(row[name] for name in names)) for key, row in keyed])
        self._write(
            "ledger_entry",
            [
                (key, line.petition_id, size + place, line.kind, line.weight, line.revision, line.commitment)
                for place, (key, line) in enumerate(zip(entries, lines, strict=True))
            ],
        )
        self._write("ledger_link", list(zip(entries, signatures, strict=True)))
        now = clock.now()
        self._write("consent", [(key, self._consent_text_id, now) for key in signatures])
        self._write(
            "comment",
            [
                (key, self._petition.id, row["confirmed_on"], row["public_id"], signer.comment, CommentState.SHOWN)
                for key, row, signer in zip(signatures, rows, signers, strict=True)
                if signer.comment
            ],
        )
        return [leaf_hash(line.entry(self._petition.public_id).encode()) for line in lines]

    def _entry(self, row: dict[str, Any]) -> LedgerEntry:
        assert self._revision is not None
        return LedgerEntry(
            petition_id=self._petition.id,
            kind=EntryKind.CONFIRMED,
            weight=WEIGHTS[EntryKind.CONFIRMED],
            revision=self._revision.sha256,
            commitment=row["commitment"],
        )

    def _ids(self, table: str, number: int) -> list[int]:
        """The next ids of a table, taken from its own counter."""
        series = f"SELECT nextval(pg_get_serial_sequence('{table}', 'id')) FROM generate_series(1, {number})"
        return [row[0] for row in self._cursor.execute(series.encode()).fetchall()]

    def _write(self, table: str, rows: Iterable[Sequence[Any]]) -> None:
        with self._cursor.copy(f"COPY {table} ({COLUMNS[table]}) FROM STDIN".encode()) as copy:
            for row in rows:
                # An enum is kept as its value; psycopg would write its name.
                copy.write_row([str(value) if isinstance(value, str) else value for value in row])

    def _read(self, level: int, position: int) -> bytes:
        if (level, position) not in self._tiles:
            stored = select(LedgerTile.hashes).where(LedgerTile.petition_id == self._petition.id)
            found = db.session.scalar(stored.where(LedgerTile.level == level, LedgerTile.position == position))
            self._tiles[level, position] = found or b""
        return self._tiles[level, position]

    def _write_tiles(self) -> None:
        sequencing.write_tiles(self._petition, self._tiles)

    def _tally(self, number: int) -> None:
        hour = clock.now().replace(minute=0, second=0, microsecond=0)
        key = {"petition_id": self._petition.id, "hour": hour, "kind": EntryKind.CONFIRMED}
        sums = [
            key
            | {"country": country, "language": self._petition.language, "n": len(range(place, number, len(COUNTRIES)))}
            for place, country in enumerate(COUNTRIES)
        ]
        insert_or_add(Tally, sums, key=tallying.KEY, columns=["n"])


def _signer(turn: int) -> Identity:
    """Somebody whose name goes to the addressees, so that an export holds them all."""
    speaks = turn % A_SPEAKER_IN == 0
    return Identity(
        name=f"Rima Haddad {turn}",
        address=f"signer{turn}@example.org",
        country=COUNTRIES[turn % len(COUNTRIES)],
        give_name_to=NameAudience.PUBLIC if speaks or turn % 3 == 0 else NameAudience.ADDRESSEES,
        comment=f"They were awake for us, for the {turn}th time." if speaks else "",
        comment_is_public=speaks,
    )
