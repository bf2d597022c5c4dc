"""Campaign texts: Markdown to safe HTML."""

from functools import lru_cache
from itertools import pairwise

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

MAX_LENGTH = 60_000
TAGS = {"p", "br", "em", "strong", "h2", "h3", "ul", "ol", "li", "blockquote", "a", "hr", "code"}

# The page has its own first heading, so a text's `#` becomes a second-level one.
HEADINGS = {"h1": "h2", "h2": "h2", "h3": "h3", "h4": "h3", "h5": "h3", "h6": "h3"}

# Inside a paragraph, the ends of lines.
SPACES = {"softbreak": " ", "hardbreak": " "}

_parser = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable("linkify")


@lru_cache(maxsize=256)
def render(source: str) -> Markup:
    """Safe HTML: no images, no raw HTML, no scripts; each block finds its own direction.

    Raw HTML and `javascript:` links die twice: the parser does not know them, the cleaner drops them.
    """
    tokens = _parser.parse(source[:MAX_LENGTH])
    for token in tokens:
        token.tag = HEADINGS.get(token.tag, token.tag)
        if token.nesting == 1 and token.tag in ("p", "h2", "h3", "li", "blockquote"):
            token.attrSet("dir", "auto")
    html = nh3.clean(
        _parser.renderer.render(tokens, _parser.options, {}),
        tags=TAGS,
        attributes={"a": {"href"}, "*": {"dir"}},
        url_schemes={"http", "https", "mailto", "tel"},
        link_rel="nofollow ugc noopener",
    )
    return Markup(html)  # nosec B704 # noqa: S704 -- cleaned right above, and nowhere else


def first_paragraph(source: str) -> str:
    """The words of a text's first paragraph, without its marks and on one line; headings and lists are passed over."""
    tokens = _parser.parse(source[:MAX_LENGTH])
    for before, token in pairwise(tokens):
        if before.type == "paragraph_open" and before.level == 0:
            words = (SPACES.get(one.type, one.content) for one in token.children or ())
            return " ".join("".join(words).split())
    return ""
