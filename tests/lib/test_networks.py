import pytest

from petition.lib.networks import (
    Networks,
    TooWide,
    country_of,
    neighbourhood_of,
    network_of,
    subnet,
    surroundings_of,
    with_wider,
)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::ffff", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:192.0.2.7", "192.0.2.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("192.0.2.7, 10.0.0.1", "unknown"),
        ("example.org", "unknown"),
    ],
)
def test_a_network_is_one_subscriber(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", "unknown"),
    ],
)
def test_a_neighbourhood_is_a_little_more(address: str, network: str) -> None:
    assert neighbourhood_of(address) == network


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.0/24"),
        ("::ffff:192.0.2.7", "192.0.2.0/24"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1::/48"),
        ("", "unknown"),
    ],
)
def test_its_surroundings_are_what_one_house_has(address: str, network: str) -> None:
    assert surroundings_of(address) == network


@pytest.mark.parametrize(
    ("address", "country"),
    [
        ("193.0.6.139", "NL"),
        ("::ffff:193.0.6.139", "NL"),
        ("2001:67c:2e8:22::c100:68b", "NL"),
        ("10.0.0.1", "unknown"),
        ("fe80::1%eth0", "unknown"),
        ("example.org", "unknown"),
        ("", "unknown"),
    ],
)
def test_a_network_has_the_country_it_was_given_to(address: str, country: str) -> None:
    assert country_of(address) == country


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("192.0.2.7", "192.0.2.7/32"),
        ("192.0.2.7/24", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1:2::/64"),
        ("2001:db8::/96", "2001:db8::/64"),
        ("2001:db8::1/32", "2001:db8::/32"),
        ("::ffff:192.0.2.7", "192.0.2.7/32"),
        ("::ffff:192.0.2.0/120", "192.0.2.0/24"),
    ],
)
def test_a_network_is_spelled_in_one_way(typed: str, meant: str) -> None:
    assert str(subnet(typed)) == meant


@pytest.mark.parametrize("typed", ["10.0.0.0/7", "2001::/15", "::/0", "::ffff:0:0/96"])
def test_a_network_can_be_too_wide(typed: str) -> None:
    with pytest.raises(TooWide):
        subnet(typed)


@pytest.mark.parametrize("typed", ["", "example.org", "192.0.2", "192.0.2.0/33", "fe80::1%eth0"])
def test_what_is_no_network_is_refused(typed: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 -- whatever it says
        subnet(typed)


@pytest.mark.parametrize(
    ("address", "is_in_one"),
    [
        ("192.0.2.200", True),
        ("::ffff:192.0.2.200", True),
        ("192.0.3.0", False),
        ("198.51.100.7", True),
        ("198.51.100.8", False),
        ("2001:db8:1:2:3::4", True),
        ("2001:db8:1:3::", False),
        ("unknown", False),
        ("", False),
    ],
)
def test_an_address_is_found_among_networks(address: str, is_in_one: bool) -> None:
    assert Networks(["192.0.2.0/24", "198.51.100.7/32", "2001:db8:1:2::/64"]).hold(address) is is_in_one


def test_wider_ones_are_all_that_can_be() -> None:
    found = with_wider(subnet("192.0.2.7"))
    assert (found[0], found[-2:], len(found)) == ("192.0.0.0/8", ["192.0.2.6/31", "192.0.2.7/32"], 25)
