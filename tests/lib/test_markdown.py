from html.parser import HTMLParser

import pytest

from petition.lib.markdown import MAX_LENGTH, TAGS, first_paragraph, render


def test_it_renders_what_a_campaign_needs() -> None:
    html = render("# Head\n\nA **quiet** *place*.\n\n- one\n- two\n\n> said\n\nhttps://example.org")
    for part in ('<h2 dir="auto">Head</h2>', "<strong>quiet</strong>", "<em>place</em>", "<blockquote", "<li"):
        assert part in html
    assert '<a href="https://example.org" rel="nofollow ugc noopener">' in html


def test_each_block_finds_its_own_direction() -> None:
    assert '<p dir="auto">مرحبا' in render("مرحبا\n\nHello")


class Tags(HTMLParser):
    """The tags of a page, each with its attributes, as a browser would read them."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


def dangers(html: str) -> list[str]:
    """Tags that are not allowed, attributes that run or style something, links to anything but pages and mail."""
    found = Tags(html).found
    attributes = {name for _tag, given in found for name in given}
    links = [given["href"] or "" for _tag, given in found if "href" in given]
    return [
        *({tag for tag, _given in found} - TAGS),
        *(attributes - {"href", "dir", "rel"}),
        *(link for link in links if not link.startswith(("https://", "http://", "mailto:", "tel:"))),
    ]


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "![x](https://example.org/x.png)",
        "[x](javascript:alert(1))",
        "[x](data:text/html;base64,PHNjcmlwdD4=)",
        "<a href='https://example.org' onclick='x()'>x</a>",
        '[x](https://example.org "a\\" onmouseover=\\"x")',
        "<iframe src=//example.org></iframe>",
        "<svg/onload=alert(1)>",
        "<javascript:alert(1)>",
        "```<img src=x>\n<img src=x>\n```",
    ],
)
def test_nothing_that_runs_or_loads_gets_through(source: str) -> None:
    assert dangers(render(source)) == []


def test_the_check_itself_sees_dangers() -> None:
    html = '<img src="x"><p onclick="x()">a</p><a href="javascript:x">b</a>'
    assert set(dangers(html)) == {"img", "src", "onclick", "javascript:x"}


def test_it_reads_no_more_than_it_must() -> None:
    assert len(render("a" * (MAX_LENGTH + 5000))) < MAX_LENGTH + 100


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("# Head\n\nA **quiet** [place](https://example.org),\nat `night`.\n\nMore.", "A quiet place, at night."),
        ("- a list\n- of words\n\n> said\n\nAt last.", "At last."),
        ("One\\\ntwo", "One two"),
        ("مرحبا", "مرحبا"),
        ("# Head", ""),
        ("", ""),
    ],
)
def test_the_first_paragraph_in_plain_words(source: str, words: str) -> None:
    assert first_paragraph(source) == words
