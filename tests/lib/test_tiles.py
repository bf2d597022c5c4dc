import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.lib import merkle, tiles
from petition.lib.tiles import TileName

SPELLED = [
    (TileName(0, 0), "tile/0/000"),
    (TileName(0, 273, 112), "tile/0/273.p/112"),
    (TileName(63, 999), "tile/63/999"),
    (TileName(1, 1000), "tile/1/x001/000"),
    (TileName(2, 1234067), "tile/2/x001/x234/067"),
    (TileName(None, 1234067, 8), "tile/entries/x001/x234/067.p/8"),
]
MISSPELLED = [
    "tile/00/000",
    "tile/64/000",
    "tile/0/0",
    "tile/0/x000/001",
    "tile/0/x001/x001",
    "tile/0/000.p/0",
    "tile/0/000.p/01",
    "tile/0/000.p/256",
    "tile/0/../000",
    "tile/0/000\n",
    "tile/0/\u0660\u0660\u0660",
    "/tile/0/000",
]


class Store(dict[tuple[int, int], bytes]):
    def __missing__(self, key: tuple[int, int]) -> bytes:
        return b""

    def read(self, level: int, index: int) -> bytes:
        return self[level, index]


def make_leaves(size: int) -> list[bytes]:
    return [merkle.leaf_hash(str(number).encode()) for number in range(size)]


def make_log(leaves: list[bytes], *sizes: int) -> tuple[Store, tiles.Appended]:
    store, size = Store(), 0
    for end in (*sizes, len(leaves)):
        appended = tiles.append(size, store.read, leaves[size:end])
        store |= appended.tiles
        size = appended.size
    return store, appended


@pytest.mark.parametrize(("name", "path"), SPELLED)
def test_a_name_is_spelled_as_the_standard_has_it(name: TileName, path: str) -> None:
    assert name.path == path
    assert TileName.parse(path) == name


@pytest.mark.parametrize("path", MISSPELLED)
def test_it_refuses_another_spelling(path: str) -> None:
    with pytest.raises(ValueError, match=r"not the path of a tile|no such tile"):
        TileName.parse(path)


@given(st.none() | st.integers(0, 63), st.integers(0, 10**18), st.integers(1, 256))
def test_every_name_survives_its_path(level: int | None, index: int, width: int) -> None:
    name = TileName(level, index, width)
    assert TileName.parse(name.path) == name


@given(st.lists(st.integers(0, 1500), max_size=6).map(sorted))
def test_batches_of_any_size_give_the_same_log(sizes: list[int]) -> None:
    leaves = make_leaves(1500)
    store, appended = make_log(leaves, *sizes)
    at_once, _ = make_log(leaves)
    assert (appended.size, appended.root) == (1500, merkle.root_of(leaves))
    assert store == at_once


def test_single_appends_give_the_same_root() -> None:
    leaves = make_leaves(520)
    _, appended = make_log(leaves, *range(520))
    assert appended.root == merkle.root_of(leaves)


def test_seventy_thousand_leaves_have_the_tiles_of_the_standard() -> None:
    store, appended = make_log(make_leaves(70_000), 65_535)
    widths = {key: len(tile) // 32 for key, tile in store.items() if len(tile) < 256 * 32}
    assert len(store) == 273 + 1 + 1 + 1 + 1
    assert widths == {(0, 273): 112, (1, 1): 17, (2, 0): 1}
    assert appended.root == merkle.root_of(make_leaves(70_000))


def test_a_full_tile_has_one_hash_above() -> None:
    leaves = make_leaves(256)
    store, _ = make_log(leaves)
    assert store == {(0, 0): b"".join(leaves), (1, 0): merkle.root_of(leaves)}


def test_an_append_names_only_the_tiles_it_changed() -> None:
    store, _ = make_log(make_leaves(600))
    assert tiles.append(600, store.read, [merkle.EMPTY_ROOT]).tiles.keys() == {(0, 2)}


def test_an_append_of_nothing_changes_nothing() -> None:
    store, before = make_log(make_leaves(300))
    assert tiles.append(300, store.read, []) == tiles.Appended(300, before.root, {})


def test_no_leaves_have_the_empty_root() -> None:
    assert tiles.root(0, Store().read) == merkle.EMPTY_ROOT


@pytest.mark.parametrize("size", [1, 255, 256, 257, 511, 512, 65_535, 65_536, 65_537])
def test_older_roots_are_read_from_newer_tiles(size: int) -> None:
    leaves = make_leaves(66_000)
    store, _ = make_log(leaves)
    assert tiles.root(size, store.read) == merkle.root_of(leaves[:size])


@given(size=st.integers(1, 1500), choice=st.data())
def test_proofs_are_those_of_the_definition(size: int, choice: st.DataObject) -> None:
    leaves, index = make_leaves(1500), choice.draw(st.integers(0, size - 1))
    store, _ = make_log(leaves)
    proof = tiles.inclusion_proof(size, index, store.read)
    assert proof == merkle.inclusion_proof(leaves[:size], index)


@pytest.mark.parametrize("index", [0, 65_535, 65_536, 65_999])
def test_proofs_reach_across_three_levels(index: int) -> None:
    leaves = make_leaves(66_000)
    store, appended = make_log(leaves)
    proof = tiles.inclusion_proof(66_000, index, store.read)
    assert merkle.verify_inclusion(leaves[index], proof, index=index, size=66_000, root=appended.root)


def test_a_leaf_that_is_not_there_has_no_proof() -> None:
    store, _ = make_log(make_leaves(3))
    with pytest.raises(IndexError):
        tiles.inclusion_proof(3, 3, store.read)


def test_a_tile_too_narrow_is_missed() -> None:
    store, _ = make_log(make_leaves(300))
    store[0, 1] = store[0, 1][:-32]
    with pytest.raises(tiles.TileMissing, match=r"tile/0/001\.p/44"):
        tiles.append(300, store.read, [merkle.EMPTY_ROOT])


def test_a_leaf_hash_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        tiles.append(0, Store().read, [b"short"])


@given(st.lists(st.binary(max_size=300), max_size=20))
def test_entries_survive_their_bundle(entries: list[bytes]) -> None:
    assert tiles.parse_entry_bundle(tiles.entry_bundle(entries)) == entries


def test_lengths_are_big_endian() -> None:
    assert tiles.entry_bundle([b"", b"a" * 258])[:4] == b"\x00\x00\x01\x02"


@pytest.mark.parametrize("bundle", [b"\x00", b"\x00\x01", b"\x00\x01a\x00", b"\x00\x02a"])
def test_a_bundle_cut_short_is_refused(bundle: bytes) -> None:
    with pytest.raises(ValueError, match="ends within an entry"):
        tiles.parse_entry_bundle(bundle)


def test_an_entry_too_long_is_refused() -> None:
    with pytest.raises(OverflowError):
        tiles.entry_bundle([bytes(65_536)])
