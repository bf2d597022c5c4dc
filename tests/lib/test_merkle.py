"""Known vectors: certificate-transparency's reference tree of eight leaves. Oracle: pymerkle."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from petition.lib import merkle

ENTRIES = [
    bytes.fromhex(entry)
    for entry in (
        "",
        "00",
        "10",
        "2021",
        "3031",
        "40414243",
        "5051525354555657",
        "606162636465666768696a6b6c6d6e6f",
    )
]
ROOTS = (
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
)
INCLUSION_5_OF_8 = [
    "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
CONSISTENCY_6_TO_8 = [
    "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
    "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
]
LEAVES = [merkle.leaf_hash(entry) for entry in ENTRIES]
SIZES = st.integers(1, 300)


def make_leaves(size: int) -> list[bytes]:
    return [merkle.leaf_hash(str(number).encode()) for number in range(size)]


@pytest.mark.parametrize("size", range(9))
def test_roots_are_the_known_ones(size: int) -> None:
    assert merkle.root_of(LEAVES[:size]).hex() == ROOTS[size]


def test_an_inclusion_proof_is_the_known_one() -> None:
    assert [step.hex() for step in merkle.inclusion_proof(LEAVES, 5)] == INCLUSION_5_OF_8


def test_a_consistency_proof_is_the_known_one() -> None:
    assert [step.hex() for step in merkle.consistency_proof(LEAVES, 6)] == CONSISTENCY_6_TO_8


def test_no_leaves_have_the_empty_root() -> None:
    assert merkle.root_of([]) == merkle.EMPTY_ROOT


@given(st.lists(st.binary(max_size=40), max_size=80))
def test_roots_agree_with_pymerkle(entries: list[bytes]) -> None:
    oracle = InmemoryTree(algorithm="sha256")
    for entry in entries:
        oracle.append_entry(entry)
    assert merkle.root_of([merkle.leaf_hash(entry) for entry in entries]) == oracle.get_root()


@given(size=SIZES, choice=st.data())
def test_every_leaf_is_proven(size: int, choice: st.DataObject) -> None:
    leaves, index = make_leaves(size), choice.draw(st.integers(0, size - 1))
    proof, root = merkle.inclusion_proof(leaves, index), merkle.root_of(leaves)
    assert merkle.verify_inclusion(leaves[index], proof, index=index, size=size, root=root)


@given(size=st.integers(2, 300), choice=st.data())
def test_another_leaf_place_or_proof_is_refused(size: int, choice: st.DataObject) -> None:
    leaves, index = make_leaves(size), choice.draw(st.integers(0, size - 1))
    proof, root, leaf = merkle.inclusion_proof(leaves, index), merkle.root_of(leaves), leaves[index]
    other = (index + 1) % size
    assert not merkle.verify_inclusion(leaves[other], proof, index=index, size=size, root=root)
    assert not merkle.verify_inclusion(leaf, proof, index=other, size=size, root=root)
    assert not merkle.verify_inclusion(leaf, proof[:-1], index=index, size=size, root=root)
    assert not merkle.verify_inclusion(leaf, [*proof, root], index=index, size=size, root=root)
    assert not merkle.verify_inclusion(leaf, [root, *proof[1:]], index=index, size=size, root=root)
    assert not merkle.verify_inclusion(leaf, proof, index=index, size=size, root=leaf)


def test_a_node_does_not_pass_for_a_leaf_of_another_length() -> None:
    left, right = LEAVES[:2]
    root = merkle.root_of([left, right])
    assert not merkle.verify_inclusion(left + right[:1], [right[1:]], index=0, size=2, root=root)


@pytest.mark.parametrize("index", [-1, 8])
def test_a_leaf_that_is_not_there_has_no_proof(index: int) -> None:
    with pytest.raises(IndexError):
        merkle.inclusion_proof(LEAVES, index)
    assert not merkle.verify_inclusion(LEAVES[0], [], index=index, size=8, root=bytes.fromhex(ROOTS[8]))


@given(size=SIZES, choice=st.data())
def test_a_longer_tree_continues_every_shorter_one(size: int, choice: st.DataObject) -> None:
    leaves, old_size = make_leaves(size), choice.draw(st.integers(0, size))
    old_root, new_root = merkle.root_of(leaves[:old_size]), merkle.root_of(leaves)
    proof = merkle.consistency_proof(leaves, old_size)
    assert merkle.verify_consistency(proof, old_size=old_size, old_root=old_root, new_size=size, new_root=new_root)


@given(size=st.integers(2, 200), choice=st.data())
def test_a_rewritten_tree_does_not(size: int, choice: st.DataObject) -> None:
    old, old_size = make_leaves(size), choice.draw(st.integers(1, size - 1))
    new = [merkle.leaf_hash(b"rewritten"), *old[1:]]
    roots = {"old_root": merkle.root_of(old[:old_size]), "new_root": merkle.root_of(new)}
    proof = merkle.consistency_proof(new, old_size)
    assert not merkle.verify_consistency(proof, old_size=old_size, new_size=size, **roots)


@given(size=st.integers(2, 200), choice=st.data())
def test_another_consistency_proof_is_refused(size: int, choice: st.DataObject) -> None:
    leaves, old_size = make_leaves(size), choice.draw(st.integers(1, size - 1))
    roots = {"old_root": merkle.root_of(leaves[:old_size]), "new_root": merkle.root_of(leaves)}
    proof = merkle.consistency_proof(leaves, old_size)
    for wrong in ([], proof[:-1], [*proof, proof[0]], [merkle.EMPTY_ROOT, *proof[1:]], [b"", *proof]):
        assert not merkle.verify_consistency(wrong, old_size=old_size, new_size=size, **roots)


def test_a_tree_does_not_shrink() -> None:
    root = merkle.root_of(LEAVES)
    assert not merkle.verify_consistency([], old_size=8, old_root=root, new_size=7, new_root=root)
    with pytest.raises(IndexError):
        merkle.consistency_proof(LEAVES, 9)
