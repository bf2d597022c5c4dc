"""Everything that is installed may be used together with what we give away under the MIT licence.

Read from what the packages say of themselves, without a network. `make audit` runs it, too.
"""

import json
import re
from collections.abc import Iterator
from email.message import Message
from importlib.metadata import distribution

import pytest
from packaging.requirements import Requirement

from tests.source_tree import ROOT

# May be passed on with ours. The MPL and the LGPL ask that those packages stay what they are, each by itself: they do.
FREE = {
    *("MIT", "MIT-0", "MIT-CMU", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "PSF-2.0", "ZPL-2.1"),
    *("BlueOak-1.0.0", "CC0-1.0", "CNRI-Python", "OFL-1.1", "Python-2.0", "Unlicense", "MPL-2.0", "LGPL-3.0-only"),
}
# What only tests run is passed on with nothing.
FREE_TO_USE = FREE | {"CC-BY-4.0", "GPL-3.0-or-later"}
# As packages call them that were made before there was one way to (PEP 639).
SPELLINGS = {
    "Apache License 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD-3-Clause",
    "BSD-like": "BSD-3-Clause",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "The Unlicense (Unlicense)": "Unlicense",
    "Zope Public License": "ZPL-2.1",
}
PINNED = re.compile(r"^([A-Za-z0-9][^\\\n]*)", re.MULTILINE)
IS_LICENCE = "License :: OSI Approved :: "


def pinned(lock: str) -> list[str]:
    """The names of the packages that a lock file installs here."""
    found = map(Requirement, PINNED.findall((ROOT / lock).read_text(encoding="utf-8")))
    return [one.name for one in found if one.marker is None or one.marker.evaluate()]


def licence_of(package: Message) -> str:
    """As an expression of SPDX; empty where the package says nothing that we know."""
    if expression := package.get("License-Expression"):
        return str(expression)
    said = [one.removeprefix(IS_LICENCE) for one in package.get_all("Classifier", []) if one.startswith(IS_LICENCE)]
    return " AND ".join(SPELLINGS.get(one, one) for one in said or [package.get("License", "")])


def is_free(expression: str, allowed: set[str]) -> bool:
    """One of those that may be chosen, and all that hold together."""
    either = expression.strip("()").split(" OR ")
    return any(all(part.strip("() ") in allowed for part in one.split(" AND ")) for one in either)


def strangers(lock: str, allowed: set[str]) -> Iterator[tuple[str, str]]:
    for name in pinned(lock):
        licence = licence_of(distribution(name).metadata)  # type: ignore[arg-type]
        if not is_free(licence, allowed):
            yield name, licence


@pytest.mark.parametrize(
    ("lock", "allowed"),
    [("requirements-production.txt", FREE), ("requirements-dev.txt", FREE_TO_USE)],
)
def test_every_package_may_be_used(lock: str, allowed: set[str]) -> None:
    assert len(pinned(lock)) > 20
    assert list(strangers(lock, allowed)) == []


def test_so_may_what_looks_at_pages_in_tests() -> None:
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    said = {place: one.get("license", "") for place, one in packages.items() if place}
    assert {place: licence for place, licence in said.items() if not is_free(licence, FREE_TO_USE)} == {}


@pytest.mark.parametrize(
    ("expression", "answer"),
    [
        *(("MIT", True), ("AGPL-3.0-only OR MIT", True), ("Apache-2.0 AND MIT", True), ("(MIT OR CC0-1.0)", True)),
        *(("AGPL-3.0-only", False), ("MIT AND AGPL-3.0-only", False), ("Proprietary", False), ("", False)),
    ],
)
def test_an_expression_is_read(expression: str, answer: bool) -> None:
    assert is_free(expression, FREE) is answer
