"""The sections of the editor that are lists of blocks: quotations, figures, initiators, mentions, links, next steps."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from petition.models.page_block import BlockKind, PageBlock
from petition.models.petition import Petition
from petition.services.errors import SectionIsFrozen
from petition.services.page_blocks import BLOCKS
from petition.services.row_writing import Values, write_rows
from petition.services.section_reader import SectionPart

KEYS = {"blocks"}
ROW_KEYS = {"words", "handles", "url", "published_on", "is_opening"}


def read_blocks(petition: Petition, name: str) -> dict[str, Any]:
    """Those of one list of `page_blocks.BLOCKS`."""
    return {"blocks": [_read(one) for one in _of(petition, name)]}


def clean_blocks(petition: Petition, part: SectionPart, name: str) -> dict[str, Any]:
    """Raises SectionIsFrozen where those who signed would stand beside others than they were shown."""
    kind, words = BLOCKS[name]
    cleaned: list[dict[str, Any]] = [
        {
            "words": row.inside("words", set(words)).said_by_name(words, petition.languages),
            "handles": row.handles(),
            "url": row.url("url", required=kind is BlockKind.LINK),
            "published_on": row.iso_day("published_on"),
            "is_opening": row.flag("is_opening") and kind is BlockKind.QUOTATION,
        }
        for row in part.rows("blocks", ROW_KEYS)
    ]
    if petition.is_frozen and kind in (BlockKind.QUOTATION, BlockKind.INITIATOR):
        _require_what_was_signed(kind, [_read(one) for one in _of(petition, name)], cleaned)
    return {"blocks": cleaned}


def write_blocks(petition: Petition, values: Values, name: str) -> None:
    kind, _words = BLOCKS[name]

    def fill(block: PageBlock, row: Values) -> None:
        block.kind = BlockKind.OPENING_QUOTATION if row["is_opening"] else kind
        block.words, block.handles, block.url = row["words"], row["handles"], row["url"]
        block.published_on = date.fromisoformat(row["published_on"]) if row["published_on"] else None

    write_rows(
        petition.blocks,
        values["blocks"],
        among=_of(petition, name),
        read=_read,
        names=_names,
        fill=fill,
        make=PageBlock,
    )


def _require_what_was_signed(kind: BlockKind, there: list[dict[str, Any]], wanted: list[dict[str, Any]]) -> None:
    """What is set large before the text stays, and so does who carries it, though others can join them."""
    if kind is BlockKind.QUOTATION:
        there, wanted = ([row for row in rows if row["is_opening"]] for rows in (there, wanted))
    if kind is not BlockKind.INITIATOR and len(wanted) > len(there):
        raise SectionIsFrozen("blocks")
    if len(wanted) < len(there) or not all(map(_says_as_before, there, wanted)):
        raise SectionIsFrozen("blocks")


def _says_as_before(kept: Values, wanted: Values) -> bool:
    """Whether it says the same in each language that it is in; a translation may have come."""
    spoken = {code for texts in kept["words"].values() for code in texts}
    # What stands there need not be as clean as what is typed now.
    return all(
        wanted["words"][name].get(code, "").split() == texts.get(code, "").split()
        for name, texts in kept["words"].items()
        for code in spoken
    )


def _of(petition: Petition, name: str) -> list[PageBlock]:
    kind, _words = BLOCKS[name]
    kinds = {kind, BlockKind.OPENING_QUOTATION} if kind is BlockKind.QUOTATION else {kind}
    return sorted((one for one in petition.blocks if one.kind in kinds), key=lambda one: one.position)


def _read(block: PageBlock) -> dict[str, Any]:
    is_opening = block.kind is BlockKind.OPENING_QUOTATION
    kind = BlockKind.QUOTATION if is_opening else block.kind
    words = next(words for one, words in BLOCKS.values() if one is kind)
    return {
        "words": {name: dict(block.words.get(name, {})) for name in words},
        "handles": dict(block.handles),
        "url": block.url,
        "published_on": block.published_on.isoformat() if block.published_on else "",
        "is_opening": is_opening,
    }


def _names(values: Values) -> Iterator[str]:
    return (said for texts in values["words"].values() for said in texts.values())
