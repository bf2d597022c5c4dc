"""Accounts, teams and invitations after a restore onto the other kind of database."""

from pathlib import Path

import pytest
from flask import Flask

from petition.models.team import TeamRole
from petition.services import app_codes, invitations, organisers, recovery_codes
from tests.accounts import code_of, only_organiser
from tests.cli.conftest import run, signing_on
from tests.people import PASSWORD, join

NEWS = {"ar": "اكتبوا لي عن أعمالكم الأخرى"}


@pytest.fixture
def shown(app: Flask, ward: str) -> dict[str, str]:
    """What Bob keeps: the secret in his code app, a recovery code; and the link of whoever he invited."""
    with signing_on(app, ward) as found:
        found.team.news_consent = NEWS
        bob = join("bob")
        setup = app_codes.begin(bob)
        app_codes.add(bob, token=setup.token, code=code_of(setup.secret), name="my phone")
        spare, *_ = recovery_codes.renew(bob)
        asked = invitations.invite(
            found.team, address="nadia@example.org", role=TeamRole.EDITOR, by=bob.public_id, language="en"
        )
        return {"app": setup.secret, "spare": spare, "link": invitations.link_token(asked)}


def test_whoever_had_an_account_gets_in_as_before(
    app: Flask, elsewhere: Flask, ward: str, shown: dict[str, str], tmp_path: Path
) -> None:
    run(app, "backup", tmp_path / "site.zip")
    assert run(elsewhere, "restore", tmp_path / "site.zip", "--nothing-newer").exit_code == 0
    with signing_on(elsewhere, ward) as found:
        assert found.team.news_consent == NEWS
        bob = only_organiser()
        assert organisers.address_of(bob) == "bob@example.org"
        assert organisers.check_password(organisers.credentials_of("bob@example.org"), PASSWORD)
        assert app_codes.matches(bob, code_of(shown["app"], later=1))
        assert recovery_codes.use(bob, shown["spare"])
        assert invitations.address_of(invitations.look_up(shown["link"])) == "nadia@example.org"
