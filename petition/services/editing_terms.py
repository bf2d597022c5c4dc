"""The sections of the editor that say what a petition is, what it asks of signers and promises them, and its times."""

from datetime import date, datetime, timedelta
from typing import Any

from flask_babel import gettext

from petition.extensions import db
from petition.lib import clock, web_addresses
from petition.models.form import FieldDefinition, GoalStep
from petition.models.kind import PetitionKind
from petition.models.petition import (
    CONFIRMATION_GRACE,
    Commenting,
    CountryQuestion,
    Joining,
    ListStyle,
    NameAudience,
    Petition,
    Protection,
    Publishing,
)
from petition.models.team import Team
from petition.services import (
    editing_languages,
    forgetting_figures,
    lengths,
    origins,
    petition_addresses,
    petitions,
)
from petition.services.errors import InvalidSection
from petition.services.row_writing import Values, write_rows
from petition.services.section_reader import SectionPart

KIND_KEYS = {"kind", "language", "slug"}
GOAL_KEYS = {"targets"}
FIELDS_KEYS = {"country_question", "slots", "fields"}
FIELD_KEYS = {"key", "labels", "is_required"}
NAMES_KEYS = {"comments", "default_audience", "protection", "publish"}
TIMES_KEYS = {"zone", "opens", "closes", "embargo", "joins_until", "joining", "list_style", "retain_until"}
# What signers were told may become more careful, and never less.
MOST_CAREFUL = {
    "default_audience": NameAudience.NOBODY,
    "protection": Protection.DISCREET,
    "publish": Publishing.BATCHED,
    "comments": Commenting.AFTER_REVIEW,
}
# Comments can go back to appearing at once: what waits goes on waiting, and whoever signs from then on is told.
MAY_BE_LESS_CAREFUL = {"comments"}
MOST_SLOTS = 2
# How long a petition is thought to run that has no day to close.
USUAL_LIFE = timedelta(days=365)


# --- Its kind, language and address ------------------------------------------------------------------------------


def read_kind(petition: Petition) -> dict[str, Any]:
    slug = petitions.current_slug(petition)
    return {"kind": str(petition.kind), "language": petition.language, "slug": slug}


def clean_kind(petition: Petition, part: SectionPart) -> dict[str, Any]:
    slug = part.line("slug", required=True, longest=lengths.SLUG)
    if not web_addresses.is_slug(slug) or slug in petitions.RESERVED:
        raise InvalidSection("slug", gettext("Use small letters a–z, digits and hyphens, such as keep-the-ward-open"))
    if petition_addresses.standing_at(slug) not in (None, petition):
        raise InvalidSection("slug", petition_addresses.taken())
    return {
        "kind": part.choice("kind", PetitionKind, PetitionKind.PETITION).value,
        "language": part.language("language", required=True),
        "slug": slug,
    }


def write_kind(petition: Petition, values: Values) -> None:
    """What only its former kind could have stays in the tables, in case it becomes that again."""
    petition.kind = PetitionKind(values["kind"])
    editing_languages.speak(petition, values["language"])
    petition_addresses.move(petition, values["slug"])


# --- Its goal ----------------------------------------------------------------------------------------------------


def read_goal(petition: Petition) -> dict[str, Any]:
    return {"targets": sorted(step.target for step in petition.goals)}


def clean_goal(_petition: Petition, part: SectionPart) -> dict[str, Any]:
    targets = part.numbers("targets", highest=lengths.HIGHEST_GOAL)
    if len(targets) > lengths.MOST_GOALS:
        raise part.mistake(f"targets: at most {lengths.MOST_GOALS}")
    return {"targets": targets}


def write_goal(petition: Petition, values: Values) -> None:
    for step in [step for step in petition.goals if step.target not in values["targets"]]:
        petition.goals.remove(step)
        db.session.delete(step)
    there = {step.target for step in petition.goals}
    petition.goals.extend(GoalStep(target=target) for target in values["targets"] if target not in there)
    petition.goals.sort(key=lambda step: step.target)


def frozen_goal(petition: Petition) -> frozenset[str]:
    """What was aimed at is known once it is closed."""
    return frozenset(GOAL_KEYS) if petition.closed_at else frozenset()


# --- What its form asks ------------------------------------------------------------------------------------------


def read_fields(petition: Petition) -> dict[str, Any]:
    return {
        "country_question": str(petition.country_question),
        "slots": petition.slots,
        "fields": [_read_field(one) for one in petition.fields],
    }


def clean_fields(petition: Petition, part: SectionPart) -> dict[str, Any]:
    rows = part.rows("fields", FIELD_KEYS)
    keys = _keys([row.word("key") for row in rows])
    if len({*keys}) < len(keys):
        raise part.mistake("fields: each needs a key of its own")
    return {
        "country_question": part.choice("country_question", CountryQuestion, CountryQuestion.OPTIONAL).value,
        "slots": part.number("slots", 1, highest=MOST_SLOTS),
        "fields": [
            {
                "key": key,
                "labels": row.said_by_name({"labels": True}, petition.languages)["labels"],
                "is_required": row.flag("is_required"),
            }
            for key, row in zip(keys, rows, strict=True)
        ],
    }


def write_fields(petition: Petition, values: Values) -> None:
    petition.country_question = CountryQuestion(values["country_question"])
    petition.slots = values["slots"]
    write_rows(
        petition.fields,
        values["fields"],
        read=_read_field,
        names=lambda row: [row["key"]],
        fill=_fill_field,
        make=FieldDefinition,
    )


def _read_field(field: FieldDefinition) -> dict[str, Any]:
    return {"key": field.key, "labels": dict(field.labels), "is_required": field.is_required}


