"""News as its team writes it: drafts, made through the product's own verbs."""

from petition.models.news import Update
from petition.models.petition import Petition
from petition.services import publishing_updates, writing_updates

WORDS = {"title": "She has read it", "text": "She answers **on Friday**."}
ARABIC = {"title": "قرأ الوزير الرسالة", "text": "تجيب يوم الجمعة."}


def write(update: Update, language: str = "en", *, by: str = "alice", seen: str | None = None, **words: str) -> str:
    """Change some of what it says in a language, by whoever sees it as it is."""
    values = {**writing_updates.read(update, language), **words}
    seen = writing_updates.fingerprint(update, language) if seen is None else seen
    return writing_updates.save(update, language, values, seen=seen, by=by)


def draft_of_news(petition: Petition, **by_language: dict[str, str]) -> Update:
    """In these languages, or else in English; not committed."""
    update = writing_updates.begin(petition, by="alice")
    for language, words in (by_language or {"en": WORDS}).items():
        write(update, language, **words)
    return update


def published_news(petition: Petition, *, wants_mail: bool = False, **by_language: dict[str, str]) -> Update:
    """News that everyone reads; not committed. The petition is open."""
    update = draft_of_news(petition, **by_language)
    publishing_updates.publish_now(update, wants_mail=wants_mail, by="alice")
    return update
