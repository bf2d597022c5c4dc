"""Where a page of a list begins, as its address says."""

import re

from flask import request

# The largest number that a row can have on any database, and that an ordinary column can.
HIGHEST = 2**63 - 1
HIGHEST_NUMBER = 2**31 - 1
PUBLIC_ID = re.compile(r"[\w-]{22}", re.ASCII)


def before(highest: int = HIGHEST) -> int | None:
    """`?before=` a row's number; None for the first page and for anything that cannot be one."""
    return row_number(request.args.get("before"), highest)


def before_id() -> str | None:
    """`?before=` a row's public id: where numbers would tell how many there are, and in which order they came."""
    given = request.args.get("before", "")
    return given if PUBLIC_ID.fullmatch(given) else None


def row_number(given: str | None, highest: int = HIGHEST) -> int | None:
    """A row's number as an address or a form gives it; None for anything that cannot be one."""
    try:
        number = int(given or 0)
    except ValueError:
        return None
    return number if 0 < number <= highest else None
