"""Every method on every address gets a clear answer."""

from collections.abc import Iterator
from itertools import cycle

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

# A view gets to see these. HEAD comes to the same views as GET; the others come to none.
VIEWED = ("GET", "POST")
METHODS = (*VIEWED, "HEAD", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "BREW")
WORDS = ("x", "ward-team", "keep-the-ward-open", "..", "%00", "%ED%A0%80", "x" * 3000, "'%22><b>", "٣", "ع" * 300)


def addresses(app: Flask, method: str) -> list[str]:
    """Each rule with each word, for methods that views see; otherwise, and in another language, with the next word."""
    # Many rules share an address: one shows a form, another takes it. Where only the language varies, or nothing, it is
    # one address for all words.
    words, rules = cycle(WORDS), sorted(app.url_map.iter_rules(), key=str)
    tried = [(rule, WORDS if method in VIEWED and "lang" not in rule.arguments else [next(words)]) for rule in rules]
    return sorted({address(rule, word) for rule, some in tried for word in some})


def address(rule: Rule, word: str) -> str:
    """The rule with this word in the place of everything variable, as it comes over the wire."""
    return "".join(("ar" if "any(" in part else word) if is_variable else part for is_variable, part in _parts(rule))


def _parts(rule: Rule) -> Iterator[tuple[bool, str]]:
    rest = rule.rule
    while "<" in rest:
        fixed, _, rest = rest.partition("<")
        variable, _, rest = rest.partition(">")
        yield False, fixed
        yield True, variable
    yield False, rest


@pytest.mark.parametrize("method", METHODS)
def test_no_address_breaks(app: Flask, client: FlaskClient, petition: str, method: str) -> None:
    for path in addresses(app, method):
        with client.open(path, method=method) as answer:
            assert answer.status_code < 500, f"{method} {path}"
            assert "Content-Security-Policy" in answer.headers, f"{method} {path}"


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_it_says_what_is_allowed_instead(client: FlaskClient, petition: str, method: str) -> None:
    answer = client.open(f"/ar/petitions/{petition}", method=method)
    assert answer.status_code == 405
    assert {"GET", "HEAD"} <= set(answer.headers["Allow"].split(", "))


@pytest.mark.parametrize(
    "path", ["/ar/nowhere", "/ar/petitions/nowhere", "/ar/petitions/keep-the-ward-open/sign", "/ar/teams/nobody", "/ar"]
)
def test_errors_speak_the_language_of_the_address(client: FlaskClient, petition: str, path: str) -> None:
    page = client.get(path, headers={"Accept-Language": "en"}, follow_redirects=True).get_data(as_text=True)
    assert '<html lang="ar" dir="rtl"' in page


def test_other_errors_speak_the_language_of_the_browser(client: FlaskClient) -> None:
    page = client.get("/nowhere", headers={"Accept-Language": "ar-TN,fr;q=0.5"}).get_data(as_text=True)
    assert '<html lang="ar" dir="rtl"' in page
