"""For tests of the worker: a site whose mail goes to a real SMTP server."""

from collections.abc import Iterator

import pytest
from flask import Flask

from petition.backends.mail import mailer_from_url
from tests.servers import SmtpSink, smtp_sink


@pytest.fixture
def sink(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[SmtpSink]:
    with smtp_sink() as server:
        monkeypatch.setitem(app.extensions, "petition.mailer", mailer_from_url(server.url))
        yield server
        app.extensions["petition.mailer"].close()
