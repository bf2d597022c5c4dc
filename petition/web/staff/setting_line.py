"""What can be decided about the site, in the reader's words: what it decides, and what there is to choose from."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from flask_babel import lazy_gettext
from wtforms import Field, SelectField, StringField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

from petition.services import policy
from petition.services.one_policy import Policy
from petition.web.forms import cleaned

NUMBER = lazy_gettext("Write a whole number above 0 and below 1,000,000")
SHARE = lazy_gettext("Write a share above 0 and at most 1, such as 0.8")
PACE = lazy_gettext("Write a number from 0.1 to 1,000, or “none”")
NO_SUCH_TEAM = lazy_gettext("There is no such team. Write the last part of its address, or “none”.")
CHOOSE = lazy_gettext("Choose one of the answers")
Text = Any
Make = Callable[..., Field]


@dataclass(frozen=True)
class Control:
    """How something is asked: the field, what it says where it was filled in wrongly, further attributes."""

    make: Make
    problem: Text
    choices: tuple[tuple[str, Text], ...] = ()

    def name_of(self, value: str) -> str:
        return str(dict(self.choices).get(value, value))


def choosing(*choices: tuple[str, Text]) -> Control:
    listed = [SelectChoice(value, name) for value, name in choices]
    return Control(lambda **values: SelectField(choices=listed, **values), CHOOSE, choices)


def typing(problem: Text, **attributes: Any) -> Control:
    return Control(lambda **values: StringField(filters=[cleaned], render_kw=attributes, **values), problem)


ON_OR_OFF = choosing(("off", lazy_gettext("Off")), ("on", lazy_gettext("On")))
A_NUMBER = typing(NUMBER, dir="ltr", inputmode="numeric", size=8, autocomplete="off")
A_SHARE = typing(SHARE, dir="ltr", inputmode="decimal", size=8, autocomplete="off")
A_PACE = typing(PACE, dir="ltr", inputmode="decimal", size=8, autocomplete="off")
A_MOMENT = typing(
    lazy_gettext("Write a moment such as 2030-11-30 18:00, or “none”"), dir="ltr", size=18, autocomplete="off"
)
A_TEAM = typing(NO_SUCH_TEAM, dir="ltr", autocomplete="off", spellcheck="false", autocapitalize="none")


@dataclass(frozen=True)
class Setting:
    """One policy as a page asks for it."""

    policy: Policy[Any]
    label: Text
    about: Text
    control: Control

    # The page it stands on.
    place: str = "settings"

    @property
    def anchor(self) -> str:
        return self.policy.name.replace(".", "-")

    @property
    def default(self) -> str:
        return self.control.name_of(self.policy.written(self.policy.default))


ACCOUNTS = (
    Setting(
        policy.REGISTRATION,
        lazy_gettext("Who gets an account"),
        lazy_gettext("Whoever asks for one confirms a mail address, and is in no team until somebody invites them."),
        choosing((policy.INVITED, lazy_gettext("Who was invited")), (policy.OPEN, lazy_gettext("Whoever asks"))),
    ),
    Setting(
        policy.SECOND_FACTOR,
        lazy_gettext("Who needs a second step to sign in"),
        lazy_gettext("Whoever runs this site always does. Others are led to add one before they go on."),
        choosing(
            (policy.STAFF, lazy_gettext("Who runs this site")), (policy.EVERYBODY, lazy_gettext("Every organiser"))
        ),
    ),
    Setting(
        policy.SINGLE_TEAM,
        lazy_gettext("The only team"),
        lazy_gettext(
            "Where this site is for one team, the last part of that team’s address: new accounts join it, and nobody "
            "makes another. “none” where there may be several."
        ),
        A_TEAM,
    ),
)
PETITIONS = (
    Setting(
        policy.PETITION_REVIEW,
        lazy_gettext("Look at each petition before it opens"),
        lazy_gettext(
            "Teams send it to those who run this site, who let it open or give it back with words. What waits is "
            "under “To decide”, and those who run this site get a mail."
        ),
        ON_OR_OFF,
    ),
)
MAIL = (
    Setting(
        policy.MAIL_PAUSED,
        lazy_gettext("Pause all mail"),
        lazy_gettext("Every worker stops within seconds. Nothing is lost: what waits goes once it is off again."),
        ON_OR_OFF,
    ),
    Setting(
        policy.MAIL_PER_SECOND,
        lazy_gettext("Mails a second, at most"),
        lazy_gettext("Fewer than the mail server allows, when it asks for patience. “none” for as many as it allows."),
        A_PACE,
    ),
    Setting(
        policy.UPDATE_HOURS,
        lazy_gettext("Hours between two mailed updates of one petition"),
        lazy_gettext("Who gets mail too often reads less of it, or marks it as spam."),
        A_NUMBER,
    ),
)
SIGNATURES = (
    Setting(
        policy.NEXT_GOAL_AT,
        lazy_gettext("When the next goal is shown"),
        lazy_gettext("The share of a goal that is reached: with 0.8 a goal of 1,000 gives way at 800 signatures."),
        A_SHARE,
    ),
    Setting(
        policy.RELEASED_UP_TO,
        lazy_gettext("Signatures of one minute that count by themselves after an outage"),
        lazy_gettext(
            "While limits cannot be shared, signatures are held. Of one petition and minute so many are released "
            "afterwards; where there were more, somebody looks."
        ),
        A_NUMBER,
    ),
    Setting(
        policy.UNDER_ATTACK_UNTIL,
        lazy_gettext("Hold everything until"),
        lazy_gettext(
            "While a flood of false signatures comes in: all that is sent until this moment, in UTC, is taken, mailed "
            "and confirmed as ever, and waits for its team’s review. “none” lets it count again."
        ),
        A_MOMENT,
    ),
)
ALERTS = (
    Setting(policy.MAIL_WAITS, lazy_gettext("Minutes that a mail may be overdue"), "", A_NUMBER),
    Setting(policy.MAIL_FAILS, lazy_gettext("Share of an hour’s mails that may fail"), "", A_SHARE),
    Setting(policy.MAIL_FAILS_LEAST, lazy_gettext("Mails of an hour that may fail, whatever share"), "", A_NUMBER),
    Setting(policy.LEDGER_WAITS, lazy_gettext("Seconds that the count may lag behind"), "", A_NUMBER),
    Setting(policy.BACKUP_IS_OLD, lazy_gettext("Hours that the newest backup may be old"), "", A_NUMBER),
    Setting(policy.DISK_IS_FULL, lazy_gettext("Megabytes that should be free on a disk"), "", A_NUMBER),
    Setting(policy.CERTIFICATE_ENDS, lazy_gettext("Days that the certificate should still be good"), "", A_NUMBER),
    Setting(policy.MANY_HELD, lazy_gettext("Signatures that may wait for review"), "", A_NUMBER),
    Setting(policy.DECISION_WAITS, lazy_gettext("Hours that something may wait for a decision"), "", A_NUMBER),
)
Group: TypeAlias = tuple[Text, str, tuple[Setting, ...]]
