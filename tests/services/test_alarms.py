"""One table of what may be wrong, for mails, doctor and load balancers."""

import pytest
from flask import Flask
from sqlalchemy.exc import OperationalError

from petition.extensions import db
from petition.models.petition import Petition
from petition.services import alarms, schema
from petition.services.alarms import Condition


def only(monkeypatch: pytest.MonkeyPatch, *conditions: Condition) -> None:
    monkeypatch.setattr(alarms, "CONDITIONS", conditions)


def test_every_condition_has_a_name_that_fits_its_table() -> None:
    assert len(alarms.BY_NAME) == len(alarms.CONDITIONS)
    assert all(0 < len(name) <= 40 for name in alarms.BY_NAME)


def test_a_healthy_site_has_no_problem(ward: Petition) -> None:
    assert list(alarms.problems()) == []
    assert (alarms.holding(), alarms.at_readyz()) == ({}, [])


def test_a_missing_migration_comes_before_all_else(ward: Petition) -> None:
    db.session.execute(db.text("update alembic_version set version_num = '0001'"))
    assert list(alarms.problems()) == ["The database is at migration 0001: run `flask db upgrade`."]


def test_a_database_of_a_newer_version_is_named_and_the_rest_too(
    ward: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    db.session.execute(db.text("update alembic_version set version_num = '9999'"))
    only(monkeypatch, Condition("x", lambda: ["It is broken."]))
    assert [problem.split()[0] for problem in alarms.problems()] == ["The", "It"]
    assert schema.state() is schema.SchemaState.AHEAD


def test_a_database_that_is_away_is_the_only_problem(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError("select", {}, Exception("refused"))

    monkeypatch.setattr(schema, "state", refuse)
    assert [problem.split(":")[0] for problem in alarms.problems()] == ["The database does not answer"]


def test_each_hears_of_what_concerns_it(database: None, monkeypatch: pytest.MonkeyPatch) -> None:
    only(
        monkeypatch,
        Condition("for doctor", lambda: ["a"], alerts=False),
        Condition("for the operator", lambda: ["b", "c"]),
        Condition("for all", lambda: ["d"], at_readyz=True),
        Condition("well", lambda: [], at_readyz=True),
    )
    assert list(alarms.problems()) == ["a", "b", "c", "d"]
    assert alarms.holding() == {"for the operator": ["b", "c"], "for all": ["d"]}
    assert alarms.at_readyz() == ["for all"]
