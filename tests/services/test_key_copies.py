import base64
from dataclasses import replace

import pytest
from flask import Flask

from petition.extensions import settings
from petition.models.petition import Petition
from petition.services import diagnosis, key_copies
from petition.services.errors import BackupRefused
from tests.conftest import SECRETS

COPY = "\n".join(f"{name}={value}" for name, value in SECRETS.items())


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("copy", [COPY, COPY.replace("SECRET", "export SECRET"), f"A=1\n{COPY.replace('=a', '= a')}\n"])
def test_the_right_copy_is_confirmed(copy: str) -> None:
    assert not key_copies.is_confirmed()
    key_copies.confirm(copy)
    assert key_copies.is_confirmed()


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize("name", list(SECRETS))
def test_a_wrong_copy_is_not(name: str) -> None:
    with pytest.raises(BackupRefused, match=f"another {name}"):
        key_copies.confirm(COPY.replace(SECRETS[name], SECRETS[name].replace("a", "b").replace("A", "B")))
    with pytest.raises(BackupRefused, match=f"no line {name}"):
        key_copies.confirm(COPY.replace(name, "OTHER"))
    assert not key_copies.is_confirmed()


def test_a_new_key_has_to_be_copied_again(ward: Petition, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    key_copies.confirm(COPY)
    keys = {**settings.data_keys, 2: b"n" * 32}
    monkeypatch.setitem(
        app.extensions, "petition.settings", replace(app.extensions["petition.settings"], data_keys=keys)
    )
    assert not key_copies.is_confirmed()
    key_copies.confirm(f"{COPY},2:{base64.b64encode(b'n' * 32).decode()}")
    assert key_copies.is_confirmed()


def test_only_a_public_site_asks_for_it(ward: Petition, app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    assert list(diagnosis.no_copy_of_keys()) == []
    public = replace(app.extensions["petition.settings"], base_url="https://petitions.example.org")
    monkeypatch.setitem(app.extensions, "petition.settings", public)
    assert "flask petition confirm-keys" in "".join(diagnosis.no_copy_of_keys())
    key_copies.confirm(COPY)
    assert list(diagnosis.no_copy_of_keys()) == []
