"""What signers do with their own signature, by the link to it alone."""

import sqlalchemy as sa

from petition.extensions import db
from petition.models.consent import ConsentPurpose
from petition.models.outbox import Mail, MailKind
from petition.models.signature import Signature, SignatureState
from petition.services import identity, unsubscribing, withdrawing
from tests.people import signed
from tests.verbs.deed import Args, Deed, Whoever, newest, ward

SIGNATURE = "/en/signature/{token}"


def _counts() -> Args:
    return {"token": withdrawing.link_token(signed(ward(), consents=(ConsentPurpose.PETITION_NEWS,)))}


def _is_mailed(kind: MailKind) -> bool:
    return bool(db.session.scalar(sa.select(sa.exists().where(Mail.kind == kind))))


DEEDS = [
    Deed(
        "public.mail_my_links",
        Whoever.ANYONE,
        lambda _args: _is_mailed(MailKind.LINKS),
        sends={"mail": "rima@example.org"},
        page="/en/signature",
        spoils={"mail": "rima at example.org"},
        tokenless=422,
    ),
    Deed(
        "public.renew_link",
        Whoever.ANYONE,
        lambda _args: _is_mailed(MailKind.LINK_RENEWED),
        _counts,
        page=SIGNATURE,
        tokenless=0,
    ),
    Deed(
        "public.correct_name",
        Whoever.ANYONE,
        lambda _args: identity.of_signature(newest(Signature)).name == "Rima al-Haddad",
        _counts,
        {"name": "Rima al-Haddad", "give_name_to": "nobody"},
        page=f"{SIGNATURE}/name",
        spoils={"name": ""},
        tokenless=0,
    ),
    Deed(
        "public.choose_news",
        Whoever.ANYONE,
        lambda _args: not unsubscribing.wanted_by(newest(Signature)),
        _counts,
        {"purpose": ConsentPurpose.PETITION_NEWS.value, "wanted": ""},
        page=SIGNATURE,
        spoils="a press on one of its buttons, each with fields of its own",
        tokenless=0,
    ),
    Deed(
        "public.erase",
        Whoever.ANYONE,
        lambda _args: newest(Signature).state is SignatureState.ERASED,
        _counts,
        {"understood": "y"},
        page=f"{SIGNATURE}/erase",
        spoils={"understood": ""},
        unkept=frozenset({"understood"}),
        tokenless=0,
    ),
]
