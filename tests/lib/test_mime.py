"""Mails as bytes survive long addresses, any script, and attempts to slip in headers."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import getaddresses
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from petition.lib.mail_policy import POLICY
from petition.lib.mime import as_bytes, compose, deliverable, message_id, needs_smtputf8, token_of_verp, verp_address

ARABIC = "أوقفوا الهجمات على المستشفيات: أكّدوا توقيعكم على العريضة برمز التأكيد ١٢٣٤٥٦٧٨ قبل فوات الأوان"
UNSUBSCRIBE = "https://petitions.example.org/ar/unsubscribe/" + "eyJzIjoi.Zm9v-_" * 20
NAME_LETTERS = st.text(st.sampled_from("ab cdé,.;()<>@\"'\\=?_عربية😀"), max_size=90)


def make_mail(**changes: Any) -> EmailMessage:
    mail: dict[str, Any] = {
        "sender": "petitions@example.org",
        "sender_name": 'Médecins, أطباء <sans> "quotes"',
        "to": "alice@example.net",
        "subject": ARABIC,
        "text": "أهلا\n",
        "html": '<p dir="rtl">أهلا</p>',
        "lang": "ar",
        "message_id": "<outbox.42@example.org>",
        "date": datetime(2026, 11, 22, 14, 0, tzinfo=UTC),
    }
    return compose(**mail | changes)


def arrived(mail: EmailMessage) -> Any:
    return BytesParser(policy=POLICY).parsebytes(as_bytes(mail))


def read_sender(mail: EmailMessage) -> list[tuple[str, str]]:
    """As most readers do: the stdlib's newer parser adds blanks between the encoded words of a name."""
    header = message_from_bytes(as_bytes(mail))["From"].replace("\r\n", "")
    return [(str(make_header(decode_header(name))), address) for name, address in getaddresses([header])]


def test_it_is_text_and_html() -> None:
    mail = arrived(make_mail())
    assert mail.get_content_type() == "multipart/alternative"
    text, html = mail.iter_parts()
    assert (text.get_content_type(), text.get_content().strip()) == ("text/plain", "أهلا")
    assert (html.get_content_type(), html.get_content().strip()) == ("text/html", '<p dir="rtl">أهلا</p>')


def test_it_says_that_it_is_automatic() -> None:
    mail = arrived(make_mail())
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail["X-Auto-Response-Suppress"] == "All"
    assert mail["Content-Language"] == "ar"


def test_its_identity_is_the_callers() -> None:
    mail = arrived(make_mail())
    assert mail["Message-ID"] == "<outbox.42@example.org>"
    assert mail["Date"].datetime == datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


def test_an_arabic_subject_round_trips() -> None:
    assert arrived(make_mail())["Subject"] == ARABIC


def test_bytes_are_short_ascii_lines_with_crlf() -> None:
    lines = as_bytes(make_mail(text=ARABIC * 10)).split(b"\r\n")
    assert all(line.isascii() and b"\n" not in line and b"\r" not in line for line in lines)
    assert max(map(len, lines)) <= 100


def test_it_offers_no_unsubscribing_unless_told() -> None:
    mail = arrived(make_mail())
    assert "List-Unsubscribe" not in mail
    assert "List-Unsubscribe-Post" not in mail


def test_a_long_unsubscribe_address_stays_on_one_line() -> None:
    sent = as_bytes(make_mail(unsubscribe=UNSUBSCRIBE))
    assert b"\r\nList-Unsubscribe: <" + UNSUBSCRIBE.encode() + b">\r\n" in sent
    assert b"\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in sent


def test_it_notes_where_replies_and_bounces_go() -> None:
    mail = arrived(make_mail(reply_to="team@example.org", envelope_from="bounce+x7@example.org"))
    assert mail["Reply-To"].addresses[0].addr_spec == "team@example.org"
    assert mail["Return-Path"] == "<bounce+x7@example.org>"


@given(NAME_LETTERS)
def test_a_senders_name_never_becomes_an_address(letters: str) -> None:
    name = " ".join(letters.split())
    assert read_sender(make_mail(sender_name=name)) == [(name, "petitions@example.org")]


