"""What a reader sees of a page, and where its links lead."""

from html.parser import HTMLParser

UNSEEN = {"script", "style", "template", "head"}
INLINE = {
    "a",
    "abbr",
    "b",
    "bdi",
    "bdo",
    "cite",
    "code",
    "em",
    "i",
    "mark",
    "q",
    "s",
    "small",
    "span",
    "strong",
    "time",
}


class Visible(HTMLParser):
    """The text of a page with every run of spaces made one, and the addresses of its links."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self._unseen: list[str] = []
        self._pieces: list[str] = []
        self.links: list[str] = []
        self.feed(page)
        self.close()

    @property
    def text(self) -> str:
        return " ".join("".join(self._pieces).split())

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in UNSEEN:
            self._unseen.append(tag)
        if tag == "a" and given.get("href"):
            self.links.append(given["href"] or "")
        if tag == "input" and "readonly" in given:
            self._pieces.append(f" {given.get('value')} ")
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._unseen and self._unseen[-1] == tag:
            self._unseen.pop()
        self._part(tag)

    def handle_data(self, text: str) -> None:
        if not self._unseen:
            self._pieces.append(text)

    def _part(self, tag: str) -> None:
        # Blocks stand apart; words that are only marked up stand together.
        if tag not in INLINE:
            self._pieces.append(" ")
