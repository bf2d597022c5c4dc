from petition.lib.frontier import Frontier
from petition.lib.merkle import leaf_hash, root_of


def test_its_root_is_the_trees_at_every_size() -> None:
    leaves = [leaf_hash(bytes([n])) for n in range(70)]
    tree = Frontier()
    roots = [tree.root()]
    for leaf in leaves:
        tree.append(leaf)
        roots.append(tree.root())
    assert roots == [root_of(leaves[:size]) for size in range(71)]