def test_a_long_name_keeps_its_quotes() -> None:
    name = "Doctors for the Protection of Hospitals, Health Workers and Patients <x@example.org>, Union"
    assert read_sender(make_mail(sender_name=name)) == [(name, "petitions@example.org")]


@given(
    before=st.text(max_size=20),
    after=st.text(max_size=20),
    line_end=st.sampled_from("\r\n\x0b\x0c\x85\u2028\0"),
)
def test_a_line_end_in_a_header_is_refused(before: str, after: str, line_end: str) -> None:
    for field in ("subject", "sender_name", "to", "lang", "reply_to", "message_id", "unsubscribe"):
        with pytest.raises(ValueError, match=r"header cannot|Message-ID|unsubscribe address"):
            make_mail(**{field: before + line_end + after})


@given(st.text(max_size=200))
def test_no_subject_adds_a_header(subject: str) -> None:
    try:
        mail = arrived(make_mail(subject=subject))
    except ValueError:
        return
    assert mail.keys() == make_mail().keys()


@pytest.mark.parametrize("to", ["", "alice", "a@b@c", "<a@b.org>", "a@b.org, c@d.org", "a b@c.org", '"a"@b.org'])
def test_it_refuses_what_is_not_one_address(to: str) -> None:
    with pytest.raises(ValueError, match="plain mail address"):
        make_mail(to=to)


@pytest.mark.parametrize("url", ["mailto:a@b.org", "https://x/>,<https://y", "https://é.fr/", "https://x/" + "a" * 999])
def test_it_refuses_a_bad_unsubscribe_address(url: str) -> None:
    with pytest.raises(ValueError, match="unsubscribe"):
        make_mail(unsubscribe=url)


def test_it_refuses_a_date_without_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        make_mail(date=datetime(2026, 11, 22, 14, 0))  # noqa: DTZ001


def test_an_international_address_stands_in_utf8() -> None:
    mail = make_mail(to="سلمى@أطباء.example")
    assert needs_smtputf8(mail)
    assert "To: سلمى@أطباء.example\r\n".encode() in as_bytes(mail)


def test_an_international_domain_alone_needs_no_special_server() -> None:
    mail = make_mail(to="selma@straße.example")
    assert not needs_smtputf8(mail)
    assert b"To: selma@xn--strae-oqa.example\r\n" in as_bytes(mail)


def test_an_impossible_domain_is_refused() -> None:
    with pytest.raises(ValueError, match="odepoint"):
        deliverable("selma@é\u2603.example")


@given(st.from_regex(r"[a-z0-9_-]{1,20}(\.[A-Za-z0-9_-]{1,20})?", fullmatch=True))
def test_a_bounce_address_gives_its_token_back(token: str) -> None:
    address = verp_address("bounce@example.org", token)
    assert address == f"bounce+{token}@example.org"
    assert token_of_verp(address) == token


@pytest.mark.parametrize("token", ["", "a b", "a@b", "a..b", ".a", "a+b", "é", "a\r\nb", "x" * 58])
def test_a_token_that_does_not_fit_is_refused(token: str) -> None:
    with pytest.raises(ValueError, match="token"):
        verp_address("bounce@example.org", token)


@pytest.mark.parametrize("address", ["", "bounce@example.org", "bounce+@example.org", "bounce+a b@x", "+"])
def test_other_addresses_hold_no_token(address: str) -> None:
    assert token_of_verp(address) is None


@pytest.mark.parametrize(
    ("sender", "host"),
    [
        ("petitions@example.org", "example.org"),
        ("petitions@straße.example", "xn--strae-oqa.example"),
        ("pétitions@straße.example", "xn--strae-oqa.example"),
    ],
)
def test_a_message_id_is_of_the_senders_domain_in_ascii(sender: str, host: str) -> None:
    assert message_id("outbox.42", sender) == f"<outbox.42@{host}>"


@pytest.mark.parametrize("sender", ["petitions", "petitions@my_host", "p@é\u2603.example", "p@[::1]"])
def test_a_domain_that_no_message_id_can_name_is_refused(sender: str) -> None:
    with pytest.raises(ValueError, match=r"plain mail|Message-ID|odepoint"):
        message_id("outbox.42", sender)
