"""A ledger's entries as somebody kept them in a folder, by the paths of C2SP tlog-tiles."""

from collections.abc import Iterator
from itertools import count
from pathlib import Path

from petition.lib.tiles import TileName, parse_entry_bundle


def entries_in(folder: Path) -> Iterator[bytes]:
    """The entries from the first on, as far as bundles are there. ValueError: one ends within an entry."""
    for index in count():
        full = folder / TileName(None, index).path
        # A bundle that was not full yet is kept once for each width that was asked for.
        partial = sorted(full.with_name(f"{full.name}.p").glob("[1-9]*"), key=lambda path: int(path.name))
        if not full.is_file():
            for path in partial[-1:]:
                yield from parse_entry_bundle(path.read_bytes())
            return
        yield from parse_entry_bundle(full.read_bytes())
