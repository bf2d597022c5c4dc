"""The floor for exports: the same rows as CSV, streamed through SQLAlchemy Core. What is sealed stays so."""

import csv
import io
import os
from collections.abc import Iterator

from flask import Response
from sqlalchemy import create_engine, text

from bench.floors import minimal_app

ROWS = text(
    "SELECT public_id, country, confirmed_on, language, give_name_to, identity FROM signature"
    " WHERE petition_id = :petition AND state = 'counted' AND give_name_to IN ('addressees', 'public') ORDER BY id"
)
PORTION = 500

engine = create_engine(os.environ["DATABASE_URL"])
app = minimal_app(__name__)


@app.get("/export/<int:petition>.csv")
def export(petition: int) -> Response:
    return Response(written(petition), mimetype="text/csv")


def written(petition: int) -> Iterator[str]:
    with engine.connect() as connection:
        # `yield_per` alone is passed over for SQL given as text: everything would be read at once.
        rows = connection.execution_options(stream_results=True, max_row_buffer=PORTION).execute(
            ROWS, {"petition": petition}
        )
        for portion in rows.partitions(PORTION):
            page = io.StringIO()
            csv.writer(page).writerows(row[:-1] for row in portion)
            yield page.getvalue()
