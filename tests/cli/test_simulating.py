"""The command that tries attacks out hands on what it was told to a process of its own, and how that ended."""

import pytest
from flask import Flask

from tests.cli.conftest import run


def test_it_knows_no_other_mix(app: Flask, capfd: pytest.CaptureFixture[str]) -> None:
    done = run(app, "simulate-attack", "flattery")
    assert done.exit_code == 2
    assert "there is no mix flattery; there are: calm, one-network" in capfd.readouterr().err
