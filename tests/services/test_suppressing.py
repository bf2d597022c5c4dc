import sqlalchemy as sa

from petition.extensions import db
from petition.models.outbox import Suppression, SuppressionReason
from petition.models.petition import Petition
from petition.services import identity, suppressing


def test_every_spelling_of_the_mailbox_is_meant(ward: Petition) -> None:
    suppressing.suppress("rima+ward@gmail.com", SuppressionReason.ASKED)
    assert suppressing.is_suppressed(identity.mailbox_index("Ri.ma@googlemail.com"))
    assert not suppressing.is_suppressed(identity.mailbox_index("karim@gmail.com"))


def test_asking_twice_keeps_the_first_reason(ward: Petition) -> None:
    suppressing.suppress("rima@example.org", SuppressionReason.ASKED)
    suppressing.suppress("rima@example.org", SuppressionReason.BOUNCED)
    assert db.session.execute(sa.select(Suppression)).scalar_one().reason is SuppressionReason.ASKED


def test_the_address_itself_is_not_kept(ward: Petition) -> None:
    suppressing.suppress("rima@example.org", SuppressionReason.ASKED)
    assert "rima" not in str(db.session.execute(sa.select(Suppression.__table__)).one())
