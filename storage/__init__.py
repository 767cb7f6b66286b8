"""What Hourglass remembers: one SQL text for SQLite and PostgreSQL."""
