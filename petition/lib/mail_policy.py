"""How headers become bytes: the stdlib's way, but for those that it spoils."""

from email.charset import BASE64, Charset
from email.header import Header
from email.headerregistry import Address, AddressHeader, HeaderRegistry
from email.policy import EmailPolicy
from email.utils import quote
from functools import lru_cache
from typing import Any

# Base64, because in encoded words a reader ignores the blanks between two words but never those inside one.
UTF8 = Charset("utf-8")
UTF8.header_encoding = BASE64


class MailPolicy(EmailPolicy):
    """The stdlib's policy without its two faults in headers.

    It turns long unsubscribe addresses into encoded words, which breaks one-click unsubscribing. Folding a
    display name it can drop blanks and quotes, so that a name may read as an address.
    """

    RAW = frozenset({"list-unsubscribe", "list-unsubscribe-post", "list-id", "feedback-id", "message-id"})
    LONGEST_LINE = 78

    def fold(self, name: str, value: Any) -> str:
        """The header as text, line ends included."""
        return self._fold_ourselves(name, value) or super().fold(name, value)

    def fold_binary(self, name: str, value: Any) -> bytes:
        """The header as bytes, line ends included."""
        folded = self._fold_ourselves(name, value)
        if folded is None:
            return super().fold_binary(name, value)
        return folded.encode("utf-8" if self.utf8 else "ascii")

    def _fold_ourselves(self, name: str, value: Any) -> str | None:
        if name.lower() in self.RAW:
            return f"{name}: {value}{self.linesep}"
        if isinstance(value, AddressHeader):
            mailboxes = ", ".join(_mailbox(address, self.linesep) for address in value.addresses)
            return f"{name}: {mailboxes}{self.linesep}"
        # Most headers; the stdlib would take each apart to find that it fits.
        is_plain = value.isascii() and value.isprintable() and "=?" not in value
        if is_plain and len(name) + len(": ") + len(value) <= self.LONGEST_LINE:
            return f"{name}: {value}{self.linesep}"
        return None


class _Headers(HeaderRegistry):
    """The stdlib's headers. Those that every mail has alike are taken apart once."""

    ALIKE = frozenset(
        {
            "auto-submitted",
            "content-language",
            "content-transfer-encoding",
            "content-type",
            "mime-version",
            "x-auto-response-suppress",
        }
    )

    @lru_cache(100)  # noqa: B019 -- there is one of it, for ever
    def __getitem__(self, name: str) -> type:
        """The class of a header's values, which the stdlib makes anew for every value."""
        return super().__getitem__(name)

    def __call__(self, name: str, value: Any) -> Any:
        if name.lower() in self.ALIKE and type(value) is str:
            return self._parsed(name, value)
        return super().__call__(name, value)

    @lru_cache(500)  # noqa: B019 -- there is one of it, for ever
    def _parsed(self, name: str, value: str) -> Any:
        return super().__call__(name, value)


# 7bit: bodies are sent as quoted-printable or base64, so that no relay needs 8BITMIME.
POLICY = MailPolicy(linesep="\r\n", cte_type="7bit", header_factory=_Headers())


def _mailbox(address: Address, linesep: str) -> str:
    name = address.display_name
    if not name:
        return address.addr_spec
    if name.isascii() and "=?" not in name:
        return f'"{quote(name)}" <{address.addr_spec}>'
    return f"{Header(name, UTF8, maxlinelen=60).encode(linesep=linesep)} <{address.addr_spec}>"
