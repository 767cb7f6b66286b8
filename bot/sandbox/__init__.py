"""A small local Slack, to try and to test any Slack app against; it knows nothing of the rest of `bot`."""

from bot.sandbox.bot_control import BotControl
from bot.sandbox.clock import MovableClock
from bot.sandbox.history import History, Past, demo_history, parse_history, past_of
from bot.sandbox.living import HistoryError
from bot.sandbox.manifest import Manifest, ManifestError, read_manifest
from bot.sandbox.server import Sandbox
from bot.sandbox.world_file import WorldFile, WorldFileError, demo_world, parse_world, read_world

__all__ = [
    "BotControl",
    "History",
    "HistoryError",
    "Manifest",
    "ManifestError",
    "MovableClock",
    "Past",
    "Sandbox",
    "WorldFile",
    "WorldFileError",
    "demo_history",
    "demo_world",
    "parse_history",
    "parse_world",
    "past_of",
    "read_manifest",
    "read_world",
]
