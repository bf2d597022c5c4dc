"""The whole story over HTTP, as a browser without script lives it."""

from flask.testing import FlaskClient

from tests.conftest import FakeClock
from tests.reading import Mails, code_in, confirm, link_in, sign


def count_of(client: FlaskClient, slug: str) -> int:
    answer = client.get(f"/petitions/{slug}/count.json").get_json()
    return int(answer["count"])


def test_sign_mail_confirm_count(client: FlaskClient, petition: str, mails: Mails) -> None:
    answer = sign(client, petition)
    assert answer.status_code == 303
    assert answer.location.endswith(f"/en/petitions/{petition}/check-your-mail")
    path = link_in(mails.newest())
    assert "not yet counted" in client.get(path).get_data(as_text=True).lower()
    assert confirm(client, path).status_code == 303
    mails.all()
    assert count_of(client, petition) == 1
    assert "You are counted" in client.get(path).get_data(as_text=True)


def test_it_confirms_by_the_typed_code(client: FlaskClient, petition: str, mails: Mails) -> None:
    sign(client, petition)
    code = code_in(mails.newest()).translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    answer = client.post(f"/en/petitions/{petition}/code", data={"code": f" {code[:4]} {code[4:]}"})
    assert answer.status_code == 303
    mails.all()
    assert count_of(client, petition) == 1


def test_it_withdraws(client: FlaskClient, petition: str, mails: Mails, time: FakeClock) -> None:
    sign(client, petition)
    path = link_in(mails.newest())
    confirm(client, path)
    page = client.get(path).get_data(as_text=True)
    mine = page[page.index("/en/signature/") :].split('"')[0]
    mails.all()
    client.post(mine)
    mails.all()
    answer = client.get(f"/petitions/{petition}/count.json").get_json()
    assert (answer["count"], answer["withdrawn"]) == (0, 1)
