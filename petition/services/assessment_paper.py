"""The draft of an impact assessment (GDPR Art. 35): what could happen to signers by the settings of their petition."""

from collections.abc import Iterator

from flask_babel import gettext, ngettext

from petition.models.petition import Commenting, CountryQuestion, Joining, NameAudience, Petition, Publishing
from petition.services import care
from petition.services.care import Careless
from petition.services.paper_parts import Fact, Paper, Part, Situation, day, listed, number


def of(situation: Situation) -> Paper:
    parts = [Part(gettext("What is done"), [*_what_is_done(situation)])]
    if situation.keeps_names:
        parts.append(Part(gettext("Why it is needed"), [*_why(situation)]))
        parts.append(Part(gettext("What could happen"), [*_risks(situation)]))
    if again := [*_to_look_at_again(situation.petition)]:
        parts.append(Part(gettext("Settings to look at again"), again))
    parts.append(Part(gettext("What only you can answer"), [*_questions()]))
    return Paper(
        "assessment",
        gettext("Impact assessment: a draft"),
        gettext(
            "What the law calls a data protection impact assessment (GDPR Art. 35). How likely each harm is, "
            "and how bad, "
            "is for people to judge who know the signers: the draft leaves that open."
        ),
        parts,
    )


def _what_is_done(situation: Situation) -> Iterator[Fact]:
    petition = situation.petition
    yield Fact(situation.title, tuple(_told_in_short(situation)))
    if petition.is_discreet:
        risk = gettext("The team says that it could harm somebody if others learned that they signed.")
    else:
        risk = gettext("The team says that signing is safe for everybody.")
    yield Fact(
        gettext("Are signers at risk?"),
        (risk,),
        gettext("Who could want to find out who signed, and what could they do?"),
    )


def _told_in_short(situation: Situation) -> Iterator[str]:
    petition = situation.petition
    if petition.abilities.people_sign:
        n = situation.count.number
        yield gettext("People sign with their name, confirm by mail, and are counted in public.")
        yield ngettext("%(n)s person has signed so far.", "%(n)s people have signed so far.", n, n=number(n))
    if petition.joining is not Joining.NOBODY:
        yield gettext("Organisations and people in a capacity are listed under it.")
    if closing_day := petition.closing_day:
        ends, last = day(closing_day), day(petition.retain_until)
        yield gettext("It ends on %(day)s; names are deleted after %(last)s.", day=ends, last=last)
    else:
        yield gettext("It has no end yet; names are deleted after %(last)s.", last=day(petition.retain_until))


def _why(situation: Situation) -> Iterator[Fact]:
    petition = situation.petition
    yield Fact(gettext("Mail address"), (gettext("Without it nobody could tell one person from a hundred forms."),))
    yield Fact(gettext("Name"), (gettext("A petition is signed by people. It goes only to whom each signer chooses."),))
    if petition.abilities.people_sign:
        yield Fact(
            gettext("Country"),
            (gettext("It shows addressees where support comes from, in sums of at least five."),),
            gettext("Why has everybody to tell it?") if petition.country_question is CountryQuestion.REQUIRED else "",
        )
    for question in situation.questions:
        yield Fact(question, (), gettext("What do you need this answer for? If it only might be useful, do not ask."))
    yield Fact(
        gettext("Less would do"),
        (),
        gettext("Could the same be reached with less data, for a shorter time, or without names?"),
    )


def _risks(situation: Situation) -> Iterator[Fact]:
    judge = gettext("how likely, how bad, and what else will you do?")
    yield from (Fact(name, tuple(says), judge) for name, says in _told_risks(situation))


def _told_risks(situation: Situation) -> Iterator[tuple[str, list[str]]]:
    if situation.petition.abilities.people_sign:
        yield from _of_signing(situation)
    yield (
        gettext("Somebody breaks in, takes the computers, or forces those who run the site"),
        [
            gettext(
                "Without its keys, a copy of the database or a backup shows no name that is not public. Whoever "
                "has the keys "
                "too, or runs the site, can read names until they are deleted."
            )
        ],
    )


