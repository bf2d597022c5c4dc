"""systemd understands the units, and lets the services do little."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.faults.running import ROOT
from tests.servers import require

UNITS = ROOT / "deploy/systemd"
NAMES = sorted(path.name.replace("@", "@1") for path in UNITS.glob("countersign*"))
SERVICES = [name for name in NAMES if name.endswith(".service")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The units as prepare.sh puts them, for a copy of the code that lies here."""
    require(shutil.which("systemd-analyze") is not None, "systemd-analyze")
    made = tmp_path_factory.mktemp("units")
    for path in UNITS.glob("countersign*"):
        (made / path.name).write_text(path.read_text(encoding="utf-8").replace("/opt/countersign", str(ROOT)))
    for kind in ("countersign.service.d", "countersign-.service.d"):
        (made / kind).mkdir()
        shutil.copy(UNITS / "hardening.conf", made / kind)
    return made


def analysed(folder: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["systemd-analyze", *arguments],
        env={"PATH": "/usr/bin:/bin", "SYSTEMD_UNIT_PATH": f"{folder}:"},
        capture_output=True,
        text=True,
        check=False,
    )


def test_systemd_understands_every_unit(folder: Path) -> None:
    checked = analysed(folder, "verify", "--man=no", *NAMES)
    assert (checked.returncode, checked.stderr) == (0, "")


def test_it_would_not_understand_anything(folder: Path) -> None:
    """The negative control."""
    (folder / "broken.service").write_text("[Service]\nExecStart=/no/such/program\n")
    assert "not executable" in analysed(folder, "verify", "--man=no", "broken.service").stderr


@pytest.mark.parametrize("name", SERVICES)
def test_a_service_may_do_little(folder: Path, name: str) -> None:
    checked = analysed(folder, "security", "--offline=yes", "--threshold=20", "--no-pager", name)
    assert checked.returncode == 0, checked.stdout
