"""The record of processing (GDPR Art. 30) of one petition."""

from collections.abc import Iterator

from flask_babel import gettext, ngettext

from petition.extensions import settings
from petition.models.consent import ConsentPurpose
from petition.models.petition import CONFIRMATION_GRACE, Commenting, CountryQuestion, Joining
from petition.services import consents, forgetting, index_keys, origins, record_recipients
from petition.services.paper_parts import Fact, Paper, Part, Situation, day, here, language, listed, number, quoted
from petition.services.signing import SUBMISSION_LIFE


def of(situation: Situation) -> Paper:
    parts = [
        Part(gettext("Who answers for it"), [*_who(situation)]),
        Part(gettext("What for"), [*_what_for(situation)]),
    ]
    if situation.keeps_names:
        parts += [
            Part(gettext("Whose data, and which"), [*_which(situation)]),
            Part(gettext("Who gets them"), [*record_recipients.of(situation)]),
            Part(gettext("How long"), [*_how_long(situation)]),
            Part(gettext("How they are guarded"), _guarded(situation)),
        ]
    about = gettext(
        "What the law calls a record of processing activities (GDPR Art. 30): who keeps what, why, and how long."
    )
    return Paper("record", gettext("Record of processing"), about, parts)


def _who(situation: Situation) -> Iterator[Fact]:
    team = situation.petition.team
    given = [team.legal_name, team.postal_address, team.privacy_contact]
    missing = gettext("Legal name, postal address or privacy contact is missing in the settings of the team.")
    # The lines of an address run one way.
    told = tuple(quoted(", ".join(words.splitlines())) for words in given if words)
    yield Fact(gettext("Controller"), told, "" if all(given) else missing)
    yield Fact(
        gettext("Processor"),
        (
            gettext(
                "Those who run the site %(site)s keep the signatures for the team and on its instructions.",
                site=quoted(f"{settings.site_name} ({settings.base_url})"),
            ),
        ),
        gettext("Where is your contract with them (GDPR Art. 28)? If you run the site yourselves, say so."),
    )
    yield Fact(
        gettext("Further offices"),
        (),
        gettext("Data protection officer, representative in the European Union, joint controllers: who, or none?"),
    )


def _what_for(situation: Situation) -> Iterator[Fact]:
    petition = situation.petition
    if petition.abilities.people_sign:
        count = gettext(
            "Whoever signs “%(title)s” is asked to confirm by mail, so that each signature is real and counts once.",
            title=situation.title,
        )
        yield Fact(gettext("To count support"), (count,))
        if situation.names_go_to:
            yield Fact(
                gettext("To hand over names"),
                (gettext("Only of those who choose to give their name to the addressees."),),
            )
        yield Fact(gettext("To publish names"), (gettext("Only of those who choose to be named on the page."),))
        yield _news(situation)
        yield Fact(
            gettext("To keep the number honest"),
            (
                gettext(
                    "What looks doubtful is held and not counted until the team has looked at it. Nobody is refused."
                ),
                gettext("Those in the team who may decide are told by mail how many wait, and never who."),
            ),
        )
    if not situation.keeps_names:
        yield Fact(gettext("Nobody signs here"), (gettext("The page asks its readers for nothing about themselves."),))
        return
    if petition.joining is not Joining.NOBODY:
        lines = gettext(
            "Organisations, and people in a capacity, ask to be listed under it. The team decides on each line."
        )
        yield Fact(gettext("To list who supports it"), (lines,))
    elif petition.abilities.counts_signatories:
        lines = gettext("The team itself adds organisations, and people in a capacity, who agreed to be listed.")
        yield Fact(gettext("To list who supports it"), (lines,))
    yield _ground(situation)


def _ground(situation: Situation) -> Fact:
    asks = gettext("On which ground does each purpose rest (GDPR Art. 6, and Art. 9 where opinions show)?")
    if not situation.petition.abilities.people_sign:
        return Fact(gettext("Ground"), (), asks)
    agreed = consents.wording(ConsentPurpose.SIGNING, situation.petition.team, here().language)
    kept = gettext(
        "The words, their version and language are kept with each signature, and the day somebody takes it back."
    )
    return Fact(gettext("Ground"), (gettext("Signers agree to this: “%(words)s”", words=quoted(agreed)), kept), asks)


def _news(situation: Situation) -> Fact:
    if situation.petition.is_discreet:
        return Fact(gettext("To send news"), (gettext("No. Where signers are at risk the form offers none."),))
    sent = ngettext("%(num)s update was mailed so far.", "%(num)s updates were mailed so far.", situation.mailings)
    return Fact(
        gettext("To send news"),
        (
            gettext(
                "Only to those who tick a box for it: one for this petition, one for other work of the team. "
                "Neither is "
                "ticked beforehand, and each mail has a link that ends it."
            ),
            sent if situation.mailings else gettext("None was mailed so far."),
        ),
    )


