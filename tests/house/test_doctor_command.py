"""`hourglass doctor` as people type it: what it prints, and how it ends."""

import json
from pathlib import Path

from tests.databases import FreshUrl
from tests.house.test_command_line import GOOD, local_slack
from tests.house.typed import hourglass

ON_CALL = "".join(
    f'[rotations.{name}]\nmembers = ["sam", "kim"]\nhandover = "mon 09:00"\ntime_zone = "Europe/London"\n'
    for name in ("L1", "L2")
)


def test_it_ends_well_where_nothing_has_to_be_mended_and_badly_elsewhere(
    tmp_path: Path, fresh_url: FreshUrl
) -> None:
    (tmp_path / "clients.toml").write_text(GOOD + ON_CALL)
    with local_slack(tmp_path / "slack", "--socket") as settings:
        given = settings | {"DATABASE_URL": fresh_url("sqlite"), "HOURGLASS_CLIENTS": "clients.toml"}
        early = hourglass(tmp_path, "doctor", **given)
        assert hourglass(tmp_path, "clients", "apply", "clients.toml", **given).code == 0
        well = hourglass(tmp_path, "doctor", **given)
        as_json = hourglass(tmp_path, "doctor", "--json", **given)
        wrong = hourglass(tmp_path, "doctor", "--json", **given | {"SLACK_BOT_TOKEN": "xoxb-wrong"})
    assert (early.code, "problem" in early.out, "→ Type `/invite" in early.out) == (1, True, True)
    assert (well.code, well.err) == (0, "")
    assert "\n0 to mend, " in well.out
    assert json.loads(as_json.out)["ok"]
    found = json.loads(as_json.out)["findings"]
    looked_at = {each["about"]: each["said"] for each in found if each["outcome"] != "ok"}
    assert set(looked_at) <= {"at work", "channels"}
    assert looked_at["at work"] == "no Hourglass runs on it at this moment"
    assert "clients.toml declares 1 client" in [each["said"] for each in found]
    told = json.loads(wrong.out)
    assert (wrong.code, told["ok"]) == (1, False)
    [token] = [each for each in told["findings"] if each["about"] == "bot token"]
    assert (token["outcome"], token["said"]) == ("problem", "Slack refuses it: invalid_auth")
    assert token["remedy"].startswith("Put the Bot User OAuth Token")
    for ended in (early, well, as_json, wrong):
        assert not any(
            secret in ended.out + ended.err for secret in (settings["SLACK_BOT_TOKEN"], "xoxb-wrong")
        )


def test_without_any_setting_it_says_what_to_set_and_makes_no_database(tmp_path: Path) -> None:
    ended = hourglass(tmp_path, "doctor")
    assert (ended.code, ended.err) == (1, "")
    for word in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET", "hourglass.db is not there yet", "2 to mend"):
        assert word in ended.out
    assert not list(tmp_path.glob("*.db*"))


def test_without_any_settings_it_names_all_that_run_does_and_where_each_is_found(tmp_path: Path) -> None:
    refused = hourglass(tmp_path, "run")
    looked = hourglass(tmp_path, "doctor", COLUMNS="400")
    assert (refused.code, looked.code) == (1, 1)
    for said in (refused.err, looked.out):
        for part in (
            "SLACK_BOT_TOKEN is not set",
            "Bot User OAuth Token (xoxb-...), from OAuth & Permissions",
            "SLACK_SIGNING_SECRET is not set, and neither is SLACK_APP_TOKEN",
            "Signing Secret, from Basic Information",
            "App-Level Token (xapp-...), from the same page",
            f"no .env file in {tmp_path}",
            "opy .env.example to .env there",
        ):
            assert part in said
    assert "come by HTTP" not in looked.out
    (tmp_path / ".env").write_text("LOG_LEVEL=INFO\n")
    assert "no .env file" not in hourglass(tmp_path, "doctor").out
