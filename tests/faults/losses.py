"""What the site has said that is not so: the check that every fault ends with."""

from collections import Counter
from collections.abc import Iterator

from flask import Flask
from sqlalchemy import func, select

from petition.extensions import db
from petition.models.petition import Petition
from petition.models.signature import Signature
from petition.models.submission import Submission
from petition.services import counting, identity, verifying
from tests.faults.crowd import Crowd
from tests.faults.mail_server import FaultyMailServer
from tests.faults.preparing import visited


def losses(app: Flask, crowd: Crowd) -> list[str]:
    """Everything the site has told the crowd that is not so, one sentence each."""
    with visited(app):
        found = db.session.scalars(select(Petition).where(Petition.slugs.any(slug=crowd.slug))).one()
        ours = Signature.petition_id == found.id
        waiting = select(Submission).where(Submission.petition_id == found.id)
        names = {identity.of_submission(one).name for one in db.session.scalars(waiting)}
        confirmed = list(db.session.scalars(select(Signature.public_name).where(ours, Signature.state == "counted")))
        rows = db.session.scalar(select(func.count(Signature.id)).where(ours))
        count = counting.count_of(found).number
        wrong = [*crowd.shocks, *verifying.problems_of(found)]
    wrong += _broken_promises(crowd, names, Counter(confirmed))
    if not count == rows == len(confirmed):
        wrong.append(f"the count is {count}, confirmed are {len(confirmed)} of {rows}")
    return wrong


def _broken_promises(crowd: Crowd, waiting: set[str], confirmed: Counter[str | None]) -> Iterator[str]:
    for person in crowd.people:
        if person.was_thanked and person.name not in waiting and not confirmed[person.name]:
            yield f"{person.name} was thanked, but is not in the database"
        if person.was_thanked and not person.link:
            yield f"{person.name} was thanked, but got no mail"
        if person.was_told_counted and confirmed[person.name] != 1:
            yield f"{person.name} was told to be counted, but is {confirmed[person.name]} times"


def came_again(crowd: Crowd, server: FaultyMailServer) -> int:
    """How many mails came that had come before."""
    return sum(server.arrivals(person.address).total() - 1 for person in crowd.people if person.link)


def strange_mails(crowd: Crowd, server: FaultyMailServer, *, explained: int) -> list[str]:
    """What is wrong with the mail where a fault explains so many second copies, one sentence each."""
    again = came_again(crowd, server)
    wrong = [
        f"{person.name} got {len(mails)} different mails"
        for person in crowd.people
        if len(mails := server.arrivals(person.address)) > 1
    ]
    if again > explained:
        wrong.append(f"{again} mails came again; the fault explains {explained}")
    return wrong
