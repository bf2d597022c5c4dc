from concurrent.futures import ThreadPoolExecutor

from petition.lib.gathered import Gathered


def test_what_was_taken_is_gone() -> None:
    gathered = Gathered()
    gathered.add(7, network="here")
    gathered.add(7, network="here")
    gathered.add(7, network="there")
    assert (gathered.take(), gathered.take()) == ({7: 3}, {})


def test_of_too_many_things_it_hears_nothing() -> None:
    gathered = Gathered(most=2)
    for thing in (1, 2, 3, 1):
        gathered.add(thing, network="here")
    assert gathered.take() == {1: 2, 2: 1}


def test_from_one_network_it_hears_so_many_until_it_forgets() -> None:
    gathered = Gathered(from_one=2)
    for network in ("here", "here", "here", "there"):
        gathered.add(1, network=network)
    assert gathered.take() == {1: 3}
    gathered.add(1, network="here")
    gathered.forget_networks()
    gathered.add(1, network="here")
    assert gathered.take() == {1: 1}


def test_of_too_many_networks_it_hears_nothing() -> None:
    gathered = Gathered(networks=2)
    for network in ("one", "two", "three", "one"):
        gathered.add(1, network=network)
    assert gathered.take() == {1: 3}


def test_no_network_can_be_read_in_it() -> None:
    gathered = Gathered()
    gathered.add(1, network="192.0.2.0/24")
    assert "192.0.2" not in str(vars(gathered))


def test_threads_lose_nothing() -> None:
    gathered = Gathered(from_one=2000)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _turn: gathered.add(1, network="here"), range(2000)))
    assert gathered.take() == {1: 2000}
