import pytest

from petition.lib.frontmatter import InvalidFrontMatter, parse

FILE = """---
slug: x
goals: [1, 2]
---
Above any language.

<!-- en -->
# Hello

---
A rule within.

<!-- ar -->
مرحبا
"""


def test_it_parts_head_and_languages() -> None:
    head, bodies = parse(FILE)
    assert head == {"slug": "x", "goals": [1, 2]}
    assert bodies == {"en": "# Hello\n\n---\nA rule within.", "ar": "مرحبا"}


def test_line_ends_of_windows_are_the_same() -> None:
    assert parse(FILE.replace("\n", "\r\n")) == parse(FILE)


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("no head", "between two lines of ---"),
        ("---\nslug: x\n", "between two lines of ---"),
        ("---\nslug: [1\nteam: x\n---\n", "not YAML, line 3"),
        ("---\na: b: c\n---\n", "not YAML, line 2"),
        ("---\n- one\n- two\n---\n", "made of lines like"),
        ("---\njust text\n---\n", "made of lines like"),
    ],
)
def test_it_says_what_is_wrong_with_the_head(source: str, words: str) -> None:
    with pytest.raises(InvalidFrontMatter, match=words):
        parse(source)


def test_a_head_makes_no_python_objects() -> None:
    with pytest.raises(InvalidFrontMatter):
        parse("---\nx: !!python/object/apply:os.system ['true']\n---\n")
