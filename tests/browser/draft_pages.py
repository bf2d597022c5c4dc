"""The pages on which a petition begins, and those that show it before it opens."""

from petition.models.kind import PetitionKind
from petition.services import auditing, drafting, previewing, sessions, starters, teams
from tests.browser.reaching import Kind, at, sending, signed_in
from tests.making import draft
from tests.people import make_organiser
from tests.picturing import illustrate

NEW = "/organise/new"
TEAM = "medics-beyond-the-ridge"
ILLUSTRATED = "an-illustrated-ward"
# Somebody who owns the demo's teams.
OWNER = "owner"
PREVIEW = "/preview/{token}"


def set_up() -> dict[str, str]:
    """Drafts of which little or much is written, and somebody who makes none."""
    team = teams.by_slug(TEAM)
    assert team
    shown = draft(ILLUSTRATED, languages=("en", "ar"), team_id=team.id)
    illustrate(shown)
    made = {"draft": previewing.link_token(shown), "in no team yet": sessions.start(make_organiser("fresh").id)}
    for kind in PetitionKind:
        bare = drafting.begin(team, kind=kind, language="en", title="", by=auditing.COMMAND_LINE)
        made[f"bare {kind}"] = previewing.link_token(bare)
    for name in starters.NAMES:
        made[f"begun {name}"] = _begun(name)
    return made


def _begun(name: str) -> str:
    team = teams.by_slug(TEAM)
    assert team
    begun = drafting.from_starter(team, name, language="ar", title="", by=auditing.COMMAND_LINE)
    return previewing.link_token(begun)


KINDS = {
    "start a petition": Kind("organiser.begin", signed_in(NEW)),
    "start a petition without a team": Kind("organiser.begin", signed_in(NEW, who="in no team yet")),
    "start with problems": Kind("organiser.do_begin", sending(NEW, "main form .button.wide", who=OWNER, title=" ")),
    "preview": Kind("public.preview", at(PREVIEW, "draft")),
    **{f"preview of a bare {kind}": Kind("public.preview", at(PREVIEW, f"bare {kind}")) for kind in PetitionKind},
    **{f"preview of {name}": Kind("public.preview", at(PREVIEW, f"begun {name}")) for name in starters.NAMES},
    "gone preview": Kind("public.preview", at("/preview/forged")),
    "preview of a draft by its team": Kind("organiser.preview", signed_in(f"/organise/{ILLUSTRATED}/preview")),
    "preview link": Kind("organiser.preview_link", signed_in(f"/organise/{ILLUSTRATED}/preview/link")),
}
