"""Mails for the tests of the backends."""

from datetime import UTC, datetime
from email.message import EmailMessage

from petition.backends.mail import Mailer
from petition.lib.mime import compose

ALICE = "alice@example.net"
BOUNCE = "bounce+t1@example.org"
SUBJECT = "أكّدوا توقيعكم على العريضة: رمز التأكيد هو ١٢٣٤٥٦٧٨، وهو صالح ليوم واحد فقط من الآن"
UNSUBSCRIBE = "https://petitions.example.org/ar/unsubscribe/" + "eyJzIjoi.Zm9v-_" * 20


def make_mail(to: str = ALICE, *, number: int = 1, text: str = "Hello\n.\n") -> EmailMessage:
    return compose(
        sender="petitions@example.org",
        sender_name="أطباء",
        to=to,
        subject=SUBJECT,
        text=text,
        html="<p>Hello</p>",
        lang="ar",
        message_id=f"<outbox.{number}@example.org>",
        date=datetime(2026, 11, 22, tzinfo=UTC),
        envelope_from=BOUNCE,
        unsubscribe=UNSUBSCRIBE,
    )


def send(mailer: Mailer, to: str = ALICE, *, number: int = 1) -> None:
    mailer.send(make_mail(to, number=number), sender=BOUNCE, recipient=to)
