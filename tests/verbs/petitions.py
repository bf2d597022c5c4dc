"""What is done with a petition itself: begun, written, shown, opened, corrected, handed over, closed."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from petition.extensions import db
from petition.lib import clock
from petition.models.addressee import AddresseeRole
from petition.models.petition import Petition, PetitionState
from petition.models.revision import Revision
from petition.models.source import Source
from petition.models.team import TeamRole
from petition.services import opening, organisers, petitions, revising, revisions, sources
from petition.services.permissions import Verb
from tests.campaigns import letter
from tests.making import draft, make_team
from tests.verbs.deed import DRAFT, LETTER, TOO_LONG, WARD, Args, Deed, at, audited, number_of, ward

# So long that one word of it is less than 2 %.
TEXT = " ".join(f"Ward {number} has two nurses and one doctor." for number in range(40))
CORRECTED = {"text": TEXT.replace("two", "three", 1), "reason": "A number was wrong"}
FRENCH = {
    "title": "Gardez le service ouvert",
    "summary": "Cette nuit.",
    "text": "Deux infirmières, un médecin.",
    "demand": "Ouvrez le service.",
}
SOON = (clock.now() + timedelta(days=9)).strftime("%Y-%m-%dT%H:%M")
PLACE = "/en/organise/{slug}"


def _draft() -> Args:
    draft(DRAFT)
    return {"slug": DRAFT}


def _letter() -> Args:
    letter(LETTER)
    return {"slug": LETTER}


def _planned() -> Args:
    args = _draft()
    made = at(DRAFT)
    opens = (clock.now() + timedelta(days=9)).replace(tzinfo=None, second=0, microsecond=0)
    opening.schedule(made, opens, by="alice", was_seen=opening.seen(made))
    return args


def _opened() -> Args:
    made = draft(DRAFT)
    revisions.write(made, "en", {"text": TEXT})
    petitions.open_now(made, languages=made.languages)
    return {"slug": DRAFT, "language": "en"}


def _corrected() -> Args:
    """The Arabic says something else than the English by now."""
    _opened()
    made = at(DRAFT)
    shown = made.latest("en")
    assert shown
    words = {**revising.words_of(shown), "text": CORRECTED["text"]}
    revising.revise(made, "en", words, reason="x", by="alice", seen=shown.sha256)
    return {"slug": DRAFT, "language": "ar"}


def _shared() -> Args:
    sources.add(ward(), code="poster", name="Poster", by="alice")
    return {"slug": WARD, "code": "poster"}


def _two_teams() -> Args:
    ridge = make_team("ridge", name="Ridge", legal_name="Ridge e.V.")
    organisers.add_to_team(organisers.of_address("alice@example.org"), ridge, TeamRole.EDITOR)  # type: ignore[arg-type]
    return {"slug": WARD}


def _is_in(state: PetitionState) -> Any:
    return lambda args: petitions.by_slug(args["slug"]) and at(args["slug"]).state is state


def _titled(title: str) -> bool:
    return db.session.scalar(sa.select(Revision.id).where(Revision.title == title)) is not None


def _copies(made: Petition) -> int:
    return len([one for one in made.addressees if one.role is AddresseeRole.COPY])


DEEDS = [
    Deed(
        "organiser.do_begin",
        Verb.MAKE_PETITION,
        lambda _args: _titled("A ward of our own"),
        sends={"start": "nothing", "kind": "petition", "language": "en", "title": "A ward of our own"},
        page="/en/organise/new",
        spoils={"title": TOO_LONG},
        # Charlie begins one for the team that is his.
        stranger=0,
    ),
    Deed(
        "organiser.save_section",
        Verb.EDIT,
        lambda args: [step.target for step in at(args["slug"]).goals] == [2000],
        lambda: {**_draft(), "section": "goal"},
        {"targets-0": "2000"},
        page=PLACE + "/edit",
        spoils={"targets-0": "very many"},
    ),
    Deed(
        "organiser.read_markdown",
        Verb.EDIT,
        "<strong>Now</strong>",
        _draft,
        {"text": "**Now**"},
        spoils="what is typed is shown, whatever it is",
        status=200,
    ),
    Deed(
        "organiser.renew_preview_link",
        Verb.EDIT,
        lambda args: at(args["slug"]).preview_generation > 0,
        _draft,
        page=PLACE + "/preview/link",
    ),
    Deed("organiser.discard", Verb.EDIT, lambda _args: not petitions.by_slug(DRAFT), _draft, page=PLACE + "/discard"),
    Deed("organiser.open_petition", Verb.OPEN, _is_in(PetitionState.OPEN), _draft, page=PLACE + "/open"),
    Deed(
        "organiser.schedule_petition",
        Verb.OPEN,
        lambda args: at(args["slug"]).opens_itself,
        _draft,
        {"opens": SOON},
        page=PLACE + "/check",
        spoils={"opens": "2020-12-31T09:00"},
    ),
    Deed(
        "organiser.unschedule_petition",
        Verb.OPEN,
        lambda args: not at(args["slug"]).opens_itself,
        _planned,
        page=PLACE + "/check",
    ),
    Deed(
        "organiser.circulate_petition",
        Verb.OPEN,
        _is_in(PetitionState.CIRCULATING),
        _letter,
        page=PLACE + "/check",
    ),
    Deed("organiser.close_petition", Verb.OPEN, _is_in(PetitionState.CLOSED), page=PLACE + "/close"),
    Deed(
        "organiser.revise",
        Verb.EDIT,
        lambda args: [one.text for one in at(args["slug"]).revisions if one.language == "en"][-1] != TEXT,
        _opened,
        CORRECTED,
        page=PLACE + "/revise/{language}",
        spoils={"reason": TOO_LONG},
    ),
    Deed(
        "organiser.look_through",
        Verb.EDIT,
        audited("look through translation"),
        _corrected,
        page=PLACE + "/revise/{language}",
    ),
    Deed(
        "organiser.add_translation",
        Verb.EDIT,
        lambda _args: _titled(FRENCH["title"]),
        lambda: {**_opened(), "language": "fr"},
        FRENCH,
        page=PLACE + "/translate/{language}",
        spoils={"title": ""},
    ),
    Deed(
        "organiser.add_copy",
        Verb.EDIT,
        lambda args: _copies(at(args["slug"])) == 1,
        _opened,
        {"name_en": "The Mayor"},
        page=PLACE + "/copies",
        spoils={"name_en": "", "note_en": "For the archive."},
    ),
    Deed(
        "organiser.add_source",
        Verb.EDIT,
        lambda _args: number_of(Source),
        sends={"name": "Newsletter", "code": "newsletter"},
        page=PLACE,
        spoils={"code": "not a code"},
    ),
    Deed("organiser.remove_source", Verb.EDIT, lambda _args: not number_of(Source), _shared, page=PLACE),
    Deed(
        "organiser.hand_over",
        Verb.HAND_OVER,
        lambda args: at(args["slug"]).team.slug == "ridge",
        _two_teams,
        {"team": "ridge"},
        page=PLACE + "/hand-over",
        spoils={"team": "no-such-team"},
        unkept=frozenset({"team"}),
    ),
]
