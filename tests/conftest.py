"""What every test may ask for."""

from tests.databases import database, database_url, fresh_url, lazy_postgresql, migrated_sqlite

__all__ = ["database", "database_url", "fresh_url", "lazy_postgresql", "migrated_sqlite"]
