"""What happened to a signature, a line for each thing, in the order in which it happened."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time

from flask_babel import gettext
from markupsafe import Markup, escape

from petition.lib import addresses
from petition.models.consent import ConsentPurpose
from petition.models.ledger import EntryKind
from petition.models.outbox import Mail, MailKind, MailState
from petition.models.record import Audit
from petition.models.signature import Signature, SignatureState
from petition.services import auditing
from petition.services.signature_history import History
from petition.services.team_log import Named
from petition.web import formats
from petition.web.log_line import reason_of
from petition.web.organiser.petition_line import PetitionLine
from petition.web.organiser.signature_line import RULES

Words = Callable[[], str]

MAILS: dict[MailKind, Words] = {
    MailKind.SIGNING: lambda: gettext("The mail that asks to confirm"),
    MailKind.REMINDER: lambda: gettext("The reminder"),
    MailKind.SENT_AGAIN: lambda: gettext("A mail that your team had sent again"),
}
BECAME: dict[MailState, Words] = {
    MailState.QUEUED: lambda: gettext("%(mail)s: waits for its turn"),
    MailState.SENT: lambda: gettext("%(mail)s: sent"),
    MailState.DROPPED: lambda: gettext("%(mail)s: not sent, because it was not needed or the mailbox wants none"),
    MailState.FAILED: lambda: gettext("%(mail)s: the signer’s mail server did not take it"),
    MailState.BOUNCED: lambda: gettext("%(mail)s: it came back; nothing more is sent there"),
}
PURPOSES: dict[ConsentPurpose, Words] = {
    ConsentPurpose.SIGNING: lambda: gettext("signing"),
    ConsentPurpose.PETITION_NEWS: lambda: gettext("news on this petition"),
    ConsentPurpose.TEAM_NEWS: lambda: gettext("news from the team"),
}
DEEDS: dict[str, Words] = {
    "release": lambda: gettext("%(who)s let it count"),
    "remove": lambda: gettext("%(who)s removed it"),
    "restore": lambda: gettext("%(who)s restored it"),
    "hide name": lambda: gettext("%(who)s hid the name"),
    "show name": lambda: gettext("%(who)s had the name shown again"),
    "hide comment": lambda: gettext("%(who)s hid the comment"),
    "show comment": lambda: gettext("%(who)s had the comment shown"),
    "keep comment": lambda: gettext("%(who)s kept the comment, which readers had reported"),
    "undo comment": lambda: gettext("%(who)s took back a decision about the comment"),
    "take reported comment from view": lambda: gettext(
        "A reader said that the comment puts somebody at risk: it waits until somebody of you has read it"
    ),
    "send again": lambda: gettext("%(who)s had a mail sent again"),
}
ENTRIES: dict[EntryKind, Words] = {
    EntryKind.CONFIRMED: lambda: gettext("confirmed"),
    EntryKind.WITHDRAWN: lambda: gettext("withdrawn"),
    EntryKind.REMOVED: lambda: gettext("removed"),
    EntryKind.RESTORED: lambda: gettext("restored"),
    EntryKind.CORRECTED: lambda: gettext("corrected"),
    EntryKind.ERASED: lambda: gettext("erased"),
}


@dataclass(frozen=True)
class HistoryLine:
    """Plain values. `words` are those of a mail server or of a colleague."""

    when: str
    sentence: Markup
    words: str = ""


@dataclass(frozen=True)
class _Happening:
    """`is_by_day`: its hour is not known, or nobody's business."""

    at: datetime
    sentence: Markup
    words: str = ""
    is_by_day: bool = False


def history_lines(line: PetitionLine, history: History, signature: Signature | None = None) -> list[HistoryLine]:
    """The first first. Where signers are at risk only days are told."""
    happened = [*_mails(history), *_consents(history), *_deeds(history)]
    if signature is not None:
        happened += _of_the_signer(signature, _confirmed_at(history, signature))
        happened += _removed_by_nobody_known(history, signature)
    by_day = line.petition.is_discreet
    # By days first: what has no hour comes before what was done on the same day.
    happened.sort(key=lambda one: (one.at.date(), not (by_day or one.is_by_day), one.at))
    return [
        HistoryLine(
            formats.day_in(one.at, line.petition.zone) if by_day or one.is_by_day else line.time(one.at),
            one.sentence,
            one.words,
        )
        for one in happened
    ]


def places_in_the_ledger(history: History) -> list[str]:
    """`12 (confirmed)`, `40 (removed)`."""
    return [
        gettext("%(place)s (%(what)s)", place=formats.number(place), what=ENTRIES[kind]() if kind in ENTRIES else kind)
        for place, kind in history.entries
    ]


def _confirmed_at(history: History, signature: Signature) -> datetime:
    """Where it stands in the order of things: of the moment its day alone is kept, and it came after the form."""
    sent = [mail.created_at for mail in history.mails if mail.kind is MailKind.SIGNING]
    before = [*sent, *(one.consent.given_at for one in history.agreed)]
    begins = datetime.combine(signature.confirmed_on, time(0), UTC)
    return max([begins, *(moment for moment in before if moment.date() == signature.confirmed_on)])


def _of_the_signer(signature: Signature, confirmed_at: datetime) -> Iterator[_Happening]:
    hold = signature.hold
    yield _Happening(confirmed_at, escape(gettext("The signer confirmed the mail address")), is_by_day=True)
    if hold is not None:
        sentence = gettext("It was held: %(rule)s", rule=RULES[hold.rule]())
        yield _Happening(confirmed_at, escape(sentence), is_by_day=True)
    if signature.state is SignatureState.WITHDRAWN and signature.left_at is not None:
        yield _Happening(signature.left_at, escape(gettext("The signer withdrew it")), is_by_day=True)


def _removed_by_nobody_known(history: History, signature: Signature) -> Iterator[_Happening]:
    """Who decided about many at once is forgotten; that it was removed is not."""
    left_at = signature.left_at if signature.state is SignatureState.REMOVED else None
    if left_at and not any(deed.verb == "remove" and deed.created_at >= left_at for deed in history.deeds):
        yield _Happening(left_at, escape(gettext("Your team removed it, with others")), is_by_day=True)


def _mails(history: History) -> Iterator[_Happening]:
    for mail in history.mails:
        if mail.kind is MailKind.SIGNING:
            yield _Happening(mail.created_at, escape(gettext("The form was sent")), is_by_day=True)
        yield _became(mail)


def _became(mail: Mail) -> _Happening:
    name = MAILS[mail.kind]() if mail.kind in MAILS else gettext("A mail")
    sentence = escape(BECAME[mail.state]()) % {"mail": escape(name)}
    at = mail.failed_at or mail.sent_at or mail.created_at
    return _Happening(at, sentence, addresses.masked(mail.server_words), is_by_day=True)


def _consents(history: History) -> Iterator[_Happening]:
    for one in history.agreed:
        parts = {
            "what": PURPOSES[one.text.purpose](),
            "number": formats.number(one.text.version),
            "language": formats.language_name(one.text.language),
        }
        agreed = gettext("The signer agreed: %(what)s (wording %(number)s, %(language)s)", **parts)
        yield _Happening(one.consent.given_at, escape(agreed), is_by_day=True)
        if one.consent.withdrawn_at is not None:
            taken_back = gettext("The signer no longer agrees: %(what)s", **parts)
            yield _Happening(one.consent.withdrawn_at, escape(taken_back), is_by_day=True)


def _deeds(history: History) -> Iterator[_Happening]:
    for deed in history.deeds:
        words = DEEDS.get(deed.verb)
        if words is not None:
            sentence = escape(words()) % {"who": Markup("<bdi>{}</bdi>").format(_who(deed, history.named))}
            yield _Happening(deed.created_at, sentence, reason_of(deed))


def _who(deed: Audit, named: Named) -> str:
    known = {
        auditing.COMMAND_LINE: gettext("Whoever runs this site"),
        auditing.SYSTEM: gettext("The site itself"),
    }
    return named.organisers.get(deed.actor) or str(known.get(deed.actor) or gettext("Somebody whose account is gone"))
