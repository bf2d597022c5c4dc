"""Comments that an earlier version wrote beside this one get their place in lists that tell no more than the day."""

from sqlalchemy import select, update

from petition.extensions import db
from petition.models.petition import Petition, Publishing
from petition.models.signature import NO_DAY, Comment, CommentState, Signature


def place_comments() -> None:
    """Give each the day and the public id of its signature, by the index of those lists; elsewhere none is needed."""
    batched = select(Petition.id).where(Petition.publish == Publishing.BATCHED)
    its_own = Signature.id == Comment.signature_id
    db.session.execute(
        update(Comment)
        .where(Comment.petition_id.in_(batched), Comment.state.in_(list(CommentState)), Comment.confirmed_on == NO_DAY)
        .values(
            confirmed_on=select(Signature.confirmed_on).where(its_own).scalar_subquery(),
            signature_public_id=select(Signature.public_id).where(its_own).scalar_subquery(),
        )
        .execution_options(synchronize_session=False)
    )
