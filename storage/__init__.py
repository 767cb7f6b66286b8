"""The one memory: SQLite or PostgreSQL behind one `Database`, with repositories over one open transaction."""

from storage.database import Database
from storage.store import Store

__all__ = ["Database", "Store"]
