"""Drafts the next migration: what the records say now beside tables of the newest migration. Read it before use.

python3 do.py migration "Give a visit its interpreter"
"""

import sys
import tempfile
from pathlib import Path

from alembic import command

from mhac.kernel import schema
from mhac.kernel.database import open_sqlite


def main() -> int:
    """Write the draft and say where it lies."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_sqlite(Path(folder) / "clinic.db", bytes(32), create=True)
        schema.upgrade(database)
        number = f"{int(schema.HEAD) + 1:04d}"
        with database.engine.begin() as connection:
            command.revision(schema.config(connection), message=sys.argv[1], rev_id=number, autogenerate=True)
        database.close()
    print(f"Read it, then set HEAD in mhac/kernel/schema.py to {number}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
