"""What the documents promise names the tests that show it, and those tests are there."""

import re

import pytest

from tests.source_tree import ROOT, sources

# Whether each row names functions; where not, a file of tests or a measurement will do.
PROMISING = {"SECURITY.md": True, "docs/privacy.md": True, "docs/abuse.md": False}
SHOWN_BY = {"shown by", "where"}
TABLE = re.compile(r"(?:^\|.*\|\n)+", re.MULTILINE)
TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")
MEASUREMENT = re.compile(r"`python -m (bench\.\w+)[^`]*`")


def words_of(document: str) -> str:
    return (ROOT / document).read_text(encoding="utf-8")


def claims_in(document: str) -> list[tuple[str, str]]:
    """Each row of the tables whose last column says what shows it: the claim, and that column."""
    tables = [[cells(line) for line in table.splitlines()] for table in TABLE.findall(words_of(document))]
    rows = [row for head, _line, *rows in tables if head[-1] in SHOWN_BY for row in rows]
    return [(row[0], row[-1]) for row in rows]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def known_tests() -> set[str]:
    """Every file of tests, and every test in it."""
    found = sources("tests")
    named = {f"{source.place}::{function.name}" for source in found for function in source.functions()}
    return {source.place for source in found} | named


def is_shown(shown_by: str, *, by_functions: bool) -> bool:
    functions = [name for _file, name in TEST.findall(shown_by) if name.startswith("test_")]
    return bool(functions if by_functions else TEST.findall(shown_by) or MEASUREMENT.findall(shown_by))


@pytest.mark.parametrize(("document", "by_functions"), PROMISING.items())
def test_each_claim_names_what_shows_it(document: str, by_functions: bool) -> None:
    claims = claims_in(document)
    assert claims
    assert [claim for claim, shown_by in claims if not is_shown(shown_by, by_functions=by_functions)] == []


@pytest.mark.parametrize("document", PROMISING)
def test_all_that_a_document_names_is_there(document: str) -> None:
    words = words_of(document)
    named = {f"{file}::{name}" if name else file for file, name in TEST.findall(words)}
    measured = {name for name in MEASUREMENT.findall(words) if not (ROOT / f"{name.replace('.', '/')}.py").exists()}
    assert sorted(named - known_tests()) == []
    assert measured == set()


def test_every_promise_of_security_stands_in_a_table() -> None:
    promises = words_of("SECURITY.md").partition("\n## What is promised\n")[2].partition("\n## ")[0]
    left = [line for line in promises.splitlines() if line and not line.startswith(("|", "### "))]
    assert left == []


def test_a_claim_that_nothing_shows_would_be_found() -> None:
    assert not is_shown("we are sure", by_functions=False)
    assert not is_shown("`tests/test_docs.py`", by_functions=True)
    assert "tests/test_docs.py::test_that_is_not_there" not in known_tests()
