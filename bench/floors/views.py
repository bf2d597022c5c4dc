"""Floors for pages and counts: a bare Flask view, a static JSON view, and a Jinja page with one query."""

import os

from flask import jsonify, render_template
from flask.typing import ResponseReturnValue
from sqlalchemy import create_engine, text

from bench.floors import minimal_app

# As long as what is read on a petition's page.
PARAGRAPHS = ["A ward at night is a quiet place, and somebody has to be awake in it."] * 60
PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><h1>{{ title }}</h1><p>{{ number }} people signed.</p>
{% for paragraph in paragraphs %}<p>{{ paragraph }}</p>
{% endfor %}</body></html>
"""

engine = create_engine(os.environ["DATABASE_URL"])
app = minimal_app(__name__)
TEMPLATE = app.jinja_env.from_string(PAGE)


@app.get("/bare")
def bare() -> str:
    return "A page."


@app.get("/count.json")
def count() -> ResponseReturnValue:
    return jsonify(number=2437, goal=5000, at="2026-11-22T12:00:00+00:00")


@app.get("/page")
def page() -> str:
    with engine.connect() as connection:
        number = connection.scalar(text("SELECT online FROM ledger_head ORDER BY petition_id LIMIT 1"))
    return render_template(TEMPLATE, title="Keep the ward open", number=number, paragraphs=PARAGRAPHS)
