"""The command for people, and the locks it installs from."""

import importlib.machinery
import importlib.util
import os
import re
import runpy
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = str(ROOT / "kenshu")
LOCKS = ["requirements.txt", "requirements-test.txt", "requirements-dev.txt"]


@pytest.fixture
def script(tmp_path, monkeypatch):
    """The script as a module, in a folder where nothing is installed yet."""
    loader = importlib.machinery.SourceFileLoader("kenshu_script", SCRIPT)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
    loader.exec_module(module)
    for name in LOCKS:
        (tmp_path / name).write_text(f"first {name}")
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").touch()
    monkeypatch.setattr(module, "ROOT", tmp_path)
    monkeypatch.setattr(module, "VENV", tmp_path / ".venv")
    monkeypatch.setattr(module, "STAMP", tmp_path / ".venv" / "installed.json")
    monkeypatch.setattr(module, "PYTHON", str(tmp_path / ".venv" / "bin" / "python"))
    monkeypatch.setenv("KENSHU_INSTANCE", str(tmp_path / "instance"))
    for name in ("HOST", "PORT", "KENSHU_DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"):
        monkeypatch.setenv(name, "")  # as it was, once the test is over
    return module


@pytest.fixture
def installed(script, monkeypatch):
    """Notes what is installed instead of installing it."""
    notes = []
    monkeypatch.setattr(script, "install_by_uv", lambda lock: notes.append(lock) or True)
    return notes


def test_a_second_start_installs_nothing(script, installed):
    script.install("requirements.txt")
    script.install("requirements.txt")
    assert installed == ["requirements.txt"]


def test_a_wider_lock_holds_the_narrower_one(script, installed):
    script.install("requirements-dev.txt")
    script.install("requirements.txt")
    assert installed == ["requirements-dev.txt"]


def test_a_changed_lock_is_installed_even_when_changed_back(script, installed, tmp_path):
    lock = tmp_path / "requirements.txt"
    for text in ("first", "second", "first"):
        lock.write_text(text)
        script.install("requirements.txt")
    assert installed == ["requirements.txt"] * 3


def test_another_python_has_everything_installed_again(script, installed, monkeypatch):
    script.install("requirements.txt")
    monkeypatch.setattr(script.sys, "version", "3.99")
    script.install("requirements.txt")
    assert installed == ["requirements.txt"] * 2


def test_pip_is_tried_where_uv_fails_and_then_the_network_is_named(script, monkeypatch, capsys):
    tried = []

    def fails(*command):
        tried.append(command)
        return command[-1] == "import venv, ensurepip" or command[-2:-1] == ("venv",)

    monkeypatch.setattr(script, "succeeds", fails)
    monkeypatch.setattr(script.shutil, "which", lambda _name: "uv")
    assert script.main(["test"]) == 1
    assert "Check the network connection" in capsys.readouterr().err
    assert tried[0][0] == "uv" and "--require-hashes" in tried[-1]


def test_a_missing_venv_module_is_named_with_its_package(script, monkeypatch, capsys):
    monkeypatch.setattr(script, "succeeds", lambda *_command: False)
    monkeypatch.setattr(script.shutil, "which", lambda _name: None)
    assert script.main(["check"]) == 1
    assert "apt-get install python3-venv" in capsys.readouterr().err


def test_an_old_python_is_told_which_one_is_needed(monkeypatch):
    monkeypatch.setattr(sys, "version_info", (3, 10, 13, "final", 0))
    with pytest.raises(SystemExit, match=r"needs Python 3\.11 or newer; this is 3\.10"):
        runpy.run_path(SCRIPT)


def test_compiled_code_lies_in_the_environment_when_it_may_not_lie_beside_the_sources(
    script, tmp_path, monkeypatch
):
    monkeypatch.setenv("PYTHONDONTWRITEBYTECODE", "1")
    assert script.main(["help"]) == 0
    assert "PYTHONDONTWRITEBYTECODE" not in os.environ
    assert os.environ["PYTHONPYCACHEPREFIX"] == str(tmp_path / ".venv" / "compiled")


@pytest.mark.parametrize("text", ["http", "0", "65536", "-1"])
def test_a_port_that_is_none_is_refused(script, text, monkeypatch, capsys):
    monkeypatch.setenv("PORT", text)
    assert script.main(["demo"]) == 1
    assert f"not {text}." in capsys.readouterr().err


def test_a_port_in_use_gets_a_sentence_with_another(script, monkeypatch, capsys):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        monkeypatch.setenv("PORT", str(port))
        assert script.main(["demo"]) == 1
    assert f"PORT={port + 1} ./kenshu demo" in capsys.readouterr().err


def test_fresh_sets_everything_aside_but_the_keys(script, tmp_path):
    folder = tmp_path / "instance"
    (folder / "files").mkdir(parents=True)
    for name in ("kenshu.db", "kenshu.db-wal", "secrets.json", "ready"):
        (folder / name).touch()
    script.set_aside()
    (aside,) = folder.glob("aside-*")
    assert {one.name for one in folder.iterdir()} == {"secrets.json", aside.name}
    assert {one.name for one in aside.iterdir()} == {
        "files",
        "kenshu.db",
        "kenshu.db-wal",
        "ready",
    }


def test_fresh_leaves_a_database_server_alone(script, monkeypatch):
    monkeypatch.setenv("KENSHU_DATABASE_URL", "postgresql://somewhere/kenshu")
    with pytest.raises(script.Refused, match="Empty"):
        script.set_aside()


DEMO = f"""
import importlib.machinery, importlib.util, sys
loader = importlib.machinery.SourceFileLoader("kenshu_script", {SCRIPT!r})
script = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
loader.exec_module(script)
script.PYTHON = sys.executable
script.install = lambda lock: None
script.has_samples = lambda: False
sys.exit(script.main(["demo"]))
"""


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, pytest.param(signal.SIGINT, marks=pytest.mark.long)]
)
def test_the_demonstration_starts_and_leaves_no_process_behind(number, tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = os.environ | {"PORT": str(port), "KENSHU_INSTANCE": str(tmp_path)}
    command = (sys.executable, "-c", DEMO)
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdout=pipe, text=True) as demo:
        said = next(line for line in demo.stdout if "ready" in line)
        assert f"http://127.0.0.1:{port}" in said
        children = psutil.Process(demo.pid).children(recursive=True)
        assert len(children) >= 3  # a web process and its two workers
        demo.send_signal(number)
        assert demo.wait(20) == 0
    assert [child for child in children if is_alive(child)] == []


def is_alive(process):
    """Who has ended is not, even while the system is slow to take note of it."""
    with suppress(psutil.NoSuchProcess):
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    return False


@pytest.mark.parametrize("name", LOCKS)
def test_each_line_of_a_lock_has_a_hash_and_none_names_a_host(name):
    text = (ROOT / name).read_text()
    assert "./kenshu lock" in text.splitlines()[1]
    packages = re.split(r"\n(?=[a-z])", text)[1:]
    assert len(packages) > 30
    for package in packages:
        assert re.match(r"[a-z0-9-]+(\[[a-z]+\])?==\S+", package), package
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", package), package
    assert not re.search(r"://|index|find-links|\.(com|org|net)\b", text)


def test_each_lock_holds_the_narrower_ones():
    pins = [
        set(re.findall(r"^[a-z][^\s;]*==[^\s;]+", (ROOT / name).read_text(), re.M))
        for name in LOCKS
    ]
    assert pins[0] < pins[1] < pins[2]
