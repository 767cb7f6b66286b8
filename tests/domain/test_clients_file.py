"""The file that declares the clients, and what is said of one that cannot be used."""

from pathlib import Path
from typing import Final

import pytest

from bot.domain.clients_file import ChannelEntry, ClientsFile, check_plans, read_clients_file
from bot.domain.desks import Intake
from bot.errors import BadFileError
from bot.services.plans import load_plans, plan_files

EXAMPLE: Final = Path(__file__).resolve().parents[2] / "clients.example.toml"

SMALL: Final = """\
admins = ["ada"]
managers = ["max"]
triage = ["#triage"]

[[clients]]
id = "acme"
name = "Acme Orders"
plan = "matai-growth"
time_zone = "America/Chicago"
language = "en"
account_manager = "max"
approvers = ["ana", "bo"]
triage = "#triage"
channels = [{ channel = "#acme", intake = "ask", join_minutes = 0 }]

[[clients]]
id = "banco"
name = "Banco Litoral"
plan = "apendice-b"

[[clients.channels]]
channel = "#banco"
"""


def problems_of(text: str) -> tuple[str, ...]:
    with pytest.raises(BadFileError) as refused:
        read_clients_file(text, "clients.toml")
    assert refused.value.file == "clients.toml"
    return tuple(map(str, refused.value.problems))


def changed(old: str, new: str) -> str:
    assert SMALL.count(old) == 1, old
    return SMALL.replace(old, new)


def read(text: str) -> ClientsFile:
    return read_clients_file(text, "clients.toml")


def test_people_and_channels_stay_as_written() -> None:
    declared = read(SMALL)
    acme = declared.clients[0]
    assert (declared.admins, declared.managers, declared.triage) == (("ada",), ("max",), ("#triage",))
    assert (acme.id, acme.name, acme.plan) == ("acme", "Acme Orders", "matai-growth")
    assert (acme.time_zone, acme.language) == ("America/Chicago", "en")
    assert (acme.account_manager, acme.approvers, acme.triage) == ("max", ("ana", "bo"), "#triage")
    assert acme.channels == (ChannelEntry("#acme", Intake.ASK, 0),)


def test_what_a_client_leaves_out_comes_from_its_plan() -> None:
    banco = read(SMALL).clients[1]
    assert (banco.time_zone, banco.language, banco.triage) == (None, None, None)
    assert banco.channels == (ChannelEntry("#banco", Intake.AUTO, 5),)
    filled = banco.under(load_plans(None)["apendice-b"])
    assert (filled.time_zone, filled.language, filled.name) == ("America/Sao_Paulo", "pt", "Banco Litoral")


def test_what_a_client_says_outweighs_its_plan() -> None:
    acme = read(SMALL).clients[0]
    assert acme.under(load_plans(None)["apendice-b"]) == acme


def test_an_empty_file_declares_nobody() -> None:
    assert read("").clients == ()


FAULTS: Final = [
    (
        '["ada"]',
        '"ada"',
        "line 1: admins is 'ada', which will not do: write a list of names or ids, such as [\"ada\"]",
    ),
    (
        '["max"]',
        '["max", ""]',
        'line 2: managers[2] is empty: write a name or id, such as "max" or "U012AB3CD"',
    ),
    (
        '"matai-growth"',
        '"matai-growth"\naddons = "after-hours"',
        (
            "line 9: clients[1].addons is 'after-hours', which will not do: write a list of the plan's "
            'add-ons, such as ["after-hours"]'
        ),
    ),
    ("managers =", "manager =", "line 2: manager is no key that we know: did you mean managers?"),
    (
        '= ["#triage"]',
        '= ["# triage"]',
        (
            "line 3: triage[1] is '# triage': write the name or id of a channel, such as \"#acme\" or "
            '"C012AB3CD"'
        ),
    ),
    (
        '"acme"',
        '"Acme Orders"',
        (
            "line 6: clients[1].id is 'Acme Orders': write small letters, digits and hyphens, such as "
            "'acme-orders'"
        ),
    ),
    ('name = "Acme Orders"\n', "", "line 5: clients[1].name is missing: write the client's name"),
    (
        '"matai-growth"',
        "7",
        'line 8: clients[1].plan is 7, which will not do: write the id of a plan, such as "matai-growth"',
    ),
    (
        "America/Chicago",
        "America/Chikago",
        (
            "line 9: clients[1].time_zone is 'America/Chikago', which is no time zone: did you mean "
            "'America/Chicago'?"
        ),
    ),
    (
        '"en"',
        '"pt-BR"',
        (
            "line 10: clients[1].language is 'pt-BR', which we do not speak: write one of en, es, pt; did "
            "you mean 'pt'?"
        ),
    ),
    (
        '"ask"',
        '"aks"',
        (
            "line 14: clients[1].channels[1].intake is 'aks': write 'auto', 'ask' or 'manual'; did you mean "
            "'ask'?"
        ),
    ),
    (
        "join_minutes = 0",
        "join_minutes = -1",
        (
            "line 14: clients[1].channels[1].join_minutes is -1, which will not do: write a whole number of "
            "minutes from 0 to 1440; 0 joins nothing"
        ),
    ),
    ('"banco"', '"acme"', "line 17: clients[2].id is already another client's id: write one of its own"),
    (
        '"#banco"',
        '"ACME"',
        ("line 22: clients[2].channels[1].channel is declared before: a channel belongs to one client, once"),
    ),
    (
        '"#banco"',
        '"triage"',
        (
            "line 22: clients[2].channels[1].channel is a triage channel too: clients must not read what "
            "staff say there"
        ),
    ),
    (
        'channel = "#banco"',
        "",
        (
            "line 21: clients[2].channels[1].channel is missing: write the name or id of a channel, such as "
            '"#acme"'
        ),
    ),
    (
        '[[clients.channels]]\nchannel = "#banco"',
        "",
        (
            "line 16: clients[2].channels is missing: write a list of channels, such as [{ channel = "
            '"#acme" }]'
        ),
    ),
    (
        "[{ channel",
        "[{ chanel",
        "line 14: clients[1].channels[1].chanel is no key that we know: did you mean channel?",
    ),
]


