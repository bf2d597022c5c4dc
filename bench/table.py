"""All rows, in the order in which they are measured: those that sign in the large database come last."""

from bench.rows import dashboard, exporting, keeping, pages, signing, story, workspace

ROWS = (*pages.ROWS, *exporting.ROWS, *dashboard.ROWS, *workspace.ROWS, *keeping.ROWS, *signing.ROWS, *story.ROWS)
