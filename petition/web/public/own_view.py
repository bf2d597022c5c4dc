"""What "my signature" says of one signature, as plain values in the reader's language."""

from dataclasses import dataclass

from flask import url_for
from flask_babel import LazyString, gettext, lazy_gettext

from petition.models.consent import ConsentPurpose
from petition.models.petition import NameAudience
from petition.models.record import ExportPurpose
from petition.models.signature import Signature, SignatureState
from petition.services import asking_for_news, own_record, signature_history, unsubscribing
from petition.web import formats
from petition.web.public.petition_page import PetitionPage
from petition.web.public.sign_form import AUDIENCES

NEWS: dict[ConsentPurpose, LazyString] = {
    ConsentPurpose.PETITION_NEWS: lazy_gettext("News on this petition"),
    ConsentPurpose.TEAM_NEWS: lazy_gettext("News about other work of this team"),
}


@dataclass(frozen=True)
class SignedView:
    """The words that were signed, and where it is told how they were corrected since, if they were."""

    title: str
    language: str
    version: str
    since: str
    confirmed: str
    changes_url: str | None


@dataclass(frozen=True)
class AudienceView:
    """Who gets the name, by the choice's name and with every recipient named."""

    choice: str
    about: str


@dataclass(frozen=True)
class AgreedView:
    """A sentence that was agreed to, as it was then, and the days."""

    wording: str
    language: str
    given: str
    taken_back: str | None


@dataclass(frozen=True)
class NewsView:
    """Some news: wanted, or offered with the wording that would be agreed to and the hash it is known by."""

    name: str
    purpose: str
    is_wanted: bool
    wording: str = ""
    language: str = ""
    sha256: str = ""


def signed_view(found: Signature, page: PetitionPage) -> SignedView:
    signed = found.revision
    newest = found.petition.latest(signed.language)
    is_corrected = newest is not None and newest.number > signed.number and found.petition.is_public
    return SignedView(
        title=signed.title,
        language=signed.language,
        version=formats.number(signed.number),
        since=formats.day_in(signed.created_at, found.petition.zone),
        confirmed=formats.day(found.confirmed_on),
        changes_url=url_for("public.revisions", slug=page.slug) if is_corrected else None,
    )


def audience_view(found: Signature, page: PetitionPage) -> AudienceView:
    about = {
        NameAudience.NOBODY: gettext("Those it is addressed to learn your country, not your name."),
        NameAudience.ADDRESSEES: gettext("%(recipients)s. Not published.", recipients=page.recipients),
        NameAudience.PUBLIC: gettext("%(recipients)s, and everyone who reads the page.", recipients=page.recipients),
    }
    return AudienceView(str(AUDIENCES[found.give_name_to]), about[found.give_name_to])


def handed_over_days(found: Signature) -> list[str]:
    """When lists for the addressees were taken in which the name stands, the newest first."""
    lists = [one for one in own_record.lists_with(found) if one.purpose is ExportPurpose.OFFICIALS]
    return list(dict.fromkeys(formats.day_in(one.cut_off, found.petition.zone) for one in lists))


def agreed_view(found: Signature) -> list[AgreedView]:
    zone = found.petition.zone
    return [
        AgreedView(
            one.text.text,
            one.text.language,
            formats.day_in(one.consent.given_at, zone),
            formats.day_in(one.consent.withdrawn_at, zone) if one.consent.withdrawn_at else None,
        )
        for one in signature_history.agreed(found)
    ]


def news_view(found: Signature) -> list[NewsView]:
    """What comes, and what could; nothing once it was withdrawn, because then nothing is mailed."""
    if found.state is SignatureState.WITHDRAWN:
        return []
    wanted = [NewsView(str(NEWS[one]), one.value, is_wanted=True) for one in unsubscribing.wanted_by(found)]
    offered = [
        NewsView(str(NEWS[one]), one.value, is_wanted=False, wording=text, language=found.language, sha256=sha256)
        for one, (text, sha256) in asking_for_news.wordings_for(found).items()
    ]
    return wanted + offered