@pytest.mark.parametrize(("old", "new", "problem"), FAULTS, ids=[problem for _, _, problem in FAULTS])
def test_a_problem_names_line_field_and_remedy(old: str, new: str, problem: str) -> None:
    assert problem in problems_of(changed(old, new))


def test_all_problems_are_told_at_once_and_once_each() -> None:
    text = changed('"ask"', '"aks"').replace('"banco"', '"acme"').replace("America/Chicago", "Chicago!")
    assert [problem.split(" is ")[0] for problem in problems_of(text)] == [
        "line 9: clients[1].time_zone",
        "line 14: clients[1].channels[1].intake",
        "line 17: clients[2].id",
    ]


def test_text_that_is_not_toml_is_told_with_its_line() -> None:
    assert problems_of("admins = [\n") == (
        (
            "this is not TOML: Invalid value (at end of document): "
            "look for a missing quotation mark, bracket or `=`"
        ),
    )


def test_known_plans_pass() -> None:
    check_plans(read(SMALL), load_plans(None))


def test_every_unknown_plan_is_told_with_its_line() -> None:
    text = changed("matai-growth", "matai-grwth").replace("apendice-b", "zzz")
    plans = {name: plan for name, plan in load_plans(None).items() if name.startswith("ma")}
    with pytest.raises(BadFileError) as refused:
        check_plans(read(text), plans)
    assert list(map(str, refused.value.problems)) == [
        (
            "line 8: clients[1].plan is 'matai-grwth', which is no plan that we have: did you mean "
            "'matai-growth'?"
        ),
        (
            "line 19: clients[2].plan is 'zzz', which is no plan that we have: the plans are "
            "macktez-managed, matai-efficiency, matai-growth, matai-transformation"
        ),
    ]


def test_addons_stand_as_written_and_once_each() -> None:
    text = changed('"matai-growth"', '"matai-growth"\naddons = ["after-hours", "after-hours"]')
    check_plans(read(text), plan_files(None))
    assert [client.addons for client in read(text).clients] == [("after-hours",), ()]


def test_every_addon_that_its_plan_does_not_have_is_told_with_its_line() -> None:
    text = changed('"matai-growth"', '"matai-growth"\naddons = ["after-hour", "zzz"]')
    text = text.replace('"apendice-b"', '"apendice-b"\naddons = ["after-hours"]')
    with pytest.raises(BadFileError) as refused:
        check_plans(read(text), plan_files(None))
    assert list(map(str, refused.value.problems)) == [
        (
            "line 9: clients[1].addons[1] is 'after-hour', which is no add-on of matai-growth: did you mean "
            "'after-hours'?"
        ),
        (
            "line 9: clients[1].addons[2] is 'zzz', which is no add-on of matai-growth: its add-ons are "
            "after-hours"
        ),
        "line 21: clients[2].addons[1] is 'after-hours', which is no add-on of apendice-b: it has none",
    ]


def test_the_example_file_can_be_used_as_it_stands() -> None:
    declared = read_clients_file(EXAMPLE.read_text(encoding="utf-8"), EXAMPLE.name)
    check_plans(declared, load_plans(None))
    assert [client.id for client in declared.clients] == ["acme", "banco-litoral", "globex"]
    assert [each.intake for each in declared.clients[2].channels] == [Intake.AUTO, Intake.MANUAL]