def _which(situation: Situation) -> Iterator[Fact]:
    petition = situation.petition
    if petition.abilities.people_sign:
        is_required = petition.country_question is CountryQuestion.REQUIRED
        told = [
            gettext("Name, mail address and country; everybody has to tell the country.")
            if is_required
            else gettext("Name and mail address; the country, if somebody wants to tell it.")
        ]
        if situation.questions:
            told.append(gettext("Answers to questions of your own: %(labels)s.", labels=listed(situation.questions)))
        told.append(gettext("Who gets the name, and the sentences agreed to."))
        if petition.slots > 1:
            told.append(gettext("Two people may sign with one mail address."))
        yield Fact(gettext("What signers give"), tuple(told))
        yield Fact(gettext("Their comment, if they write one"), (comments(situation),))
    if petition.joining is not Joining.NOBODY:
        yield Fact(
            gettext("What is sent for a line"),
            (gettext("Organisation, person and title as they are to be printed; the sender’s name and mail address."),),
        )
    yield Fact(gettext("What the site notes"), tuple(_noted(situation)))
    yield Fact(
        gettext("Special categories"),
        (
            gettext(
                "That somebody signed can show a political, religious or other protected opinion (GDPR Art. 9). "
                "All of it is "
                "treated as if it did."
            ),
        ),
    )
    yield Fact(
        gettext("Others who are named"),
        (gettext("Addressees in their office, contacts for the press, and the members of the team."),),
    )


def comments(situation: Situation) -> str:
    """When what signers write becomes public."""
    if situation.petition.comments is Commenting.AFTER_REVIEW:
        words = gettext(
            "Up to 500 characters, for everyone or for the addressees alone, as the signer chooses. One for "
            "everyone appears "
            "once somebody of the team has read it."
        )
    else:
        words = gettext(
            "Up to 500 characters, for everyone or for the addressees alone, as the signer chooses. One for "
            "everyone appears "
            "once the signature counts; nobody reads it before."
        )
    return str(words)


def _noted(situation: Situation) -> Iterator[str]:
    spoken = listed(language(code) for code in situation.petition.languages)
    yield gettext("Day, language (%(languages)s) and version of the text that was signed.", languages=spoken)
    if not situation.petition.abilities.people_sign:
        return
    if situation.petition.is_discreet:
        yield gettext(
            "To tell floods from crowds: codes of the networks that a form was sent and confirmed from, of its mailbox "
            "and its mail domain. For two days at most such a code can be matched with a network."
        )
        yield gettext(
            "Beside these stands no hour, no country and not how long it took; and nothing is noted about links."
        )
        return
    yield gettext(
        "To tell floods from crowds: codes of the networks that a form was sent and confirmed from, of its mailbox and "
        "its mail domain; when it was sent, the country of its network, and how long it took. For two days at most "
        "such a code can be matched with a network."
    )
    links = len(situation.petition.sources)
    if links:
        yield ngettext(
            "Whether somebody came by the link with a code that the team gave out (%(num)s).",
            "Whether somebody came by one of the links with a code that the team gave out (%(num)s).",
            links,
        )
    yield gettext("Sums alone: openings of the page, mail domains, how long confirming takes.")


def _how_long(situation: Situation) -> Iterator[Fact]:
    petition = situation.petition
    until = gettext("Until the end of %(day)s, then deleted by the site itself.", day=day(petition.retain_until))
    yield Fact(gettext("Names, mail addresses, answers, comments"), (until,))
    yield Fact(gettext("Forms that nobody confirms"), (_days(SUBMISSION_LIFE.days),))
    if petition.abilities.people_sign:
        yield Fact(gettext("What tells floods from crowds"), (_traces(),))
    yield Fact(
        gettext("Mails"),
        (
            gettext(
                "The address until the mail is sent; that it was sent for %(days)s days.",
                days=number(forgetting.MAIL_LIFE.days),
            ),
        ),
    )
    if petition.is_discreet:
        days = number((CONFIRMATION_GRACE + index_keys.GRACE).days)
        yield Fact(
            gettext("The key by which an address can be found"),
            (gettext("Destroyed %(days)s days after closing: from then on a right guess finds nothing.", days=days),),
        )
    yield Fact(
        gettext("Whoever leaves earlier"),
        (
            gettext(
                "By the link in their mail signers see, correct, take back and erase what is kept, with no account."
            ),
        ),
    )
    yield Fact(
        gettext("What stays"),
        (gettext("The count and the public record behind it, which hold no name, and lines given to be printed."),),
    )
    yield Fact(
        gettext("Backups and lists"),
        (),
        gettext("When do those who run the site delete backups, and who of you deletes lists that were taken?"),
    )


def _traces() -> str:
    words: str = gettext(
        "%(days)s days after confirming, or until a review is over; at once when its signer erases it.",
        days=number(origins.LIFE.days),
    )
    return words


def _days(days: int) -> str:
    words: str = gettext("%(days)s days.", days=number(days))
    return words


def _guarded(situation: Situation) -> list[Fact]:
    """The measures (GDPR Art. 32)."""
    told = [
        (
            gettext("Encryption"),
            gettext("Names, addresses, answers and comments for the addressees are stored encrypted."),
        ),
        (gettext("Roles"), gettext("Who may see what goes by role. Who takes a list shows again who they are.")),
        (gettext("Traces"), gettext("What the team does with signatures and lists is kept in a log, without names.")),
        (gettext("Logs"), gettext("No name, address or link of a signer stands in any log.")),
        (
            gettext("Sums"),
            gettext("Countries, links and mail domains are never shown where fewer than five stand behind."),
        ),
    ]
    if situation.petition.is_discreet:
        told.append(
            (
                gettext("Signers at risk"),
                gettext(
                    "One mail that says nothing of the petition, a link that shows nothing once it was used, a "
                    "button to "
                    "leave the page at once, and no figures made of single people."
                ),
            )
        )
    return [Fact(name, (words,)) for name, words in told]
