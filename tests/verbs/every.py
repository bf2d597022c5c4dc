"""All verbs. A subject more is a table more, named here."""

from tests.verbs import (
    account,
    many,
    news,
    people,
    petitions,
    public,
    reviews,
    signatories,
    signatures,
    staff,
    teams,
    unwanted,
)
from tests.verbs.deed import Deed

TABLES = (
    *(account, many, news, people, petitions, public),
    *(reviews, signatories, signatures, staff, teams, unwanted),
)
DEEDS: list[Deed] = [deed for table in TABLES for deed in table.DEEDS]
