"""Updates from files: Markdown with a head, as petition files have; docs/petition-files.md explains it to authors."""

from petition.lib import clock
from petition.models.news import Update, UpdateText
from petition.models.petition import Petition
from petition.services import updates
from petition.services.petition_file_reader import read, texts_with

HEAD_KEYS = {"at", "texts"}
TEXT_KEYS = {"title"}


def publish(petition: Petition, source: str) -> Update:
    """One piece of news from a file's text. Raises InvalidPetitionFile with the first mistake."""
    head, bodies = read(source, HEAD_KEYS)
    texts = [
        UpdateText(language=language, title=words.line("title", required=True), text=bodies[language])
        for language, words in texts_with(head, bodies, TEXT_KEYS).items()
    ]
    at = head.moment("at")
    return updates.publish(petition, texts, at=clock.moment(at, petition.zone) if at else None)
