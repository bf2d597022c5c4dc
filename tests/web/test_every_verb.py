"""Every verb there is, found by the url map: it works, and only for whoever may; what is mistyped is shown again.

The tables stand in `tests/verbs`. A POST that is in none of them fails, and so does a line without its POST.
"""

from collections import Counter
from collections.abc import Callable

import pytest
from flask import Flask

from tests.people import ROLES
from tests.verbs.deed import ONLY_A_BUTTON, Deed, Whoever, may
from tests.verbs.every import DEEDS
from tests.verbs.stage import NOBODY, SAM_BY_PASSWORD, Stage, form_in, posts, watched

MARKED = 'class="error"'
each_deed = pytest.mark.parametrize("deed", DEEDS, ids=lambda deed: deed.endpoint)


def test_every_verb_has_its_line(app: Flask) -> None:
    there, told = Counter(rule.endpoint for rule in posts(app)), Counter(deed.endpoint for deed in DEEDS)
    assert (there - told, told - there) == (Counter(), Counter())


@each_deed
def test_it_works_for_whoever_may_and_for_nobody_else(app: Flask, deed: Deed) -> None:
    stage = Stage(app, deed)
    stage.typed()
    assert not stage.is_done()
    stage.let_pass(minutes=11)
    with watched() as refused:
        for refuse in REFUSALS:
            refuse(stage)
        # What is wrong is said before anybody is asked whether it is still them.
        _is_shown_again(stage)
    stage.let_pass(minutes=0)
    with watched() as tried:
        _let_through_by_role(stage)
    assert (refused, tried) == ([], [])
    answer = stage.send(deed.doer)
    assert answer.status_code == deed.status
    assert deed.works in answer.get_data(as_text=True) if isinstance(deed.works, str) else stage.is_done()


# --- Who is refused --------------------------------------------------------------------------------------------------


def _anonymous(stage: Stage) -> None:
    if stage.deed.needs is not Whoever.ANYONE:
        answer = stage.send(NOBODY)
        assert (answer.status_code, answer.location) == (303, "/en/login")


def _strangers(stage: Stage) -> None:
    """Charlie owns another team, and runs nothing; whoever runs the site does it by a second factor."""
    if stage.deed.needs is not Whoever.ANYONE and stage.deed.stranger:
        assert stage.send("charlie").status_code == stage.deed.stranger
        assert not stage.deed.page or not stage.is_offered_to("charlie")
    if stage.deed.needs is Whoever.STAFF:
        assert [stage.send(name).status_code for name in ("alice", SAM_BY_PASSWORD)] == [404, 403]


def _forms_from_elsewhere(stage: Stage) -> None:
    if stage.deed.tokenless:
        answer = stage.send(stage.deed.doer, has_token=False)
        assert answer.status_code == stage.deed.tokenless
    if stage.deed.endpoint.startswith("public.") and stage.deed.stranger:
        assert stage.send(stage.deed.doer, site="cross-site").status_code == 403


def _looking(stage: Stage) -> None:
    """A deed is no page, but for those whose page has the same address."""
    answer = stage.browser(stage.deed.doer).get(stage.path)
    assert answer.status_code < 400 if stage.has_page() else answer.status_code in (404, 405)


REFUSALS: tuple[Callable[[Stage], None], ...] = (_anonymous, _strangers, _forms_from_elsewhere, _looking)


def _let_through_by_role(stage: Stage) -> None:
    needs = stage.deed.needs
    if not isinstance(needs, Whoever):
        theirs = {name: may(name, needs) for name in ROLES}
        assert {name: stage.gets_through(name) for name in ROLES} == theirs
        if stage.deed.page:
            assert {name: stage.is_offered_to(name) for name in ROLES} == theirs


# --- What is mistyped ------------------------------------------------------------------------------------------------


def _is_shown_again(stage: Stage) -> None:
    """Beside each field what is wrong with it, and all that was typed."""
    spoils = stage.deed.spoils
    if isinstance(spoils, str):
        assert spoils != ONLY_A_BUTTON or not stage.deed.sends, "say what of it can be typed wrongly"
        return
    typed = {**stage.typed(), **spoils}
    answer = stage.send_as_typed(stage.deed.doer, typed)
    assert answer.status_code == 422
    assert MARKED in answer.get_data(as_text=True)
    found = form_in(answer, stage.path)
    assert found is not None, "there is no form to send again"
    kept = {name: value for name, value in typed.items() if name not in ("csrf_token", *stage.deed.unkept)}
    assert {name: found.get(name) for name in kept} == kept
