"""Looking into a database from outside, as nothing of the bot does."""

import sqlite3
from typing import Any

import asyncpg

from storage import Database


async def rows(database: Database, sql: str) -> list[dict[str, Any]]:
    """Return the rows of a query as anybody who looks into the database sees them."""
    if database.address.startswith("sqlite"):
        with sqlite3.connect(database.address.removeprefix("sqlite:///")) as found:
            found.row_factory = sqlite3.Row
            result = [dict(row) for row in found.execute(sql)]
        found.close()
        return result
    connection = await asyncpg.connect(database.address)
    try:
        return [dict(row) for row in await connection.fetch(sql)]
    finally:
        await connection.close()


async def former_texts(database: Database, channel: str, ts: str) -> list[str]:
    """Return what a message said before each of its edits, oldest first."""
    found = await rows(database, "SELECT channel, ts, text FROM message_edits ORDER BY edited_at")
    return [each["text"] for each in found if (each["channel"], each["ts"]) == (channel, ts)]
