import pytest

from petition.lib.addresses import (
    InvalidAddress,
    ascii_domain_of,
    did_you_mean,
    domain,
    loose_mailbox,
    mailbox,
    parse,
    parse_domain,
    with_parents,
)


@pytest.mark.parametrize(
    ("typed", "address"),
    [
        ("  rima@Example.ORG ", "rima@example.org"),
        ("Rima@example.org", "Rima@example.org"),
        ("o'brien+ward@example.org", "o'brien+ward@example.org"),
        ("ريما@example.org", "ريما@example.org"),
        ("rima@مثال.إختبار", "rima@مثال.إختبار"),
    ],
)
def test_it_takes_addresses_of_any_script(typed: str, address: str) -> None:
    assert parse(typed) == address


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "rima",
        "rima@",
        "@example.org",
        "a@b@example.org",
        "a b@example.org",
        "a@example.org\nBcc: b@c.org",
        "<a@example.org>",
        '"a b"@example.org',
        "a@[127.0.0.1]",
        "a\x00@example.org",
        "a" * 250 + "@example.org",
        f"a@{'b' * 64}.org",
        f"a@{'b.' * 130}org",
    ],
)
def test_it_refuses_what_is_no_address(typed: str) -> None:
    with pytest.raises(InvalidAddress):
        parse(typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rima@Example.org", "rima@example.org"),
        ("r.i.ma+ward@gmail.com", "rima@googlemail.com"),
        ("rima+ward@pm.me", "rima@proton.me"),
        ("rima+a@outlook.com", "rima@outlook.com"),
    ],
)
def test_spellings_of_one_mailbox_are_equal(one: str, other: str) -> None:
    assert mailbox(one) == mailbox(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("ri.ma@example.org", "rima@example.org"),
        ("rima+ward@example.org", "rima@example.org"),
        ("ri.ma@outlook.com", "rima@outlook.com"),
        ("+a@gmail.com", "+b@gmail.com"),
    ],
)
def test_different_mailboxes_stay_apart(one: str, other: str) -> None:
    assert mailbox(one) != mailbox(other)


def test_it_asks_once_about_a_common_slip() -> None:
    assert did_you_mean("rima@GMIAL.com") == "rima@gmail.com"
    assert did_you_mean("rima@gmail.com") is None


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("Rima@Example.ORG", "example.org"),
        ("a@googlemail.com", "gmail.com"),
        ("rima@مثال.إختبار", "مثال.إختبار"),
        ("", ""),
    ],
)
def test_a_domain_is_spelled_as_one(address: str, name: str) -> None:
    assert domain(address) == name


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Example.ORG", "example.org"),
        ("@example.org", "example.org"),
        ("*.mail.example.org.", "mail.example.org"),
        ("googlemail.com", "gmail.com"),
        ("مثال.إختبار", "xn--mgbh0fb.xn--kgbechtv"),
    ],
)
def test_a_domain_is_spelled_in_one_way(typed: str, meant: str) -> None:
    assert parse_domain(typed) == meant
    assert ascii_domain_of(f"rima@{meant}") == meant


@pytest.mark.parametrize(
    "typed", ["", "org", "rima@example.org", "192.0.2.7", "a..b", "ex ample.org", "a" * 64 + ".org"]
)
def test_what_is_no_domain_is_refused(typed: str) -> None:
    with pytest.raises(InvalidAddress):
        parse_domain(typed)


def test_a_domain_belongs_to_those_above_it() -> None:
    assert with_parents("a.mail.example.org") == ["a.mail.example.org", "mail.example.org", "example.org"]


@pytest.mark.parametrize(
    ("address", "loose"),
    [
        ("Rima.Haddad+ward@Example.org", "rima.haddad@example.org"),
        ("rima.haddad@example.org", "rima.haddad@example.org"),
        ("Ri.Ma+ward@GoogleMail.com", "rima@gmail.com"),
        ("+ward@example.org", "+ward@example.org"),
    ],
)
def test_loosely_a_tag_is_nothing_at_any_provider(address: str, loose: str) -> None:
    assert loose_mailbox(address) == loose
