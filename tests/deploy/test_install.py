"""docs/install.md names what is there, and the way for a small server is short."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.faults.running import ROOT

WORDS = (ROOT / "docs/install.md").read_text(encoding="utf-8")
UNITS = ROOT / "deploy/systemd"
SMALL = re.findall(r"^```sh\n(.*?)^```", WORDS, re.MULTILINE | re.DOTALL)[0]


def test_a_small_server_takes_eight_commands() -> None:
    assert len(SMALL.strip().splitlines()) <= 8


def test_every_file_it_names_is_there() -> None:
    named = sorted(set(re.findall(r"\bdeploy/[\w./-]*\w", WORDS)))
    assert named
    # compose.env is what its reader makes.
    assert [name for name in named if not (ROOT / name).exists()] == ["deploy/compose.env"]


def test_every_unit_it_names_is_there() -> None:
    named = set(re.findall(r"\bcountersign(?:-\w+)?(?:@\d)?\.(?:service|socket|timer)\b", WORDS))
    named |= {f"{name}@.service" for name in re.findall(r"\b(countersign-\w+)@\d", WORDS)}
    assert sorted(name for name in named if not (UNITS / name).exists()) == []


@pytest.mark.parametrize("script", ["prepare.sh", "countersign"])
def test_a_plain_shell_understands_the_scripts(script: str) -> None:
    subprocess.run(["/bin/sh", "-n", ROOT / "deploy" / script], check=True)


def test_it_refuses_to_prepare_code_that_lies_elsewhere(tmp_path: Path) -> None:
    # A copy: on a machine where the code does lie there, ours would go on.
    script = shutil.copy(ROOT / "deploy/prepare.sh", tmp_path)
    refused = subprocess.run(
        [script, "petitions.example.org", "smtp://mail.example.org"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (refused.returncode, "has to lie in /opt/countersign" in refused.stderr) == (1, True)
