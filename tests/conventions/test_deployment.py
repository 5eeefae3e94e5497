"""What docs/deploy/ says is what there is."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import click
import pytest
import yaml

from app import cli, create_app
from config import FROM_ENVIRONMENT, Production, Testing

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "docs" / "deploy"
UNITS = [one for one in sorted(DEPLOY.glob("kenshu-*.*")) if one.is_file()]
SERVICES = yaml.safe_load((DEPLOY / "compose.yaml").read_text())["services"]
MOST_EXPOSED = 20  # of 100, as systemd counts it
IS_CI = os.environ.get("KENSHU_REQUIRE_BROWSER") == "1"


def commands():
    """Each command of ours that a unit or a container runs, as words."""
    for unit in UNITS:
        for line in re.findall(r"^ExecStart=(.+)", unit.read_text(), re.MULTILINE):
            yield [Path(line.split()[0]).name, *shlex.split(line)[1:]]
    yield from (service["command"] for service in SERVICES.values() if "command" in service)


def test_each_command_is_one():
    app = create_app(type("Settings", (Testing,), {"SQLALCHEMY_DATABASE_URI": "sqlite://"}))
    cli.allow_migrations(app)
    found = [words for words in commands() if words[0] == "flask"]
    assert len(found) >= 8
    for _, *words in found:
        command, context = app.cli, click.Context(app.cli)
        while isinstance(command, click.Group) and words:
            command = command.get_command(context, words.pop(0))
        options = {name for parameter in command.params for name in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options, words


def test_the_example_of_settings_names_all_that_production_needs_and_nothing_else():
    names = set(re.findall(r"^KENSHU_(\w+)=", (DEPLOY / "env.example").read_text(), re.MULTILINE))
    assert set(Production.REQUIRED) <= names <= {*FROM_ENVIRONMENT, "DATABASE_URL"}


def test_each_setting_is_explained():
    text = (ROOT / "docs" / "operating.md").read_text()
    assert [name for name in FROM_ENVIRONMENT if f"`{name}`" not in text] == []


def test_an_image_holds_what_a_server_needs():
    copied = re.findall(r"^COPY (.+)", (DEPLOY / "Dockerfile").read_text(), re.MULTILINE)
    sources = {word for line in copied for word in line.split()[:-1]}
    assert all((ROOT / one).exists() for one in sources)
    assert {"app", "templates", "migrations", "config.py", "wsgi.py", "gunicorn.conf.py"} <= sources


@pytest.mark.skipif(not (IS_CI or shutil.which("systemd-analyze")), reason="no systemd here")
def test_systemd_takes_the_units_and_what_they_may_is_little(tmp_path):
    bin = Path(sys.prefix) / "bin"
    shutil.copytree(DEPLOY, tmp_path, dirs_exist_ok=True)
    units = [tmp_path / unit.name for unit in UNITS]
    for unit in units:
        unit.write_text(unit.read_text().replace("/opt/kenshu/.venv/bin", str(bin)))
    path = {"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": os.environ["PATH"]}
    said = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, units)],
        env=path,
        capture_output=True,
        text=True,
    )
    ours = [line for line in said.stderr.splitlines() if "kenshu" in line]
    assert (said.returncode, ours) == (0, [])
    threshold = ("--offline=true", f"--threshold={MOST_EXPOSED}", "kenshu-web.service")
    judged = subprocess.run(
        ["systemd-analyze", "security", *threshold], env=path, capture_output=True, text=True
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr
