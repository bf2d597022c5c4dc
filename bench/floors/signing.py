"""The floor for signing: a minimal Flask app with an ORM and an outbox. Two rows, one transaction, no more."""

import os
import secrets
from datetime import UTC, datetime

from flask import redirect, render_template, request
from flask.typing import ResponseReturnValue
from sqlalchemy import ForeignKey, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from bench.floors import minimal_app

FORM = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Sign</title></head><body>
<form method="post" action="/sign">
<input type="hidden" name="token" value="{{ token }}">
<label>Name <input name="name" required></label>
<label>Mail <input name="mail" type="email" required></label>
<button>Sign</button>
</form></body></html>
"""


class Base(DeclarativeBase):
    """The floor's own tables."""


class Signature(Base):
    """Who signed."""

    __tablename__ = "floor_signature"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    mail: Mapped[str] = mapped_column(unique=True)
    signed_at: Mapped[datetime]


class Mail(Base):
    """A mail to be sent to them."""

    __tablename__ = "floor_outbox"

    id: Mapped[int] = mapped_column(primary_key=True)
    signature_id: Mapped[int] = mapped_column(ForeignKey("floor_signature.id"))
    token: Mapped[str]


engine = create_engine(os.environ["DATABASE_URL"])
Base.metadata.create_all(engine)
# The processes that are forked from this one make connections of their own.
engine.dispose()
app = minimal_app(__name__)
TEMPLATE = app.jinja_env.from_string(FORM)


@app.get("/")
def form() -> str:
    return render_template(TEMPLATE, token="a token of the hour")


@app.post("/sign")
def sign() -> ResponseReturnValue:
    with Session(engine) as session:
        made = Signature(name=request.form["name"], mail=request.form["mail"], signed_at=datetime.now(UTC))
        session.add(made)
        session.flush()
        session.add(Mail(signature_id=made.id, token=secrets.token_urlsafe(16)))
        session.commit()
    return redirect("/", 303)
