"""Markdown as plain text, for mails and for looking through it: words, lists, quotations, and where links lead."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from markdown_it import MarkdownIt
from markdown_it.token import Token

from petition.lib.markdown import MAX_LENGTH

_parser = MarkdownIt("commonmark", {"html": False, "linkify": True}).enable("linkify")

RULE = "* * *"
QUOTED = "> "
INDENT = "  "


def plain(source: str) -> str:
    """The text as one types it in a mail; a link is followed by its address."""
    page = _Page()
    for token in _parser.parse(source[:MAX_LENGTH]):
        page.take(token)
    return "\n".join(page.lines).strip()


def links(source: str) -> list[str]:
    """The addresses that the text leads to, in its order."""
    return [
        str(one.attrGet("href") or "")
        for token in _parser.parse(source[:MAX_LENGTH])
        for one in token.children or ()
        if one.type == "link_open"
    ]


@dataclass
class _Page:
    """What is written so far, and what the next line begins with."""

    lines: list[str] = field(default_factory=list)
    # For each list that is open, the number of its next entry; None where it has no numbers.
    lists: list[int | None] = field(default_factory=list)
    quotes: int = 0
    mark: str = ""

    def take(self, token: Token) -> None:
        if token.type in ("bullet_list_open", "ordered_list_open"):
            first = token.attrGet("start")
            self.lists.append(None if token.type.startswith("bullet") else int(first or 1))
        elif token.type in ("bullet_list_close", "ordered_list_close"):
            self.lists.pop()
            self._space(is_wanted=not self.lists)
        elif token.type == "list_item_open":
            self.mark = self._next_mark()
        elif token.type in ("blockquote_open", "blockquote_close"):
            self.quotes += token.nesting
        elif token.type == "hr":
            self._write(RULE)
        elif token.type in ("code_block", "fence"):
            self._write(token.content)
        elif token.type == "inline":
            self._write("".join(_words(token.children or ())))

    def _next_mark(self) -> str:
        number = self.lists[-1]
        if number is None:
            return "- "
        self.lists[-1] = number + 1
        return f"{number}. "

    def _write(self, words: str) -> None:
        inside = INDENT * (len(self.lists) - 1 if self.mark else len(self.lists))
        for number, line in enumerate(words.splitlines()):
            begin = (self.mark if number == 0 else " " * len(self.mark)) + line
            self.lines.append(f"{QUOTED * self.quotes}{inside}{begin}".rstrip())
        self.mark = ""
        self._space(is_wanted=not self.lists)

    def _space(self, *, is_wanted: bool) -> None:
        if is_wanted and self.lines and self.lines[-1]:
            self.lines.append("")


def _words(tokens: Sequence[Token]) -> Iterator[str]:
    target, said = "", ""
    for token in tokens:
        if token.type == "link_open":
            target, said = str(token.attrGet("href") or ""), ""
        elif token.type == "link_close":
            if target and target not in (said, f"http://{said}", f"mailto:{said}"):
                yield f" ({target})"
        elif token.type in ("softbreak", "hardbreak"):
            yield "\n"
        else:
            said += token.content
            yield token.content