def _of_signing(situation: Situation) -> Iterator[tuple[str, list[str]]]:
    petition = situation.petition
    yield gettext("Somebody is found by their name on the page"), _found_by_name(petition)
    yield gettext("Somebody sees the mail, the telephone or the connection"), _found_nearby(petition)
    yield gettext("Somebody watches the number and guesses who signed"), _found_by_watching(petition)
    yield gettext("A comment tells who wrote it"), _found_by_comment(petition)
    if situation.questions:
        rare = gettext(
            "Answers (%(labels)s) go only where the name goes; a rare one beside a country can be enough to "
            "know somebody.",
            labels=listed(situation.questions),
        )
        yield gettext("Answers taken together point at one person"), [rare]
    if names := listed(situation.names_go_to):
        over = gettext("What was handed over cannot be called back: %(names)s.", names=names)
        yield gettext("Names are used against people by those who get them"), [over, _offered_first(petition)]
    yield gettext("A list is lost or copied"), _lost_lists(situation)
    yield gettext("Somebody signs in the name of another"), [*_signed_for(petition)]


def _signed_for(petition: Petition) -> Iterator[str]:
    yield gettext("Nothing counts that was not confirmed by mail, and whoever gets such a mail can refuse it.")
    if petition.slots > 1:
        yield gettext("Two who share a mail address can open each other’s links.")


def _found_by_name(petition: Petition) -> list[str]:
    told = [gettext("Each signer chooses; publishing is never offered first, and can be taken back later.")]
    if petition.is_discreet:
        told.append(gettext("Where signers are at risk, others may have copied the name by then."))
    return told


def _found_nearby(petition: Petition) -> list[str]:
    if petition.is_discreet:
        protects = gettext(
            "One mail goes out, which says nothing of the petition, and its link shows nothing once used."
        )
        leaves = gettext(
            "It does not help against whoever opens the mailbox first, holds the telephone, or sees that the "
            "site was visited."
        )
        return [protects, leaves]
    return [
        gettext(
            "Mails name the petition, one reminder goes to whoever has not confirmed, and the link shows the "
            "signature to "
            "whoever has it."
        )
    ]


def _found_by_watching(petition: Petition) -> list[str]:
    if petition.publish is Publishing.BATCHED:
        return [gettext("The number moves once an hour and by at least ten, and lists name the day alone.")]
    return [gettext("The number moves within seconds: whoever watches it, and knows when somebody signed, can tell.")]


def _found_by_comment(petition: Petition) -> list[str]:
    if petition.comments is Commenting.AFTER_REVIEW:
        return [gettext("Somebody of the team reads each comment before it appears.")]
    return [
        gettext(
            "Comments appear once their signatures count, and nobody reads them before; readers can report them, and "
            "the team can hide them afterwards."
        )
    ]


def _offered_first(petition: Petition) -> str:
    if petition.default_audience is NameAudience.NOBODY:
        words = gettext("The form offers first to give the name to nobody.")
    else:
        words = gettext("The form offers first to give the name to the addressees; each signer can choose otherwise.")
    return str(words)


def _lost_lists(situation: Situation) -> list[str]:
    n = sum(situation.lists.values())
    told = [
        gettext("From the moment a file lies on a computer, the site protects nobody in it."),
        ngettext("%(num)s list was taken so far.", "%(num)s lists were taken so far.", n)
        if n
        else gettext("None so far."),
    ]
    return told


def _to_look_at_again(petition: Petition) -> Iterator[Fact]:
    for one in care.careless(petition):
        yield Fact(gettext("Could be more careful"), (in_words(one),))


def in_words(one: Careless) -> str:
    """What could be more careful, and why."""
    words: dict[Careless, str] = {
        Careless.NUMBER_AT_ONCE: gettext(
            "Signers are at risk, but the number moves at once: who watches it can guess."
        ),
        Careless.NAMES_OFFERED: gettext(
            "Signers are at risk, but the form offers first to give names to the addressees."
        ),
        Careless.COMMENTS_UNREAD: gettext("Signers are at risk, but comments appear before anybody has read them."),
        Careless.COUNTRY_REQUIRED: gettext("Signers are at risk, but everybody has to tell their country."),
        Careless.KEPT_LONG: gettext(
            "Names are kept for more than a year after it closes. What is gone can be neither lost nor taken."
        ),
    }
    return words[one]


def _questions() -> Iterator[Fact]:
    asked = (
        (gettext("The law that binds you"), gettext("Which laws besides the GDPR, and which authority to report to?")),
        (
            gettext("Children"),
            gettext("Can children sign, and who agrees for them? The form asks for no age by itself."),
        ),
        (gettext("Views of signers"), gettext("Whom did you ask of those who might sign, and what did they say?")),
        (
            gettext("If it goes wrong"),
            gettext("Who tells the authority within 72 hours, and the signers? By which channel?"),
        ),
        (gettext("Advice"), gettext("What does the data protection officer say, and was it followed?")),
        (gettext("Decision"), gettext("Who decided, on which day, and when will it be looked at again?")),
    )
    yield from (Fact(name, (), question) for name, question in asked)
