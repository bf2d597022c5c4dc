"""What a signer downloads: all of it described, and hours told of nobody who is at risk."""

import json
import re
from collections.abc import Iterator
from typing import Any

from petition.models.petition import NameAudience, Petition, Protection
from petition.models.record import ExportPurpose
from petition.services import exporting, own_record, sequencing
from petition.services.exporting import ExportForm
from tests.making import sign_and_confirm
from tests.services.test_correcting import correct
from tests.services.test_withdrawing import public
from tests.source_tree import ROOT

DOCUMENT = (ROOT / "docs/my-data.md").read_text(encoding="utf-8")
MOMENT = re.compile(r"\d\d:\d\d")


def keys(record: Any) -> Iterator[str]:
    if isinstance(record, dict):
        for key, value in record.items():
            # Those of fields are the petition's own.
            yield key
            yield from () if key in ("fields", "answers") else keys(value)
    elif isinstance(record, list):
        for one in record:
            yield from keys(one)


def test_every_key_is_described(ward: Petition) -> None:
    undescribed = {key for key in keys(own_record.of(public(ward))) if f"`{key}`" not in DOCUMENT}
    assert undescribed - {"kind", "number"} == set()


def test_where_signers_are_at_risk_no_hour_is_told_and_nothing_proven(ward: Petition) -> None:
    made = public(ward)
    assert MOMENT.search(json.dumps(own_record.of(made)))
    assert own_record.of(made)["ledger"]["salt"]
    ward.protection = Protection.DISCREET
    assert not MOMENT.search(json.dumps(own_record.of(made)))
    # It is no receipt either.
    assert own_record.of(made)["ledger"] is None


def test_it_tells_of_lists_that_held_it_and_of_no_others(ward: Petition) -> None:
    made = sign_and_confirm(ward, give_name_to=NameAudience.ADDRESSEES, consents=())
    sequencing.sequence(ward.id)
    for purpose in ExportPurpose:
        exporting.order(ward, purpose=purpose, form=ExportForm.CSV, actor="alice", language="en")
    later = sign_and_confirm(ward, address="omar@example.org")
    sequencing.sequence(ward.id)
    assert {one.purpose for one in own_record.lists_with(made)} == {ExportPurpose.OFFICIALS, ExportPurpose.ARCHIVE}
    assert own_record.lists_with(later) == []
    correct(made, give_name_to=NameAudience.NOBODY)
    assert len(own_record.lists_with(made)) == 2
