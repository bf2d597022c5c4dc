"""Where a page of a list begins, as its address says."""

from flask import request

# The largest number that a row can have on any database, and that an ordinary column can.
HIGHEST = 2**63 - 1
HIGHEST_NUMBER = 2**31 - 1


def before(highest: int = HIGHEST) -> int | None:
    """`?before=` a row's number; None for the first page and for anything that cannot be one."""
    number = request.args.get("before", type=int)
    return number if number is not None and 0 < number <= highest else None
