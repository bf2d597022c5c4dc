"""By which link somebody came: the code behind `?ref=`, without a cookie and without a page of its own for each code.

Pages are kept by their address alone, so the form on them cannot know it. But a browser names the page that a form was
sent from, with its query, to the site itself (Referrer-Policy: same-origin). A form that is shown again carries the
code hidden: it has another address by then. Where a browser names nothing, the signature counts all the same.
"""

from urllib.parse import parse_qs, urlsplit

from flask import request

from petition.services import sources

NAME = "ref"
MOST_ARGUMENTS = 20


def code() -> str | None:
    """The code that came with the form at hand, if it looks like one; nobody has said yet that it is the petition's."""
    told = request.form.get(NAME) or _in_the_address_of(request.referrer or "")
    return told if told and sources.is_code(told) else None


def code_asked_for() -> str | None:
    """The code in the address at hand."""
    told = request.args.get(NAME, "")
    return told if sources.is_code(told) else None


def _in_the_address_of(page: str) -> str:
    try:
        arguments = parse_qs(urlsplit(page).query, max_num_fields=MOST_ARGUMENTS)
    except ValueError:
        return ""
    return arguments.get(NAME, [""])[0]
