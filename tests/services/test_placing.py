"""Comments that an earlier version wrote, and where they stand."""

import pytest

from petition.extensions import db
from petition.models.petition import Petition, Publishing
from petition.models.signature import NO_DAY
from petition.services import placing
from tests.making import sign_and_confirm


@pytest.mark.parametrize("publish", Publishing)
def test_a_comment_without_a_place_gets_its_signatures_where_lists_stand_by_day(
    ward: Petition, publish: Publishing
) -> None:
    ward.publish = publish
    signature = sign_and_confirm(ward, comment="Why", comment_is_public=True)
    comment = signature.comment
    assert comment
    comment.confirmed_on, comment.signature_public_id = NO_DAY, ""
    db.session.flush()
    placing.place_comments()
    db.session.refresh(comment)
    its_own = (signature.confirmed_on, signature.public_id)
    found = (comment.confirmed_on, comment.signature_public_id)
    assert found == (its_own if publish is Publishing.BATCHED else (NO_DAY, ""))
