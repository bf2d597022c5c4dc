"""A part of a name, as the address of a list says it."""

from flask import request

from petition.lib import text

LENGTH = 100


def part() -> str:
    """`?q=`: one line; what no name holds is left out."""
    return text.clean_line(request.args.get("q", "")[:LENGTH])
