import logging

import pytest
from flask.testing import FlaskClient

from petition.web import errors


def broken(*_: object, **__: object) -> str:
    raise RuntimeError("@".join(("rima", "example.org")))


def test_a_broken_error_page_still_answers_and_tells_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(errors, "render_template", broken)
    with caplog.at_level(logging.ERROR):
        answer = client.get("/fr/confirm-nothing/secret-token")
    assert (answer.status_code, answer.get_data(as_text=True)[:20]) == (404, "Cette page n’existe ")
    assert "RuntimeError" in caplog.text
    assert "secret-token" not in caplog.text
    assert "rima@example.org" not in caplog.text
