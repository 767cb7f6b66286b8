"""Worlds for the local Slack: one client with as many channels and people as a load needs."""

from pathlib import Path


def write_world(folder: Path, *, channels: int, people: int) -> Path:
    """Write a world file: channels `c0`, `c1`, ... in which everybody is, and `#triage`; return its path."""
    handles = [f"p{number}" for number in range(people)]
    teams = '[[teams]]\nkey = "us"\nname = "Us"\n[[teams]]\nkey = "client"\nname = "Client"\n'
    ada = '[[people]]\nhandle = "ada"\nname = "Ada"\nteam = "us"\nstanding = "owner"\n'
    triage = '[[channels]]\nname = "triage"\nmembers = ["ada"]\n'
    everybody = ", ".join(f'"{each}"' for each in ("ada", *handles))
    persons = [
        f'[[people]]\nhandle = "{each}"\nname = "{each.upper()}"\nteam = "client"\n' for each in handles
    ]
    places = [f'[[channels]]\nname = "c{number}"\nmembers = [{everybody}]\n' for number in range(channels)]
    path = folder / "world.toml"
    path.write_text("\n".join((teams, ada, *persons, triage, *places)), encoding="utf-8")
    return path


def write_clients(folder: Path, *, channels: int) -> Path:
    """Write the clients file for such a world; return its path."""
    places = ", ".join(f'{{ channel = "#c{number}" }}' for number in range(channels))
    head = 'triage = ["#triage"]\n[[clients]]\nid = "client"\nname = "Client"\nplan = "matai-growth"\n'
    path = folder / "clients.toml"
    path.write_text(f"{head}channels = [{places}]\n", encoding="utf-8")
    return path
