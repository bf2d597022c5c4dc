"""What the installation allows, from the command line."""

from flask import Flask

from petition.services.policy import POLICIES

LINE = "goal.next_at = {}  (The share of a goal at which the next rung of the goal ladder is shown. Default: 0.8)\n"


def test_it_shows_every_policy(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["petition", "setting"])
    assert done.exit_code == 0
    assert [line.partition(" = ")[0] for line in done.output.splitlines()] == list(POLICIES)
    assert LINE.format("0.8") in done.output


def test_it_keeps_a_decision(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["petition", "setting", "goal.next_at", "0.9"])
    assert (done.exit_code, done.output) == (0, LINE.format("0.9"))
    again = app.test_cli_runner().invoke(args=["petition", "setting", "goal.next_at"])
    assert again.output == LINE.format("0.9")


def test_it_says_what_cannot_be(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["petition", "setting", "goal.next_at", "2"])
    assert done.exit_code == 1
    assert done.output == "Error: goal.next_at must be a share above 0 and at most 1, such as 0.8\n"


def test_it_knows_no_other(app: Flask) -> None:
    done = app.test_cli_runner().invoke(args=["petition", "setting", "goal"])
    assert done.output == f"Error: There is no policy goal. There are: {', '.join(sorted(POLICIES))}\n"


def test_it_turns_a_switch(app: Flask) -> None:
    for typed in ("on", "off"):
        done = app.test_cli_runner().invoke(args=["petition", "setting", "mail.paused", typed])
        assert done.output.startswith(f"mail.paused = {typed}  (")
