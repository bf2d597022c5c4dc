"""The databases of one run, each made when a row first asks for it.

`few`: petitions that nobody has signed yet, and one with a thousand signatures. `large`: the same, and a million
under one petition. `wide`: ten thousand petitions. A row that signs takes a copy, or says why not.
"""

import time

from bench import filling
from bench.row import Options
from bench.stand import Stand

# Several, because one petition takes 6,000 signatures a minute at most.
PETITIONS = tuple(f"nobody-yet-{number}" for number in range(10))
# Any number may sign one petition, from one country and at one mail domain: nobody who is measured works for a form.
CROWDED = dict.fromkeys(("ladder.country", "ladder.petition", "ladder.domain"), "none none none")
NOBODY, THOUSAND, MILLION = PETITIONS[0], "a-thousand", "a-million"


def few(stand: Stand, options: Options) -> str:
    return _made("few", stand, options)


def large(stand: Stand, options: Options) -> str:
    return _made("large", stand, options)


def wide(stand: Stand, options: Options) -> str:
    return _made("wide", stand, options)


def copy_of_few(stand: Stand, options: Options, name: str) -> str:
    """A database to sign in, under a name of its own."""
    filling.copy_database(stand, name, of=few(stand, options))
    return name


def is_there(name: str, stand: Stand) -> bool:
    return bool(stand.execute(f"SELECT count(*) FROM pg_database WHERE datname = '{name}'"))


def _made(name: str, stand: Stand, options: Options) -> str:
    if not is_there(name, stand):
        started = time.monotonic()
        app = filling.make_database(stand, name)
        filling.decide(app, CROWDED)
        filling.make_petitions(app, (*PETITIONS, THOUSAND, MILLION))
        filling.sign(app, THOUSAND, 1000)
        if name == "large":
            filling.sign(app, MILLION, options.signatures)
        if name == "wide":
            filling.make_small_petitions(app, (f"one-of-many-{number}" for number in range(options.petitions)))
        stand.execute("VACUUM ANALYZE", name)
        print(f"  filled {name} in {time.monotonic() - started:.0f} s", flush=True)
    return name


def page_of(slug: str) -> str:
    return f"/en/petitions/{slug}"


def count_of(slug: str) -> str:
    return f"/petitions/{slug}/count.json"
