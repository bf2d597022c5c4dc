"""Papers from the command line."""

from flask import Flask


def test_it_writes_them_in_a_language_of_the_site(app: Flask, petition: str) -> None:
    runner = app.test_cli_runner()
    told = runner.invoke(args=["petition", "papers", petition, "--language", "ar"])
    assert told.exit_code == 0, told.output
    assert "أبقوا الجناح مفتوحًا" in told.output
    assert runner.invoke(args=["petition", "papers", petition, "--language", "xx"]).exit_code == 2
    assert runner.invoke(args=["petition", "papers", "nowhere"]).exit_code == 1
