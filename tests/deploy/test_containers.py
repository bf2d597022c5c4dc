"""Docker itself does not run in the tests: what its files name is there, and what they promise is written in them."""

import re
from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml

from tests.faults.running import ROOT

DOCKERFILE = (ROOT / "deploy/Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((ROOT / "deploy/compose.yaml").read_text(encoding="utf-8"))
LET_IN = {
    line.removeprefix("!")
    for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    if line.startswith("!")
}
COPIED = [
    source for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE) for source in line.split()[:-1]
]
OURS = sorted(name for name, service in COMPOSE["services"].items() if service["image"] == "countersign")


@pytest.mark.parametrize("source", COPIED)
def test_what_is_copied_is_there_and_let_in(source: str) -> None:
    assert (ROOT / source).exists()
    assert LET_IN & {str(path) for path in (PurePosixPath(source), *PurePosixPath(source).parents)}


def test_everything_that_is_let_in_is_there() -> None:
    assert [name for name in sorted(LET_IN) if not (ROOT / name).exists()] == []


def test_the_image_runs_as_nobody_in_particular() -> None:
    last_stage = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.findall(r"^USER (.+)$", last_stage, re.MULTILINE) == ["countersign"]


@pytest.mark.parametrize("name", OURS)
def test_a_container_may_write_only_into_its_folders(name: str) -> None:
    service: dict[str, Any] = COMPOSE["services"][name]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]


@pytest.mark.parametrize("volume", COMPOSE["services"]["nginx"]["volumes"])
def test_nginx_is_given_the_files_that_are_shipped(volume: str) -> None:
    here = volume.partition(":")[0]
    assert here.startswith("/") or (ROOT / "deploy" / here).exists()


def test_only_nginx_can_be_reached_from_outside() -> None:
    assert [name for name, service in COMPOSE["services"].items() if "ports" in service] == ["nginx"]