def _fill_field(field: FieldDefinition, values: Values) -> None:
    field.key, field.labels, field.is_required = values["key"], values["labels"], values["is_required"]


def _keys(given: list[str]) -> list[str]:
    """A key for each question that has none yet: the first of `field_1`, `field_2` … that is free."""
    free = (key for number in range(1, len(given) + 1) if (key := f"field_{number}") not in given)
    return [key or next(free) for key in given]


# --- What becomes of names ---------------------------------------------------------------------------------------


def read_names(petition: Petition) -> dict[str, Any]:
    return {name: str(getattr(petition, name)) for name in sorted(NAMES_KEYS)}


def clean_names(_petition: Petition, part: SectionPart) -> dict[str, Any]:
    audience = part.choice("default_audience", NameAudience, NameAudience.ADDRESSEES)
    if audience is NameAudience.PUBLIC:
        raise part.mistake("default_audience: publishing names is for each signer to choose, never the default")
    return {
        "default_audience": audience.value,
        "protection": part.choice("protection", Protection, Protection.NORMAL).value,
        "publish": part.choice("publish", Publishing, Publishing.LIVE).value,
        "comments": part.choice("comments", Commenting, Commenting.AT_ONCE).value,
    }


def write_names(petition: Petition, values: Values) -> None:
    petition.default_audience = NameAudience(values["default_audience"])
    protection = Protection(values["protection"])
    is_new = petition.protection is not protection
    petition.protection = protection
    if is_new and protection is Protection.DISCREET:
        # All else that was noted of signers goes a portion at a time: services/forgetting_figures.py.
        forgetting_figures.forget_hours(petition)
        origins.forget_hours(petition)
    petition.publish = Publishing(values["publish"])
    petition.comments = Commenting(values["comments"])


def frozen_names(petition: Petition) -> frozenset[str]:
    """Once it was opened there is a way to more care, and none back."""
    careful = {name for name, answer in MOST_CAREFUL.items() if getattr(petition, name) == answer}
    return frozenset(careful - MAY_BE_LESS_CAREFUL)


# --- Its times ---------------------------------------------------------------------------------------------------


def usual_retention(team: Team, closes_local: datetime | None, begun_at: datetime) -> date:
    """Until when names are kept where nobody says otherwise: so many days after it closes as the team decided."""
    ends = closes_local or begun_at + USUAL_LIFE
    return ends.date() + timedelta(days=team.retention_days)


def read_times(petition: Petition) -> dict[str, Any]:
    local = {name: getattr(petition, f"{name}_local") for name in ("opens", "closes", "embargo", "joins_until")}
    return {
        "zone": petition.zone,
        **{name: moment.isoformat(timespec="minutes") if moment else "" for name, moment in local.items()},
        "joining": str(petition.joining),
        "list_style": str(petition.list_style),
        "retain_until": petition.retain_until.isoformat(),
    }


def clean_times(petition: Petition, part: SectionPart) -> dict[str, Any]:
    values = {
        "zone": part.zone("zone", petition.zone),
        **{name: part.local_time(name) for name in ("opens", "closes", "embargo", "joins_until")},
        "joining": part.choice("joining", Joining, Joining.INVITED).value,
        "list_style": part.choice("list_style", ListStyle, ListStyle.LINES).value,
        "retain_until": part.iso_day("retain_until"),
    }
    if petition.is_frozen:
        _check_closing(petition, values["closes"])
        return values
    kept = petition.retain_until.isoformat()
    is_untouched = values["retain_until"] == kept and petition.retain_until == _usual(petition, petition.closes_local)
    if is_untouched or not values["retain_until"]:
        values["retain_until"] = _usual(petition, _local(values["closes"])).isoformat()
    if values["retain_until"] != kept and values["retain_until"] <= clock.now().date().isoformat():
        raise InvalidSection("retain_until", gettext("Choose a day to come"))
    return values


def write_times(petition: Petition, values: Values) -> None:
    """Whoever planned when it opens by itself did not plan another hour: where that changes, the plan is taken back."""
    planned = read_times(petition)
    petition.zone = values["zone"]
    petition.opens_local, petition.closes_local = _local(values["opens"]), _local(values["closes"])
    petition.embargo_local, petition.joins_until_local = _local(values["embargo"]), _local(values["joins_until"])
    petition.joining, petition.list_style = Joining(values["joining"]), ListStyle(values["list_style"])
    petition.retain_until = date.fromisoformat(values["retain_until"])
    if any(values[key] != planned[key] for key in ("zone", "opens", "embargo")):
        petition.opens_itself = False


def frozen_times(petition: Petition) -> frozenset[str]:
    """Signers were told until when their names are kept; and a petition that was closed is over."""
    frozen = {"zone", "opens", "embargo", "retain_until"}
    return frozenset(frozen | {"closes"} if petition.closed_at else frozen)


def _check_closing(petition: Petition, closes: str) -> None:
    """Of a petition that is open, a new hour to close at has to be possible: nobody looks at it once more."""
    closes_local = _local(closes)
    if closes_local is None or closes_local == petition.closes_local or petition.closed_at:
        return
    if clock.moment(closes_local, petition.zone) <= clock.now():
        raise InvalidSection("closes", gettext("Choose a time to come; to end it at once, close it."))
    if closes_local.date() >= petition.retain_until - CONFIRMATION_GRACE:
        raise InvalidSection(
            "closes", gettext("That is too late: names have to be kept for at least eight days after closing.")
        )


def _usual(petition: Petition, closes_local: datetime | None) -> date:
    return usual_retention(petition.team, closes_local, petition.created_at)


def _local(moment: str) -> datetime | None:
    return datetime.fromisoformat(moment) if moment else None
