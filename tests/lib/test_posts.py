"""Posts are as long as each network says, and lead where it says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.lib import posts

FAMILY = "👨‍👩‍👧‍👦"
# A campaign's own message: two handles, two hashtags, 111 characters.
CAMPAIGN = (
    "@president_example, with @prof_example I ask you: let water and doctors through today. #WaterNow #NoWardWithout"
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", 0),
        ("This is a test.", 15),
        # Decomposed and composed é are one letter.
        ("cafe\u0301", 4),
        ("دعوا الماء يصل", 14),
        # Every vowel sign weighs.
        ("مَرْحَبًا", 9),
        ("水水", 4),
        # Typographic quotes and dashes are light, an ellipsis is heavy.
        ("“quoted” — and so on…", 22),
        ("👾", 2),
        ("🙋🏽", 2),
        (FAMILY, 2),
        ("🇱🇧🇫🇷", 4),
        ("1️⃣ © ©️", 7),
        ("https://example.org", 23),
        ("https://example.org/a/very/long/path/that/goes/on/and/on?and=on#and", 23),
        # The full stop is the sentence's, not the link's.
        ("See https://example.org/petitions/x.", 28),
        ("Test https://example.org test https://example.org example.org test", 86),
        # A script that links may not hold goes on after the link.
        ("https://example.org/نداء", 27),
        ("@prof@social.example.org", 24),
        ("https://localhost:8000/petitions/a-long-name", 44),
    ],
)
def test_it_weighs_as_x_does(text: str, expected: int) -> None:
    assert posts.length(text, "x") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [("مَرْحَبًا", 5), (FAMILY, 1), ("🇱🇧🇫🇷", 2), ("क्षि", 1), ("https://example.org/petitions/x", 31)],
)
def test_it_counts_characters_as_bluesky_does(text: str, expected: int) -> None:
    assert posts.length(text, "bluesky") == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (FAMILY, 1),
        ("https://example.org/a/very/long/path/that/goes/on", 23),
        ("example.org", 11),
        ("@prof@social.example.org asks", 10),
        ("@prof.essor@social.example.org, and @you", 21),
        ("prof@example.org", 16),
    ],
)
def test_it_counts_as_mastodon_does(text: str, expected: int) -> None:
    assert posts.length(text, "mastodon") == expected


@pytest.mark.parametrize(("text", "expected"), [("دعوا الماء", 10), ("👾", 4), (FAMILY, 25), ("❤️", 6)])
def test_it_counts_emoji_by_their_bytes_as_threads_does(text: str, expected: int) -> None:
    assert posts.length(text, "threads") == expected


@pytest.mark.parametrize("network", posts.NETWORKS)
def test_a_campaigns_message_has_111_characters_everywhere(network: str) -> None:
    assert posts.length(CAMPAIGN, network) == 111
    assert posts.fits(CAMPAIGN, network)


@pytest.mark.parametrize("network", posts.NETWORKS)
def test_the_longest_text_fits_and_one_letter_more_does_not(network: str) -> None:
    longest = posts.NETWORKS[network].longest
    assert posts.fits("a" * longest, network)
    assert not posts.fits("a" * (longest + 1), network)


def test_few_characters_of_many_bytes_do_not_fit_into_bluesky() -> None:
    assert posts.length(FAMILY * 300, "bluesky") == 300
    assert not posts.fits(FAMILY * 300, "bluesky")


@pytest.mark.parametrize("network", posts.NETWORKS)
@given(first=st.text().map(lambda text: text.rstrip("\r")), second=st.text())
def test_lines_add_up(network: str, first: str, second: str) -> None:
    together = posts.length(f"{first}\n{second}", network)
    assert together == posts.length(first, network) + 1 + posts.length(second, network)


@pytest.mark.parametrize(
    ("network", "expected"),
    [
        ("x", "https://x.com/intent/post?text=%D9%85%D8%A7%D8%A1%20%26%20%23Water%0A"),
        ("bluesky", "https://bsky.app/intent/compose?text=%D9%85%D8%A7%D8%A1%20%26%20%23Water%0A"),
        ("threads", "https://www.threads.com/intent/post?text=%D9%85%D8%A7%D8%A1%20%26%20%23Water%0A"),
        ("mastodon", None),
    ],
)
def test_a_link_opens_the_form_with_the_text(network: str, expected: str | None) -> None:
    assert posts.intent_url("ماء & #Water\n", network) == expected


@pytest.mark.parametrize(
    ("network", "handle", "expected"),
    [
        ("x", "@prof_example", "https://x.com/prof_example"),
        ("x", "prof_example", "https://x.com/prof_example"),
        ("x", "@prof/../evil", None),
        ("bluesky", "@prof.example.org", "https://bsky.app/profile/prof.example.org"),
        ("bluesky", "@prof", None),
        ("mastodon", "@prof@social.example.org", "https://social.example.org/@prof"),
        ("mastodon", "@prof", None),
        ("mastodon", "@prof@social.example.org/evil", None),
        ("threads", "@prof.example", "https://www.threads.com/@prof.example"),
        ("threads", "", None),
    ],
)
def test_a_handle_leads_to_its_page(network: str, handle: str, expected: str | None) -> None:
    assert posts.profile_url(handle, network) == expected


def test_an_unknown_network_is_a_mistake_of_the_caller() -> None:
    with pytest.raises(KeyError):
        posts.length("text", "myspace")
