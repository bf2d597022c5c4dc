from datetime import timedelta

import pytest
from sqlalchemy import select

from petition.extensions import db
from petition.models.petition import NameAudience, Petition, Publishing
from petition.models.signature import CommentState, HoldRule, Signature
from petition.services import listing, petitions, sequencing, withdrawing
from tests.making import draft, sign_and_confirm

PUBLIC = NameAudience.PUBLIC


def public(ward: Petition, number: int = 1, **values: object) -> Signature:
    words = {"give_name_to": PUBLIC, "comment": f"Words {number}", "comment_is_public": True}
    return sign_and_confirm(ward, address=f"signer{number}@example.org", name=f"Signer {number}", **(words | values))


def published(ward: Petition) -> Petition:
    sequencing.sequence(ward.id)
    db.session.flush()
    return ward


def test_the_newest_comes_first_and_pages_follow(ward: Petition) -> None:
    for number in range(5):
        public(ward, number)
    first = listing.names(published(ward), limit=3)
    assert [voice.name for voice in first] == ["Signer 4", "Signer 3", "Signer 2"]
    rest = listing.names(ward, limit=3, before=first[-1].public_id)
    assert [voice.name for voice in rest] == ["Signer 1", "Signer 0"]


def test_where_publishing_is_batched_each_is_met_once_by_day_and_else_by_chance(ward: Petition) -> None:
    for number in range(6):
        signature = public(ward, number, **({"comment": ""} if number % 2 else {"give_name_to": NameAudience.NOBODY}))
        signature.confirmed_on -= timedelta(days=number // 3)
        if signature.comment:
            signature.comment.confirmed_on = signature.confirmed_on
    published(ward).publish = Publishing.BATCHED
    pages = [listing.names(ward, limit=2)]
    while pages[-1]:
        pages.append(listing.names(ward, limit=2, before=pages[-1][-1].public_id))
    met = [voice for page in pages for voice in page]
    by_day = db.session.scalars(
        select(Signature.public_id).order_by(Signature.confirmed_on.desc(), Signature.public_id.desc())
    )
    assert [voice.public_id for voice in met] == by_day.all()
    spoken = [voice.public_id for voice in met if voice.comment]
    assert [voice.public_id for voice in listing.voices(ward, limit=9)] == spoken


def test_a_name_given_to_fewer_is_in_no_list(ward: Petition) -> None:
    for number, audience in enumerate((NameAudience.NOBODY, NameAudience.ADDRESSEES)):
        public(ward, number, give_name_to=audience, comment="", comment_is_public=False)
    assert listing.names(published(ward), limit=9) == []


def test_a_public_comment_may_stand_without_a_name_and_then_without_a_country(ward: Petition) -> None:
    public(ward, give_name_to=NameAudience.NOBODY, country="TV")
    [voice] = listing.voices(published(ward), limit=9)
    assert (voice.name, voice.comment, voice.country) == (None, "Words 1", None)


def test_a_comment_for_the_addressees_is_in_no_list(ward: Petition) -> None:
    public(ward, comment_is_public=False)
    [voice] = listing.names(published(ward), limit=9)
    assert (voice.name, voice.comment) == ("Signer 1", "")
    assert listing.voices(ward, limit=9) == []


def test_what_is_held_withdrawn_or_hidden_is_in_no_list(ward: Petition) -> None:
    sign_and_confirm(ward, give_name_to=PUBLIC, doubts=(HoldRule.HONEYPOT,))
    withdrawing.withdraw(public(ward, 1))
    hidden = public(ward, 2)
    assert hidden.comment is not None
    hidden.comment.state = CommentState.HIDDEN
    db.session.flush()
    assert [(one.name, one.comment) for one in listing.names(published(ward), limit=9)] == [("Signer 2", "")]
    assert listing.voices(ward, limit=9) == []


def test_where_publishing_is_batched_no_name_shows_before_the_count_does(ward: Petition) -> None:
    ward.publish = Publishing.BATCHED
    published(ward)
    public(ward)
    assert listing.names(published(ward), limit=9) == listing.voices(ward, limit=9) == []


@pytest.mark.parametrize(
    ("search", "found"),
    [("", 1), ("ward", 1), ("WARD open", 1), ("ward closed", 0), ("%", 0), ("_", 0), ("!", 0), ("الجناح", 1)],
)
def test_search_finds_words_of_title_and_summary(ward: Petition, search: str, found: int) -> None:
    assert len(listing.open_petitions(search=search, page=1)[0]) == found


def test_open_petitions_come_in_pages(ward: Petition, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing, "PER_PAGE", 1)
    petitions.open_now(draft("another-ward"), languages=["en"])
    db.session.flush()
    pages = [listing.open_petitions(search="", page=number) for number in (1, 2, 3)]
    assert [(len(found), has_more) for found, has_more in pages] == [(1, True), (1, False), (0, False)]


def test_drafts_and_hidden_ones_are_in_no_list(ward: Petition) -> None:
    draft("another-ward")
    petitions.hide(ward, reason="x")
    db.session.flush()
    assert listing.open_petitions(search="", page=1) == ([], False)
    assert listing.published_by(ward.team) == []
