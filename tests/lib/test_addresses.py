import pytest

from petition.lib.addresses import InvalidAddress, did_you_mean, domain, mailbox, parse


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
