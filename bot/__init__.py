"""Hourglass: a Slack support desk that keeps the promises of support plans."""
