"""For the stage: a letter that circulates, an open one that everyone may join, and lines in every state."""

from datetime import timedelta

from petition.lib import clock, pictures
from petition.models.petition import Petition
from petition.services import circulating, joining, petitions, signatories
from petition.services.signatory_lines import SignatoryLine
from tests.campaigns import letter
from tests.joining import asks, circulates, picture, stands, waits

CIRCULATING = "a-letter-that-circulates"
JOINABLE = "a-letter-for-everyone"
CLOSED = "a-letter-that-is-closed"
BY = "alice"
WORDS = {
    "organisations": {"ar": "جمعية ممرضات الميناء", "en": "Nurses of the Harbour"},
    "persons": {"en": "Rima Haddad", "ar": "ريما حداد"},
    "titles": {"en": "Chair", "ar": "الرئيسة"},
    "descriptions": {"en": "Association of hospital nurses in three countries"},
    "represents": {"en": "92 associations in four districts"},
}


def set_up() -> dict[str, str]:
    """The tokens of the pages that it has, by name."""
    soon = (clock.now() + timedelta(days=9)).replace(tzinfo=None)
    text = circulates(CIRCULATING, joins_until_local=soon, embargo_local=soon + timedelta(days=5))
    closed = circulates(CLOSED, joins_until_local=soon - timedelta(days=20))
    joinable = letter(JOINABLE, joining="everyone")
    petitions.open_now(joinable, languages=["en"])
    letters = {"circulating": circulating.link_token(text), "closed list": circulating.link_token(closed)}
    return letters | _lines(text)


def _lines(text: Petition) -> dict[str, str]:
    logo = pictures.read(picture(400, 120), width=480, height=160)
    signatories.add_by_team(text, _of_the_team(), is_listed=True)
    made = {
        "unconfirmed": asks(text, "Sent", **WORDS),
        "queued": waits(text, "Waits", logo=logo, **WORDS | {"persons": {}}),
        "asked": waits(text, "Asked", organisations={}, persons={"en": "Omar Aziz"}, address="omar@example.org"),
        "approved": stands(text, "Stands", logo=logo, **WORDS),
        "withheld": stands(text, "Withheld", is_listed=False, **WORDS),
        "declined": waits(text, "Declined"),
        "withdrawn": waits(text, "Withdrawn"),
        "removed": stands(text, "Removed"),
    }
    signatories.ask(made["asked"], by=BY, question="Since when do you exist?\n\nAnd where are you registered?")
    signatories.decline(made["declined"], by=BY, words="This letter is signed by organisations only.")
    joining.withdraw(made["withdrawn"])
    signatories.remove(made["removed"], by=BY, reason="a test entry")
    return {f"line {name}": joining.link_token(line) for name, line in made.items()}


def _of_the_team() -> SignatoryLine:
    return SignatoryLine(organisations={"fr": "Infirmières du Port"}, url="https://port.example.org")
