"""A quotation, a figure, an addressee …: each in the language of the page."""

from dataclasses import dataclass
from datetime import date

from petition.lib import posts
from petition.models.addressee import Addressee
from petition.models.page_block import PageBlock
from petition.web import formats
from petition.web.said import Said, said


@dataclass(frozen=True)
class BlockView:
    """A quotation, figure, link …: `block.speaker` is what it says under that name."""

    block: PageBlock
    own: str

    def __getitem__(self, name: str) -> Said:
        return said(self.block.words.get(name, {}), self.own)

    @property
    def url(self) -> str:
        return self.block.url

    @property
    def day(self) -> date | None:
        return self.block.published_on

    @property
    def profiles(self) -> list[tuple[str, str, str | None]]:
        """Network, handle, and the page of that handle."""
        return [
            (posts.NETWORKS[network].name, f"@{handle.removeprefix('@')}", posts.profile_url(handle, network))
            for network, handle in self.block.handles.items()
            if network in posts.NETWORKS
        ]


@dataclass(frozen=True)
class AddresseeView:
    """Whom it is addressed to: `addressee.name`, `.office`, `.institution`, `.note`."""

    addressee: Addressee
    own: str

    def __getitem__(self, name: str) -> Said:
        return said({text.language: getattr(text, name) for text in self.addressee.texts}, self.own)

    @property
    def gets_figures_only(self) -> bool:
        return self.addressee.gets_figures_only

    @property
    def country(self) -> str:
        return formats.country_name(self.addressee.country)

    @property
    def phone(self) -> str:
        return self.addressee.phone

    @property
    def lines(self) -> list[Said]:
        """As on an envelope, in as many lines as there are; nothing twice."""
        lines = [line for line in (self["name"],) if line]
        for line in (self["office"], self["institution"]):
            # "The President of the Republic" tells the office already.
            if line and not any(line.text in above.text for above in lines):
                lines.append(line)
        for written in self.addressee.postal_address.splitlines():
            # A line that only names them again goes; a country stays, though a president's title may end in it.
            if written.strip() and not any(above.text.startswith(written) for above in lines):
                lines.append(Said(written, self.addressee.language or self.own))
        return lines
