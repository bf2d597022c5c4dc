import pytest

from petition.lib.web_addresses import completed, is_slug, is_web_address, slug_of


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


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Médecins du Pont", "medecins-du-pont"),
        ("  Ward & Well, e.V. ", "ward-well-e-v"),
        ("مسعفون وراء الجبل", ""),
        ("", ""),
        ("x" * 100, "x" * 80),
        ("a" * 79 + " b", "a" * 79),
    ],
)
def test_a_name_becomes_part_of_an_address(name: str, slug: str) -> None:
    assert slug_of(name) == slug
    assert is_slug(slug) == bool(slug)


@pytest.mark.parametrize("text", ["Ward", "a--b", "-a", "a-", "a b", "é", "a/b", "a\n", "x" * 81])
def test_what_is_no_part_of_an_address(text: str) -> None:
    assert not is_slug(text)
