"""Tests: behaviour in their names, real databases, a local Slack, a clock that they move."""
