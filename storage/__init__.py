"""The one memory: SQLite or PostgreSQL behind one `Database`, with repositories over one open transaction."""
