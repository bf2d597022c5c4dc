"""News is numbered in its petition, comes in every language it was written in, and is kept until its hour."""

from datetime import UTC, datetime, timedelta

import pytest

from petition.lib import clock
from petition.models.news import UpdateText
from petition.models.petition import Petition
from petition.services import update_files, updates
from petition.services.errors import InvalidPetitionFile
from tests.making import draft

pytestmark = pytest.mark.usefixtures("database")
FILE = """---
at: 2026-11-20 09:00
texts:
  en: {title: The minister  has read it}
  ar: {title: قرأ الوزير الرسالة}
---
<!-- en -->
She answers **on Friday**.

- one
  - two

<!-- ar -->
تجيب يوم الجمعة.
"""


def say(petition: Petition, title: str = "News", **values: datetime) -> int | None:
    return updates.publish(petition, [UpdateText(language="en", title=title, text="Words.")], **values).number


def test_it_numbers_them_within_their_petition() -> None:
    ward, other = draft(), draft("another-ward")
    assert [say(ward), say(ward), say(other)] == [1, 2, 1]


def test_the_newest_comes_first_page_by_page() -> None:
    ward = draft()
    for _ in range(5):
        say(ward)
    first = updates.of_petition(ward, limit=2)
    second = updates.of_petition(ward, limit=2, before=first[-1].number)
    assert [update.number for update in first + second] == [5, 4, 3, 2]


def test_it_is_kept_back_until_its_hour() -> None:
    ward = draft()
    say(ward, at=clock.now() + timedelta(hours=1))
    assert updates.of_petition(ward) == []
    with clock.pretending(clock.now() + timedelta(hours=2)):
        assert len(updates.of_petition(ward)) == 1


def test_a_file_says_it_in_each_language_at_the_petitions_own_hour() -> None:
    published = update_files.publish(draft(zone="Asia/Damascus"), FILE)
    assert published.published_at == datetime(2026, 11, 20, 6, tzinfo=UTC)
    english, arabic = published.texts
    assert (english.language, english.title) == ("en", "The minister has read it")
    assert english.text == "She answers **on Friday**.\n\n- one\n  - two"
    assert (arabic.language, arabic.title, arabic.text) == ("ar", "قرأ الوزير الرسالة", "تجيب يوم الجمعة.")


def test_a_file_without_an_hour_is_news_of_now() -> None:
    published = update_files.publish(draft(), FILE.replace("at: 2026-11-20 09:00\n", ""))
    assert published.published_at
    assert clock.now() - published.published_at < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("right", "wrong", "words"),
    [
        ("---\nat", "at", "must begin with a head"),
        ("at: 2026-11-20 09:00", "at: soon", "at: write a local time"),
        ("at:", "when:", "when is not known; use at, texts"),
        ("{title: The minister  has read it}", "{title: }", "texts, en: title is missing"),
        ("<!-- ar -->", "<!-- fr -->", "Each language in texts needs a part"),
        ("تجيب يوم الجمعة.", "", "Each language in texts needs a part"),
    ],
)
def test_a_mistake_in_a_file_is_told_and_nothing_is_published(right: str, wrong: str, words: str) -> None:
    ward = draft()
    with pytest.raises(InvalidPetitionFile, match=words):
        update_files.publish(ward, FILE.replace(right, wrong))
    assert updates.of_petition(ward) == []
