import hashlib
from collections.abc import Callable

import pytest
import sqlalchemy as sa

from petition.extensions import db
from petition.models.consent import Consent, ConsentPurpose, ConsentText
from petition.models.petition import Petition
from petition.models.signature import Signature
from petition.services import confirming, consents, identity
from tests.making import sign_and_confirm, submit


def given_by(signature: Signature) -> list[ConsentText]:
    query = sa.select(ConsentText).join(Consent).where(Consent.signature_id == signature.id).order_by(ConsentText.id)
    return list(db.session.scalars(query))


def test_consents_become_rows_with_the_wording_in_force(ward: Petition) -> None:
    made = sign_and_confirm(ward, consents=(ConsentPurpose.PETITION_NEWS,), language="en")
    texts = given_by(made)
    assert {text.purpose for text in texts} == {ConsentPurpose.SIGNING, ConsentPurpose.PETITION_NEWS}
    assert {(text.version, text.language, text.team_id) for text in texts} == {(1, "en", ward.team_id)}
    assert all(text.sha256 == hashlib.sha256(text.text.encode()).hexdigest() for text in texts)


def test_an_unticked_box_is_no_row(ward: Petition) -> None:
    assert [text.purpose for text in given_by(sign_and_confirm(ward, consents=()))] == [ConsentPurpose.SIGNING]


def test_each_language_keeps_its_own_words(ward: Petition) -> None:
    [text] = given_by(sign_and_confirm(ward, consents=(), language="ar"))
    assert text.language == "ar"
    assert ward.team.legal_name in text.text


def test_a_page_in_a_language_without_a_text_of_its_own_keeps_its_words_too(ward: Petition) -> None:
    waiting = submit(ward, consents=(ConsentPurpose.TEAM_NEWS,))
    waiting.language = "fr"
    made = confirming.confirm(waiting, identity.of_submission(waiting), same_browser=True)
    db.session.flush()
    texts = given_by(made)
    assert {text.purpose for text in texts} == {ConsentPurpose.SIGNING, ConsentPurpose.TEAM_NEWS}
    assert {text.language for text in texts} == {"fr"}


def test_a_changed_wording_is_a_new_version_and_old_consents_keep_theirs(
    ward: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = sign_and_confirm(ward, consents=())
    with_other_words(monkeypatch, lambda purpose, _team, language: f"New words: {purpose}, {language}")
    consents.write_wordings(ward.team, ["en"])
    db.session.flush()
    after = sign_and_confirm(ward, consents=(), address="karim@example.org")
    assert [text.version for text in given_by(before) + given_by(after)] == [1, 2]


def test_whoever_sent_the_form_before_agreed_to_the_words_of_then(
    ward: Petition, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = submit(ward, consents=())
    with_other_words(monkeypatch, lambda purpose, _team, language: f"New words: {purpose}, {language}")
    consents.write_wordings(ward.team, ["en"])
    made = confirming.confirm(waiting, identity.of_submission(waiting), same_browser=True)
    assert [text.version for text in given_by(made)] == [1]


def with_other_words(monkeypatch: pytest.MonkeyPatch, wording: Callable[..., str]) -> None:
    monkeypatch.setattr(consents, "wording", wording)


def test_unchanged_words_are_written_once(ward: Petition) -> None:
    count = sa.select(sa.func.count(ConsentText.id))
    before = db.session.scalar(count)
    consents.write_wordings(ward.team, ["en", "ar"])
    db.session.flush()
    assert db.session.scalar(count) == before == 6
