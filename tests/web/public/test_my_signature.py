import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from petition.extensions import db
from petition.lib import clock
from petition.models.report import ReportReason
from petition.models.signature import Comment, CommentState, Signature
from petition.services import forgetting, moderating
from tests.conftest import FakeClock
from tests.guarantees import rows_of
from tests.reading import Mails, confirm, link_in, sign


@pytest.fixture
def mine(client: FlaskClient, petition: str, mails: Mails) -> str:
    """The link to my counted signature, whose name and comment are public."""
    sign(client, petition, give_name_to="public", comment="For the night shift", comment_public="y")
    path = link_in(mails.newest())
    confirm(client, path)
    mails.all()
    page = client.get(path).get_data(as_text=True)
    return "/en/signature/" + page.split("/en/signature/")[1].split('"')[0]


def page_of(client: FlaskClient, path: str) -> str:
    return client.get(path).get_data(as_text=True)


def test_it_shows_what_was_signed(client: FlaskClient, mine: str) -> None:
    page = page_of(client, mine)
    for words in ("Rima Haddad", "For the night shift"):
        assert words in page


def test_withdrawing_takes_name_comment_and_count_from_the_public(
    client: FlaskClient, petition: str, mails: Mails, mine: str
) -> None:
    assert "Rima Haddad" in page_of(client, f"/en/petitions/{petition}/signatures")
    assert client.post(mine).status_code == 303
    mails.all()
    for path in (f"/en/petitions/{petition}/signatures", f"/en/petitions/{petition}"):
        assert "Rima Haddad" not in page_of(client, path)
        assert "For the night shift" not in page_of(client, path)
    answer = client.get(f"/petitions/{petition}/count.json").get_json()
    assert (answer["count"], answer["withdrawn"]) == (0, 1)


def test_what_the_team_removed_can_be_withdrawn_besides(app: Flask, client: FlaskClient, mine: str) -> None:
    with app.app_context():
        db.open_for_writing()
        moderating.remove(db.session.scalars(sa.select(Signature)).one(), by="mona", reason="a flood")
        db.session.commit()
    assert "Once you withdraw it, nobody can restore it." in page_of(client, mine)
    assert "Nobody, as long as your signature is not counted." in page_of(client, mine)
    assert client.post(mine).status_code == 303
    assert "You have withdrawn it besides: nobody can restore it." in page_of(client, mine)


def test_the_comment_alone_can_be_taken_back(client: FlaskClient, petition: str, mine: str) -> None:
    assert "Everyone, on the petition’s page." in page_of(client, mine)
    assert [client.post(f"{mine}/comment").status_code for _ in range(2)] == [303, 303]
    assert "it was taken back" in page_of(client, mine)
    assert "For the night shift" not in page_of(client, f"/en/petitions/{petition}")
    assert "Rima Haddad" in page_of(client, f"/en/petitions/{petition}/signatures")


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"state": CommentState.WAITING}, "Nobody yet. It appears once somebody of the team has read it"),
        ({"state": CommentState.HIDDEN}, "at present nobody else is shown it. If you think that this is a mistake"),
        (
            {"state": CommentState.HIDDEN, "hidden_because": ReportReason.INSULT},
            "at present nobody else is shown it. The team thinks that it could hurt somebody.",
        ),
    ],
)
def test_it_says_what_became_of_the_comment(
    app: Flask, client: FlaskClient, mine: str, values: dict[str, object], words: str
) -> None:
    with app.app_context():
        db.open_for_writing()
        db.session.execute(sa.update(Comment).values(**values))
        db.session.commit()
    assert words in page_of(client, mine)


def test_withdrawing_ten_times_is_once(client: FlaskClient, petition: str, mails: Mails, mine: str) -> None:
    assert [client.post(mine).status_code for _ in range(10)] == [303] * 10
    mails.all()
    assert client.get(f"/petitions/{petition}/count.json").get_json()["withdrawn"] == 1
    assert client.get(mine).status_code == 200


def test_signing_again_after_withdrawing_works(
    client: FlaskClient, petition: str, mails: Mails, mine: str, time: FakeClock
) -> None:
    client.post(mine)
    time.move(hours=25)
    sign(client, petition)
    assert confirm(client, link_in(mails.newest())).status_code == 303
    mails.all()
    assert client.get(f"/petitions/{petition}/count.json").get_json()["count"] == 1


def test_another_site_cannot_withdraw_for_me(app: Flask, client: FlaskClient, mine: str) -> None:
    before = rows_of(app)
    assert client.post(mine, headers={"Origin": "https://evil.example"}).status_code == 403
    assert rows_of(app) == before


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_strangers_guess_is_gone(client: FlaskClient, petition: str, method: str) -> None:
    assert client.open("/signature/WyJ4IiwwXQ.aaaaaa.bbbb", method=method).status_code == 410


def test_the_page_outlives_what_was_erased(app: Flask, client: FlaskClient, mine: str) -> None:
    with app.app_context(), clock.pretending(clock.now().replace(year=2029)):
        db.open_for_writing()
        forgetting.forget()
        db.session.commit()
    page = client.get(mine)
    assert page.status_code == 200
    assert "Rima" not in page.get_data(as_text=True)
