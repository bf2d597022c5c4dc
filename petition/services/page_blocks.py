"""The lists of blocks on a petition's page: the one table of which words each has, for files and for the editor."""

from petition.models.page_block import BlockKind

# By the name of the list: the kind of its rows, and their words; those that are True are needed in each language.
BLOCKS: dict[str, tuple[BlockKind, dict[str, bool]]] = {
    "quotations": (BlockKind.QUOTATION, {"words": True, "speaker": True, "role": False}),
    "figures": (BlockKind.FIGURE, {"amount": True, "label": True, "source": False}),
    "initiators": (BlockKind.INITIATOR, {"name": True, "role": False}),
    "mentions": (BlockKind.MENTION, {"outlet": True, "headline": True, "quotation": False}),
    "links": (BlockKind.LINK, {"label": True}),
    "next_steps": (BlockKind.NEXT_STEP, {"title": True, "text": False}),
}
