"""Markdown with a YAML head, and a body in several languages."""

import re
from typing import Any

import yaml

HEAD = re.compile(r"\A---\n(.*?)\n---\n(.*)\Z", re.DOTALL)
LANGUAGE_LINE = re.compile(r"^<!-- ([a-z]{2,3}) -->[ \t]*$", re.MULTILINE)


class InvalidFrontMatter(ValueError):
    """The file has no YAML head, or the head is no mapping; the message says which."""


def parse(source: str) -> tuple[dict[str, Any], dict[str, str]]:
    """The head, and the body by language. A line `<!-- ar -->` begins the Arabic part. Raises InvalidFrontMatter."""
    found = HEAD.match(source.replace("\r\n", "\n"))
    if not found:
        raise InvalidFrontMatter("The file must begin with a head between two lines of ---")
    try:
        head = yaml.safe_load(found[1])
    except yaml.YAMLError as error:
        place = getattr(error, "problem_mark", None)
        line = f", line {place.line + 2}" if place else ""
        raise InvalidFrontMatter(f"The head is not YAML{line}: {getattr(error, 'problem', error)}") from None
    if not isinstance(head, dict):
        raise InvalidFrontMatter("The head must be made of lines like `title: …`")
    _, *parts = LANGUAGE_LINE.split(found[2])
    return head, {code: body.strip() for code, body in zip(parts[::2], parts[1::2], strict=True)}
