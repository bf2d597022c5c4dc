"""Private links, embargo, opening by itself, and who may join."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

# In plain SQL, because they are checked: Alembic would copy the table for that, and SQLite would take with the old
# one whatever points to its rows.
CHOICES = {"joining": ("nobody", "invited", "everyone"), "list_style": ("run", "lines", "columns")}
DEFAULTS = {"joining": "invited", "list_style": "lines"}
PLAIN = ("opens_itself", "embargo_local", "circulation", "joins_until_local")


def upgrade() -> None:
    op.add_column("petition", sa.Column("opens_itself", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("petition", sa.Column("embargo_local", sa.DateTime(), nullable=True))
    op.add_column("petition", sa.Column("circulation", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("petition", sa.Column("joins_until_local", sa.DateTime(), nullable=True))
    for name, choices in CHOICES.items():
        op.execute(
            f"ALTER TABLE petition ADD COLUMN {name} VARCHAR(16) NOT NULL DEFAULT '{DEFAULTS[name]}' "
            f"CONSTRAINT ck_petition_{name} CHECK ({name} IN {choices})"
        )


def downgrade() -> None:
    for name in (*CHOICES, *PLAIN):
        op.drop_column("petition", name)
