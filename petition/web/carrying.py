"""A form that a page carries along: the page stands between, and what was typed goes on to the same address."""

from flask import request

# What begins with this answers whoever asked in between; all else belongs to the verb.
ANSWER = "step_up_"


def address() -> str:
    """Where this request was sent, language and arguments included."""
    return request.full_path.rstrip("?")


def typed() -> list[tuple[str, str]]:
    """Every field that was sent and its value, in order; of several under one name, all."""
    return [(name, value) for name, value in request.form.items(multi=True) if not name.startswith(ANSWER)]
