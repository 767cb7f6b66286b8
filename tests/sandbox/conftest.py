"""A running sandbox with the demo world, and an app's end that writes down what it gets."""

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox import Manifest, Sandbox, demo_world, read_manifest
from tests.sandbox.ends import Control, Receiver, receiving

_MANIFEST = Path(__file__).parents[2] / "manifest.yml"
_MORE_SCOPES = ("files:write", "im:read", "team:read", "usergroups:read")


@pytest.fixture(scope="session")
def manifest() -> Manifest:
    """An app that may call everything the sandbox serves, more than Hourglass asks for."""
    ours = read_manifest(_MANIFEST.read_text(encoding="utf-8"))
    return replace(ours, bot_scopes=(*ours.bot_scopes, *_MORE_SCOPES))


@pytest.fixture
async def sandbox(manifest: Manifest) -> AsyncIterator[Sandbox]:
    async with Sandbox.start(demo_world(), manifest, rate_limits=False) as running:
        yield running


@pytest.fixture
async def receiver(sandbox: Sandbox) -> AsyncIterator[Receiver]:
    async with receiving(sandbox.signing_secret) as there:
        sandbox.push_url = there.url
        yield there


@pytest.fixture
async def control(sandbox: Sandbox) -> AsyncIterator[Control]:
    async with Control.of(sandbox) as calls:
        yield calls


@pytest.fixture
def slack(sandbox: Sandbox) -> AsyncWebClient:
    return client(sandbox)


def client(sandbox: Sandbox, token: str | None = None) -> AsyncWebClient:
    return AsyncWebClient(token or sandbox.bot_token, base_url=sandbox.api_url, retry_handlers=[], timeout=5)
