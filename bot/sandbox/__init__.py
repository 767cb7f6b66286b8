"""A small local Slack, to try and to test any Slack app against; it knows nothing of the rest of `bot`."""

from bot.sandbox.bot_control import BotControl
from bot.sandbox.clock import MovableClock
from bot.sandbox.manifest import Manifest, ManifestError, read_manifest
from bot.sandbox.server import Sandbox
from bot.sandbox.world_file import WorldFile, WorldFileError, demo_world, parse_world, read_world

__all__ = [
    "BotControl",
    "Manifest",
    "ManifestError",
    "MovableClock",
    "Sandbox",
    "WorldFile",
    "WorldFileError",
    "demo_world",
    "parse_world",
    "read_manifest",
    "read_world",
]
