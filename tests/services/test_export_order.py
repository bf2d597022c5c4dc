"""In which order lists name people: where publishing is batched, not in that of signing."""

import csv
import io

import pytest

from petition.models.petition import Petition, Publishing
from petition.models.record import ExportPurpose
from petition.services import exporting
from petition.services.exporting import ExportForm
from tests.people import signed

pytestmark = pytest.mark.usefixtures("database")
WITH_NAMES = (ExportPurpose.OFFICIALS, ExportPurpose.ARCHIVE)


def names(ward: Petition, purpose: ExportPurpose) -> list[str]:
    order = exporting.order(ward, purpose=purpose, form=ExportForm.CSV, actor="alice", language="en")
    content = b"".join(exporting.Content(order)).decode()
    return [row["name"] for row in csv.DictReader(io.StringIO(content, newline=""))]


def test_it_is_that_of_random_ids(ward: Petition) -> None:
    in_order = [f"Name {number}" for number in range(6)]
    ids = [signed(ward, name=name).public_id for name in in_order]
    assert [names(ward, purpose) for purpose in WITH_NAMES] == [in_order, in_order]
    ward.publish = Publishing.BATCHED
    at_random = [name for _, name in sorted(zip(ids, in_order, strict=True))]
    assert [names(ward, purpose) for purpose in WITH_NAMES] == [at_random, at_random]
