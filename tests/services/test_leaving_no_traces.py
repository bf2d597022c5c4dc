"""When the file of an embedded database is written anew: by itself while it is small, else when somebody says so."""

import pytest

from petition.extensions import db
from petition.models.petition import Petition
from petition.services import diagnosis, erasing, forgetting, forgotten, leaving_no_traces
from tests.conftest import FakeClock
from tests.making import sign_and_confirm


@pytest.fixture
def forgetful(ward: Petition, time: FakeClock) -> bool:
    """Names have just gone; whether that is to be seen in a file."""
    sign_and_confirm(ward)
    time.move(days=3000)
    while forgetting.forget():
        pass
    db.session.commit()
    return db.engine.dialect.name == "sqlite"


def test_a_small_file_is_written_anew_by_itself(forgetful: bool) -> None:
    assert forgotten.has_left_traces() is forgetful
    leaving_no_traces.clean()
    assert not forgotten.has_left_traces()


def test_a_large_one_waits_for_a_quiet_hour(forgetful: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaving_no_traces, "SMALL_BYTES", 0)
    leaving_no_traces.clean()
    assert forgotten.has_left_traces() is forgetful
    assert len(list(diagnosis.traces_of_names())) == forgetful
    db.session.remove()
    leaving_no_traces.clean(however_large=True)
    assert not forgotten.has_left_traces()


def test_who_erases_themselves_waits_for_a_day_with_others(ward: Petition, time: FakeClock) -> None:
    signature = sign_and_confirm(ward)
    erasing.erase(signature)
    db.session.commit()
    is_file = db.engine.dialect.name == "sqlite"
    leaving_no_traces.clean()
    assert forgotten.has_left_traces() is is_file
    time.move(days=1)
    leaving_no_traces.clean()
    assert not forgotten.has_left_traces()
