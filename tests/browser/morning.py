"""Who is in the story of the morning, what is written in it, and where it is written."""

from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.browser.live import LiveSite
from tests.browser.walking import Walker

ORGANISER, SIGNER = "nadia.{}@example.org", "signer.{}@example.net"
TEAM = {"fr": "Veilleurs du Pont", "ar": "سهارى الجسر"}
NAME = {"fr": "Nadia Aziz", "ar": "نادية عزيز", "en": "Rima Haddad"}
# What is written in each language: title, text, addressee; then a comment, and news.
WORDS = {
    "fr": (
        "Gardez la nuit ouverte aux urgences",
        "La nuit, les urgences ferment à vingt-deux heures. **Nous demandons qu’elles restent ouvertes.**",
        "La ministre de la Santé",
    ),
    "ar": (
        "أبقوا قسم الطوارئ مفتوحًا ليلًا",
        "يُغلق قسم الطوارئ في العاشرة ليلًا. **نطالب بأن يبقى مفتوحًا.**",
        "وزيرة الصحة",
    ),
    "en": (
        "Keep the emergency ward open at night",
        "At night the emergency ward closes at ten. **We ask that it stays open.**",
        "The Minister of Health",
    ),
}
COMMENT = {"fr": "Pour ma sœur, qui a attendu jusqu’au matin.", "ar": "من أجل أختي التي انتظرت حتى الصباح."}
NEWS = {
    "fr": ("La ministre nous reçoit", "Elle nous attend vendredi à neuf heures."),
    "ar": ("الوزيرة تستقبلنا", "موعدنا معها يوم الجمعة في التاسعة."),
}


@dataclass
class Story:
    """Who is in it: the one who runs the petition, and the one who signs, in the other language."""

    site: LiveSite
    organiser: Walker
    signer: Walker
    slug: str = ""

    @property
    def own(self) -> str:
        return self.organiser.language

    @property
    def public_path(self) -> str:
        return f"/{self.signer.language}/petitions/{self.slug}"


def part(walker: Walker, heading: str) -> Locator:
    return walker.page.get_by_role("region", name=walker.begins(heading))


def translation(walker: Walker, code: str) -> Locator:
    """The part for the words in this language, open."""
    words = walker.page.locator(f"#words-{code}")
    expect(words).to_be_visible()
    if words.get_attribute("open") is None:
        words.locator("summary").first.click()
    return words
