"""Updates that are mailed, for tests of what becomes of that."""

from collections.abc import Iterable

import sqlalchemy as sa

from petition.extensions import db
from petition.models.consent import ConsentPurpose
from petition.models.news import Update, UpdateText
from petition.models.outbox import Mail, MailKind, MailUse
from petition.models.petition import Petition
from petition.models.signature import Signature
from petition.models.update_mail import UpdateMailing
from petition.services import update_mailings, update_mails, updates
from tests.making import sign_and_confirm

NEWS = (ConsentPurpose.PETITION_NEWS,)
TITLES = {"en": "The ward stays open", "ar": "الجناح يبقى مفتوحًا"}


def published(petition: Petition, languages: Iterable[str] = ("en", "ar")) -> Update:
    texts = [UpdateText(language=code, title=TITLES[code], text="**Thank you.**") for code in languages]
    return updates.publish(petition, texts)


def mailed(petition: Petition, languages: Iterable[str] = ("en", "ar")) -> UpdateMailing:
    """An update whose mailing has begun and chosen nobody yet; not committed."""
    return update_mailings.begin(published(petition, languages))


def asked(petition: Petition, *names: str, language: str = "en") -> list[Signature]:
    """Signatures of people who asked for news; the mails about signing are gone."""
    made = [
        sign_and_confirm(petition, name=name, address=f"{name}@example.org", consents=NEWS, language=language)
        for name in names
    ]
    for model in (Mail, MailUse):
        db.session.execute(sa.delete(model))
    return made


def choose_all() -> None:
    while update_mails.choose():
        pass


def news_mails() -> list[Mail]:
    query = sa.select(Mail).where(Mail.kind == MailKind.UPDATE).order_by(Mail.id)
    return list(db.session.scalars(query.execution_options(populate_existing=True)))
