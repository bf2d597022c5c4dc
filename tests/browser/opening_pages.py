"""The pages between a draft and a closed petition, and what stands on them."""

from datetime import timedelta

from petition.lib import clock
from petition.models.event import Event
from petition.models.petition import Petition
from petition.services import large_corrections, petitions, revising, revisions
from tests.browser.reaching import Kind, at, sending, signed_in
from tests.browser.team_pages import OWNER
from tests.campaigns import signed_by, strike
from tests.joining import circulates, waits
from tests.making import TITLES, draft

BARE, READY, LATE, PLANNED = "a-bare-draft", "a-ready-draft", "a-late-draft", "a-planned-letter"
CHANGED, UNCHANGED = "a-corrected-petition", "keep-the-night-shift-alive"
TEXT = " ".join(f"Ward {number} has two nurses and one doctor." for number in range(40))
ARABIC = " ".join(f"في الجناح {number} ممرضتان وطبيب واحد." for number in range(40))


def set_up() -> None:
    """Drafts with much and with nothing missing, and a petition that was corrected, translated and sent in copy."""
    bare = draft(BARE, addressees=[], goals=[], closes_local=None, events=[_over()], missed_opening_at=clock.now())
    revisions.write(bare, "en", {"title": "A very long title " * 8, "text": "Of [place]."})
    revisions.write(bare, "fr", {"title": TITLES["fr"]})
    draft(READY)
    soon = (clock.now() + timedelta(days=9)).replace(tzinfo=None)
    late = draft(LATE, opens_local=soon - timedelta(days=20), opens_itself=True)
    revisions.write(late, "en", {"text": ""})
    planned = circulates(PLANNED, opens_local=soon, opens_itself=True)
    signed_by(planned, "Society of the Well")
    waits(planned)
    _change(draft(CHANGED))


def _over() -> Event:
    return strike(1, starts_local=(clock.now() - timedelta(days=9)).replace(tzinfo=None))


def _change(made: Petition) -> None:
    """In every way that is possible once people sign."""
    for language, text in (("en", TEXT), ("ar", ARABIC)):
        revisions.write(made, language, {"text": text})
    petitions.open_now(made, languages=made.languages)
    for language, old, new in (("en", "30 has two", "30 has three"), ("ar", "9 ممرضتان", "9 قابلتان")):
        text = made.words_in(language).text.replace(old, new, 1)
        revising.revise(made, language, {"text": text}, reason="A number was wrong. كان الرقم خاطئًا", by="alice")
    revising.revise(made, "en", {"text": TEXT}, reason="It was right", by="alice")
    french = {"title": TITLES["fr"], "summary": "Cette nuit.", "text": "Deux infirmières.", "demand": "Ouvrez-le."}
    why = "Counted anew. أُعيد العدّ"
    refused = large_corrections.ask(made, "ar", {"text": ARABIC[:400]}, reason=why, by="alice")
    large_corrections.refuse(refused, by="sam", answer="Say it in the news. قولوه في الأخبار.")
    large_corrections.ask(made, "ar", {"text": ARABIC.replace("ممرضتان", "قابلات")}, reason=why, by="alice")
    revising.add_translation(made, "fr", french, by="alice")
    revising.add_copy(made, {"en": {"name": "The Mayor", "note": "For the archive."}}, by="alice")


def place(slug: str, page: str) -> str:
    return f"/organise/{slug}/{page}"


KINDS = {
    "check with much missing": Kind("organiser.check", signed_in(place(BARE, "check"))),
    "check that finds it ready": Kind("organiser.check", signed_in(place(READY, "check"))),
    "papers": Kind("organiser.papers", signed_in(place(READY, "papers"))),
    "papers of an open petition": Kind("organiser.papers", signed_in("/organise/a-quiet-ward/papers")),
    "check of what should be open": Kind("organiser.check", signed_in(place(LATE, "check"))),
    "check of a letter that circulates": Kind("organiser.check", signed_in(place(PLANNED, "check"))),
    "check of an open petition": Kind("organiser.check", signed_in(place(CHANGED, "check"))),
    "plan with problems": Kind(
        "organiser.schedule_petition", sending(place(READY, "check"), 'form[action$="/schedule"] .button', who=OWNER)
    ),
    "open it": Kind("organiser.ask_to_open", signed_in(place(READY, "open"))),
    "close it": Kind("organiser.ask_to_close", signed_in(place(CHANGED, "close"))),
    "delete a draft": Kind("organiser.ask_to_discard", signed_in(place(READY, "discard"))),
    "delete what was open": Kind("organiser.ask_to_discard", signed_in(place(CHANGED, "discard"))),
    "add a line yourselves": Kind("organiser.new_signatory", signed_in(place(READY, "signatories/new"))),
    "line with problems": Kind(
        "organiser.add_signatory",
        sending(place(READY, "signatories/new"), 'form[action$="/signatories/new"] .button', who=OWNER),
    ),
    "correct and translate": Kind("organiser.revising", signed_in(place(CHANGED, "revise"))),
    "correct a text": Kind("organiser.revision", signed_in(place(CHANGED, "revise/en"))),
    "correct a translation": Kind("organiser.revision", signed_in(place(CHANGED, "revise/ar"))),
    "correct with problems": Kind(
        "organiser.revise",
        sending(place(CHANGED, "revise/en"), 'form[action$="/revise/en"] .button:not(.quiet)', who=OWNER, text="x"),
    ),
    "correction before it is made": Kind(
        "organiser.revise",
        sending(
            place(CHANGED, "revise/en"),
            'form[action$="/revise/en"] .button.quiet',
            who=OWNER,
            text=TEXT.replace("two", "three", 1),
        ),
    ),
    "correction that is too large": Kind(
        "organiser.revise",
        sending(
            place(CHANGED, "revise/en"),
            'form[action$="/revise/en"] .button:not(.quiet)',
            who=OWNER,
            text="x",
            reason="Counted anew",
        ),
    ),
    "translate": Kind("organiser.translation", signed_in("/organise/a-new-ward/translate/fr")),
    "add a copy": Kind("organiser.new_copy", signed_in(place(CHANGED, "copies"))),
    "add a copy with problems": Kind(
        "organiser.add_copy", sending(place(CHANGED, "copies"), 'form[action$="/copies"] .button', who=OWNER)
    ),
    "what was changed": Kind("public.revisions", at(f"/petitions/{CHANGED}/revisions")),
    "nothing was changed": Kind("public.revisions", at(f"/petitions/{UNCHANGED}/revisions")),
}
