"""One petition in figures: what its page shows, and how that is fetched anew."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib import clock
from petition.models.kind import PetitionKind
from petition.models.petition import Petition, PetitionState, Protection, Publishing
from petition.models.tally import Part, Step, TallyHour
from petition.services import confirming, domain_sums, identity, shown_shares, tallying
from petition.services.passages import Passage
from tests.conftest import FakeClock
from tests.making import submission_at, submit
from tests.reading import Mails, confirm, link_in, sign

PAGE, FIGURES = "/en/organise/keep-the-ward-open", "/en/organise/keep-the-ward-open/figures"
UNKNOWN = '<td class="n"><span aria-hidden="true">–</span><span class="unseen">not known</span></td>'


@pytest.fixture
def change(app: Flask, load: Callable[[str], Petition]) -> Callable[..., None]:
    def set_values(**values: object) -> None:
        with app.app_context():
            db.open_for_writing()
            ward = load("keep-the-ward-open")
            for name, value in values.items():
                setattr(ward, name, value)
            db.session.commit()

    return set_values


def happened(app: Flask, load: Callable[[str], Petition], domain: str, **numbers: int) -> None:
    with app.app_context():
        db.open_for_writing()
        ward, hour = load("keep-the-ward-open"), clock.hour_of(clock.now() - timedelta(hours=3))
        domain_sums.add({Passage(ward.id, hour, Step(step), domain): n for step, n in numbers.items()})
        db.session.commit()


def counted(app: Flask, load: Callable[[str], Petition], **numbers: int) -> None:
    """In this hour."""
    with app.app_context():
        db.open_for_writing()
        ward, hour = load("keep-the-ward-open"), clock.hour_of(clock.now())
        for step, n in numbers.items():
            db.session.add(TallyHour(petition_id=ward.id, hour=hour, day=hour.date(), step=Step(step), n=n))
        db.session.commit()


def count(app: Flask, load: Callable[[str], Petition], number: int) -> None:
    """So many are counted, and what divides them is shown."""
    with app.app_context():
        db.open_for_writing()
        ward = load("keep-the-ward-open")
        tallying.add_totals(ward.id, Counter({(Part.LANGUAGE, "en"): number, (Part.COUNTRY, "LB"): number}))
        shown_shares.add({ward.id: number})
        shown_shares.renew()
        db.session.commit()


def shown_parts(browser: FlaskClient) -> str:
    page = text(browser)
    return page[page.index('data-part="shares"') : page.index('data-part="mail"')]


def text(browser: FlaskClient, path: str = PAGE) -> str:
    return " ".join(browser.get(path).text.split())


def test_a_petition_that_nobody_signed_says_what_to_do(alice: FlaskClient) -> None:
    page = text(alice)
    assert "Share the public page" in page
    assert "Nothing is known yet" in page


def test_the_way_of_a_signature(alice: FlaskClient, client: FlaskClient, mails: Mails, petition: str) -> None:
    sign(client, petition)
    confirm(client, link_in(mails.newest()))
    mails.all()
    page = text(alice)
    for name in ("Sent the form", "Were sent a mail to confirm", "Confirmed and counted"):
        assert f'{name}</th><td class="n">1</td>' in page
    assert "100% of the forms" in page


@pytest.mark.parametrize("unit", ["hour", "day", "all"])
@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_chart_has_its_table(
    alice: FlaskClient, sign_as: Callable[..., str], mails: Mails, unit: str, language: str
) -> None:
    sign_as()
    mails.all()
    page = text(alice, f"/{language}/organise/keep-the-ward-open?by={unit}")
    assert page.count("<rect x=") == 1
    assert 'role="img" aria-label="' in page
    assert f'by={unit}#course" aria-current="true"' in page


@pytest.mark.parametrize("asked", ["", "nonsense", "HOUR", "%00"])
def test_what_is_not_offered_is_what_fits(alice: FlaskClient, change: Callable[..., None], asked: str) -> None:
    assert 'by=hour#course" aria-current' in text(alice, f"{PAGE}?by={asked}")
    change(opened_at=clock.now() - timedelta(days=3))
    assert 'by=day#course" aria-current' in text(alice, f"{PAGE}?by={asked}")


def test_where_counting_is_batched_no_hours_are_offered(alice: FlaskClient, change: Callable[..., None]) -> None:
    change(publish=Publishing.BATCHED)
    page = text(alice, f"{PAGE}?by=hour")
    assert "by=hour" not in page
    assert 'by=day#course" aria-current' in page


def test_of_those_at_risk_only_what_is_harmless(
    app: Flask, alice: FlaskClient, change: Callable[..., None], load: Callable[[str], Petition]
) -> None:
    happened(app, load, "gmail.com", opened=500, submitted=100, mailed=100, confirmed=50)
    change(protection=Protection.DISCREET)
    page = text(alice)
    assert "Sent the form" in page
    assert not any(words in page for words in ("Opened", "gmail.com", "By mail domain", "?ref="))


def test_what_was_before_the_figures_is_said_to_be_unknown(
    app: Flask, alice: FlaskClient, load: Callable[[str], Petition]
) -> None:
    happened(app, load, "gmail.com", submitted=5)
    assert "from the first on" in text(alice)
    with app.app_context():
        db.open_for_writing()
        hour = clock.hour_of(clock.now() - timedelta(days=3))
        ward = load("keep-the-ward-open")
        db.session.add(TallyHour(petition_id=ward.id, hour=hour, day=hour.date(), step=Step.CONFIRMED, n=5))
        ward.opened_at = hour
        db.session.commit()
    page = text(alice, f"{PAGE}?by=day")
    assert "of what was before, only the count is known" in page
    assert f'<td class="n">5</td>{UNKNOWN * 2}<td class="n">0</td>' in page
    assert "A dash: this has been noted only since" in page


def test_large_domains_have_a_line_and_a_warning(
    app: Flask, alice: FlaskClient, load: Callable[[str], Petition]
) -> None:
    happened(app, load, "gmail.com", submitted=200, mailed=200, confirmed=120)
    happened(app, load, "outlook.com", submitted=100, mailed=100, confirmed=6)
    count(app, load, 30)
    page = text(alice)
    cells = '<td class="n" data-label="Forms">100</td><td class="n" data-label="Mails sent">100</td>'
    assert f'<bdi dir="ltr">outlook.com</bdi></th>{cells}' in page
    assert "6% confirm; of all others, 60%" in page


def test_the_median_is_told(app: Flask, alice: FlaskClient, load: Callable[[str], Petition], mails: Mails) -> None:
    with app.app_context():
        db.open_for_writing()
        ward = load("keep-the-ward-open")
        made = [submit(ward, name=f"Nr {one}", address=f"nr{one}@example.org").public_id for one in range(20)]
        db.session.commit()
    mails.all()  # The worker runs once for all of them: that takes longer than all else here.
    with app.app_context():
        db.open_for_writing()
        for waiting in map(submission_at, made):
            confirming.confirm(waiting, identity.of_submission(waiting), same_browser=True)
        db.session.commit()
    mails.all()
    page = text(alice)
    assert "Half of those who confirmed without a reminder did so within about" in page
    assert "mail domains and the time to confirm as of" in page


def test_one_more_moves_the_count_and_nothing_that_divides_it(
    app: Flask, alice: FlaskClient, load: Callable[[str], Petition], sign_as: Callable[..., str], mails: Mails
) -> None:
    count(app, load, 30)
    before = shown_parts(alice)
    assert '<td class="n">30</td>' in before
    sign_as()
    mails.all()
    assert shown_parts(alice) == before


def test_it_is_fetched_anew_when_something_changed(
    alice: FlaskClient, sign_as: Callable[..., str], mails: Mails
) -> None:
    first = alice.get(FIGURES)
    tag = {"If-None-Match": first.headers["ETag"]}
    again = alice.get(FIGURES, headers=tag)
    assert (again.status_code, again.data) == (304, b"")
    sign_as()
    mails.all()
    changed = alice.get(FIGURES, headers=tag)
    assert changed.status_code == 200
    assert "<html" not in changed.text
    assert changed.headers["Cache-Control"] == "no-store"


def test_mails_are_looked_for_once_on_the_page(alice: FlaskClient) -> None:
    assert 'id="mail"' in alice.get(PAGE).text
    assert 'id="mail"' not in alice.get(FIGURES).text


def test_the_page_and_what_is_fetched_say_the_same(alice: FlaskClient) -> None:
    assert alice.get(f"{FIGURES}?by=day").text.strip() in alice.get(f"{PAGE}?by=day").text


def test_team_mates_fetch_it_and_strangers_do_not(vera: FlaskClient, charlie: FlaskClient, client: FlaskClient) -> None:
    assert [browser.get(FIGURES).status_code for browser in (vera, charlie, client)] == [200, 404, 303]


def test_mails_that_wait_are_told_while_it_is_signed(
    alice: FlaskClient, client: FlaskClient, petition: str, time: FakeClock, change: Callable[..., None]
) -> None:
    sign(client, petition)
    time.move(minutes=20)
    assert "Confirmation mails are late: the oldest has waited 20 minutes." in text(alice)
    change(state=PetitionState.CLOSED)
    assert "Confirmation mails are late" not in text(alice)


@pytest.mark.parametrize("kind", [PetitionKind.STATEMENT, PetitionKind.CALL])
def test_where_nobody_signs_readers_are_told(
    app: Flask, alice: FlaskClient, load: Callable[[str], Petition], change: Callable[..., None], kind: PetitionKind
) -> None:
    change(kind=kind)
    counted(app, load, opened=7)
    page = text(alice, f"{PAGE}?by=hour")
    assert "How often the page was opened" in page
    assert '<td class="n">7</td>' in page
    assert not any(words in page for words in ("Sent the form", "By country", "Where signers come from"))
    assert not any(words in page for words in ("Not confirmed yet", "Withdrawn by signers", "Waiting to be sent"))
    assert "A page counts as opened once" in page


@pytest.mark.parametrize(("kind", "waits"), [(PetitionKind.LETTER, True), (PetitionKind.CALL, False)])
def test_a_letter_tells_who_waits_for_the_team(
    alice: FlaskClient, change: Callable[..., None], kind: PetitionKind, waits: bool
) -> None:
    change(kind=kind)
    assert ("<dt>Waiting for the team</dt><dd>0</dd>" in text(alice)) is waits


@pytest.mark.parametrize("kind", [PetitionKind.STATEMENT, PetitionKind.CALL])
def test_where_not_even_readers_are_counted_there_is_no_course(
    alice: FlaskClient, change: Callable[..., None], kind: PetitionKind
) -> None:
    change(kind=kind, protection=Protection.DISCREET)
    page = text(alice)
    assert 'id="course"' not in page
    assert ("Nothing is counted here" in page) is (kind is PetitionKind.CALL)


def test_what_was_restored_has_a_column_of_its_own(
    app: Flask, alice: FlaskClient, load: Callable[[str], Petition]
) -> None:
    assert ">Restored</th>" not in text(alice)
    counted(app, load, confirmed=5, removed=2, restored=1)
    page = text(alice)
    assert ">Restored</th>" in page
    assert "Most: 5" in page


def test_only_opened_there_is_a_table_and_no_chart(
    app: Flask, alice: FlaskClient, load: Callable[[str], Petition]
) -> None:
    counted(app, load, opened=3)
    page = text(alice)
    assert '<td class="n">3</td>' in page
    assert "figure" not in page[page.index('id="course"') : page.index('id="funnel"')]


def test_a_batch_lags_behind(
    app: Flask, alice: FlaskClient, load: Callable[[str], Petition], change: Callable[..., None]
) -> None:
    happened(app, load, "gmail.com", submitted=5)
    assert "lags behind" not in text(alice)
    change(publish=Publishing.BATCHED)
    assert "lags behind" in text(alice)


@pytest.mark.parametrize(
    ("state", "before"), [(PetitionState.CLOSED, None), (PetitionState.HIDDEN, PetitionState.CLOSED)]
)
def test_what_is_not_open_is_not_to_be_shared(
    alice: FlaskClient, change: Callable[..., None], state: PetitionState, before: PetitionState | None
) -> None:
    change(state=state, state_before=before, closed_at=clock.now())
    page = text(alice)
    assert "Nothing has happened in this time" in page
    assert not any(words in page for words in ("Share the public page", "Make the link"))


def test_the_line_that_it_stopped_is_there_and_hidden(alice: FlaskClient) -> None:
    assert "data-stopped hidden><span>These figures no longer renew themselves." in text(alice)
