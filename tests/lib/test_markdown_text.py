import pytest

from petition.lib.markdown_text import links, plain


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("She **answers** on *Friday*.\nIn `town`.", "She answers on Friday.\nIn town."),
        ("# Head\n\nText", "Head\n\nText"),
        ("- one\n  - two\n\n    more\n- three\n\nEnd", "- one\n  - two\n    more\n- three\n\nEnd"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("> quoted\n> twice", "> quoted\n> twice"),
        ("a\n\n***\n\nb", "a\n\n* * *\n\nb"),
        ("[here](https://example.org/x)", "here (https://example.org/x)"),
        ("see https://example.org or www.example.net", "see https://example.org or www.example.net"),
        ("<b>no</b> ![picture](x.png)", "<b>no</b> picture"),
        ("", ""),
    ],
)
def test_it_reads_as_one_types_it_in_a_mail(source: str, text: str) -> None:
    assert plain(source) == text


def test_it_finds_where_links_lead() -> None:
    assert links("[a](https://a.example) [b](b) and www.example.org\n\n- [d](mailto:d@d.example)") == [
        *("https://a.example", "b", "http://www.example.org", "mailto:d@d.example")
    ]
