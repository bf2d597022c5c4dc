import pytest

from petition.lib.web_addresses import completed, is_web_address


@pytest.mark.parametrize(
    "text", ["https://example.org", "http://example.org:8080/a?b=c#d", "https://مثال.إختبار/صفحة", "https://[::1]/"]
)
def test_addresses_that_may_be_links(text: str) -> None:
    assert is_web_address(text)


@pytest.mark.parametrize(
    "text",
    [
        *("", "example.org", "javascript:alert(1)", "data:text/html,x", "mailto:a@example.org", "//example.org"),
        *("https://", "https:///x", "ftp://example.org", "https://bank.example@evil.example/", "https://[::1"),
        *("https://example.org/ x", "https://example.org/\n", 'https://example.org/"', "https://example.org/<b>"),
        "https://example.org/\u202egro.elpmaxe",
    ],
)
def test_what_may_not(text: str) -> None:
    assert not is_web_address(text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("example.org/we", "https://example.org/we"), ("http://example.org", "http://example.org"), ("", "")],
)
def test_what_people_type(typed: str, meant: str) -> None:
    assert completed(typed) == meant
