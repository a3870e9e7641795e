#!/usr/bin/env python3
"""One script from a bare machine to the clinic on the screen, or to passed tests; it needs Python and nothing else.

    python3 do.py run       open the program on a demo clinic (without a screen: take a picture of it)
    python3 do.py test      the everyday tests; with --slow the slow ones: crash runs, large clinics, benchmarks
    python3 do.py setup     only make the environment `.venv`, in which `mhac` is an ordinary command
    python3 do.py translations     bring what the screens say into the Linguist files, then show what is not translated
    python3 do.py pictures  take a picture of every screen: languages, light and dark, two sizes
    python3 do.py migration "Reason"    draft the next step of the tables from what the records say now
    python3 do.py lock      write requirements.txt and requirements-dev.txt anew from pyproject.toml

What is missing is installed, as far as it may: packages into `.venv`, each checked against its hash in the lock file,
and, as root on Debian or Ubuntu, the system libraries that Qt needs. Elsewhere one line says what to install.
Later calls start at once.
"""

from __future__ import annotations

import argparse
import ctypes
import datetime
import hashlib
import importlib.util
import json
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NoReturn

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
STAMP = VENV / "stamp.json"
DEMO = ROOT / ".demo"
TRANSLATIONS = ROOT / "resources" / "translations"
PICTURE = ROOT / "pictures" / "clinic.png"
WINDOWS = os.name == "nt"
LINUX = sys.platform.startswith("linux")
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
OLDEST, TOO_NEW = (3, 11), (3, 15)
CODE = ("mhac", "ui", "migrations")

# What Qt opens at run time and a bare system lacks: shared library -> Debian package.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgssapi_krb5.so.2": "libgssapi-krb5-2",
}
LIBRARIES_OF_A_WINDOW = {
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
}


def main() -> int:
    """Do what the command line asks and return the exit status."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    run_verb = verbs.add_parser("run", help="open the program on a demo clinic")
    run_verb.add_argument("--new", action="store_true", help="make the demo clinic anew, with today's appointments")
    run_verb.add_argument("--picture", type=Path, help="take a picture of the main window instead of opening it")
    test_verb = verbs.add_parser("test", help="run the everyday tests")
    test_verb.add_argument("--slow", action="store_true", help="run the slow tests and the benchmarks instead")
    verbs.add_parser("setup", help="make the environment and stop")
    verbs.add_parser("translations", help="bring the translation files up to what the screens say")
    verbs.add_parser("pictures", help="take every screen; narrow it by --language fr, --look dark, --size 1024x768")
    verbs.add_parser("migration", help="draft the next migration").add_argument("reason")
    verbs.add_parser("lock", help="write the lock files anew (needs uv and the network)")
    wanted, more = parser.parse_known_args()
    if more and wanted.verb != "pictures":
        parser.error(f"unknown: {' '.join(more)}")
    use_a_fitting_python()
    if wanted.verb == "lock":
        return lock()
    if wanted.verb == "run":
        return run(new=wanted.new, picture=wanted.picture)
    set_up(for_tests=True, server=wanted.verb == "test" and wanted.slow)
    if wanted.verb == "setup":
        print(f"Ready: {BIN / 'mhac'}")
        return 0
    if wanted.verb == "translations":
        return translations()
    if wanted.verb == "pictures":
        take = [str(PYTHON), "-m", "tests.tour", str(demo_clinic(new=False)), str(PICTURE.parent)]
        return call([*take, *more], OFFSCREEN)
    if wanted.verb == "migration":
        return call([str(PYTHON), "-m", "migrations.draft", wanted.reason])
    return test_slow() if wanted.slow else test()


# --- the machine ------------------------------------------------------------------------------------------------------


def use_a_fitting_python() -> None:
    """Go on under a Python that the program can use, or say which one is missing."""
    if OLDEST <= sys.version_info[:2] < TOO_NEW:
        return
    for minor in range(TOO_NEW[1] - 1, OLDEST[1] - 1, -1):
        other = shutil.which(f"python3.{minor}")
        if other:
            sys.exit(subprocess.call([other, *sys.argv]))
    stop(f"Install Python 3.11 to 3.14; this one is {sys.version.split()[0]}.")


def stop(line: str) -> NoReturn:
    """End with one plain line."""
    print(line, file=sys.stderr)
    sys.exit(2)


def has_screen() -> bool:
    """Whether a window can be shown here."""
    if not LINUX:
        return True
    if os.environ.get("WAYLAND_DISPLAY"):
        return True
    display = os.environ.get("DISPLAY", "")
    local = re.fullmatch(r"(?:unix)?:(\d+)(?:\.\d+)?", display)
    if not local:
        return bool(display)
    place = f"/tmp/.X11-unix/X{local[1]}"  # noqa: S108 - where every X server listens
    for address in (place, "\0" + place):
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            if probe.connect_ex(address) == 0:
                return True
    return False


def missing_packages(libraries: dict[str, str]) -> list[str]:
    """The Debian packages of the shared libraries that cannot be opened."""
    missing = []
    for library, package in libraries.items():
        try:
            ctypes.CDLL(library)
        except OSError:
            missing.append(package)
    return missing


def prepare_system(*, window: bool, virtual_screen: bool, server: bool) -> None:
    """Install what Qt and Python lack on this Linux, or say in one line what to install."""
    if not LINUX:
        return
    may_install = os.geteuid() == 0 and shutil.which("apt-get") is not None
    virtual_screen = virtual_screen and (may_install or shutil.which("Xvfb") is not None)
    wanted = missing_packages({**LIBRARIES, **(LIBRARIES_OF_A_WINDOW if window or virtual_screen else {})})
    if virtual_screen and not shutil.which("Xvfb"):
        wanted.append("xvfb")
    if not PYTHON.exists() and not importlib.util.find_spec("ensurepip"):
        wanted.append(f"python3.{sys.version_info[1]}-venv")
    if server and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        wanted.append("postgresql")  # a clinic's server as Debian runs it, with TLS
    if not wanted:
        return
    if not may_install:
        stop("Install first: sudo apt-get install -y --no-install-recommends " + " ".join(wanted))
    say(f"Installing system packages: {' '.join(wanted)}")
    quiet(["apt-get", "update"], APT)
    quiet(["apt-get", "install", "-y", "--no-install-recommends", *wanted], APT)


APT = {"DEBIAN_FRONTEND": "noninteractive"}


# --- the environment --------------------------------------------------------------------------------------------------


def set_up(*, for_tests: bool, virtual_screen: bool = False, server: bool = False) -> None:
    """Bring the system and `.venv` to what the lock file says; return at once if they are there."""
    prepare_system(window=has_screen() and not for_tests, virtual_screen=virtual_screen, server=server)
    lock_file = ROOT / ("requirements-dev.txt" if for_tests else "requirements.txt")
    stamp = read_stamp()
    project = project_digest()
    python = f"{sys.implementation.name} {sys.version_info[0]}.{sys.version_info[1]} of {sys.base_prefix}"
    if not (stamp.get("python") == python and stamp.get("place") == str(VENV) and PYTHON.exists()):
        say(f"Making {VENV.name} with Python {sys.version.split()[0]}")
        shutil.rmtree(VENV, ignore_errors=True)
        quiet([sys.executable, "-m", "venv", str(VENV)])
        stamp = write_stamp({"python": python, "place": str(VENV)})
    locked = digest(lock_file.read_bytes())
    if locked not in stamp.get("locks", "").split():
        say("Installing the packages of " + lock_file.name)
        quiet([*installer(), "--require-hashes", "--only-binary", ":all:", "-r", str(lock_file)])
        # The lock of the tests holds all of the program's.
        program = digest((ROOT / "requirements.txt").read_bytes())
        stamp = write_stamp({**stamp, "locks": f"{program} {locked}", "project": ""})
    if stamp.get("project") != project:
        say("Installing the command mhac")
        quiet([*installer(), "--no-deps", "--no-build-isolation", "--no-index", "-e", str(ROOT)])
        quiet([str(PYTHON), "-m", "compileall", "-q", *(str(ROOT / name) for name in CODE if (ROOT / name).is_dir())])
        write_stamp({**stamp, "project": project})
    compile_translations()


def translations() -> int:
    """Bring new and changed texts of the screens into the Linguist files and count what waits for a translation."""
    sources = sorted(str(file) for file in (ROOT / "ui").rglob("*.py"))
    waiting = 0
    for file in sorted(TRANSLATIONS.glob("mhac_*.ts")):
        plural_only = ["-pluralonly"] if file.stem.endswith("_en") else []
        shape = ["-locations", "none", "-no-obsolete", "-silent", *plural_only]
        quiet([str(BIN / "pyside6-lupdate"), *sources, *shape, "-ts", str(file)])
        unfinished = file.read_text(encoding="utf-8").count('type="unfinished"')
        say(f"{file.name}: {unfinished} not translated" if unfinished else f"{file.name}: complete")
        waiting += unfinished
    compile_translations()
    return 1 if waiting else 0


def compile_translations() -> None:
    """Make the form that Qt loads from every translation that has changed since."""
    for source in TRANSLATIONS.glob("*.ts"):
        compiled = source.with_suffix(".qm")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            quiet([str(BIN / "pyside6-lrelease"), "-silent", str(source), "-qm", str(compiled)])


def installer() -> list[str]:
    """The install command: uv where it is at hand, else the pip of the environment."""
    uv = shutil.which("uv")
    if uv:
        return [uv, "pip", "install", "--quiet", "--compile-bytecode", "--python", str(PYTHON)]
    return [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]


def read_stamp() -> dict[str, str]:
    """What `.venv` was made from; empty if it is not there, half made, or somebody else's."""
    try:
        found = json.loads(STAMP.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {str(key): str(value) for key, value in found.items()}


def write_stamp(stamp: dict[str, str]) -> dict[str, str]:
    """Note what `.venv` holds, so that the next call need not look."""
    STAMP.write_text(json.dumps(stamp, indent=1), encoding="utf-8")
    return stamp


def project_digest() -> str:
    """A short name of what the command `mhac` is installed from; the settings of the checks are no part of it."""
    import tomllib  # Python before 3.11 has none, and is turned away before this

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    parts = [project["build-system"], project["project"], project["tool"]["hatch"]]
    return digest(json.dumps(parts, sort_keys=True).encode())


def digest(content: bytes) -> str:
    """A short name of this content."""
    return hashlib.sha256(content).hexdigest()[:16]


def lock() -> int:
    """Write both lock files anew: versions, markers and hashes, and no address of a package index."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(BIN))
    if not uv:
        stop(f"Making the lock needs uv: {PYTHON} -m pip install uv")
    common = [uv, "pip", "compile", "pyproject.toml", "--universal", "--python-version", "3.11", "--generate-hashes"]
    common += ["--no-header", "--no-annotate", "--quiet", "--upgrade", "--group", "build"]
    quiet([*common, "-o", "requirements.txt"])
    quiet([*common, "--group", "dev", "-c", "requirements.txt", "-o", "requirements-dev.txt"])
    say("Written: requirements.txt, requirements-dev.txt")
    return 0


# --- the program ------------------------------------------------------------------------------------------------------


def run(*, new: bool, picture: Path | None) -> int:
    """Open the demo clinic, or take its picture where there is no screen."""
    screen = has_screen()
    set_up(for_tests=False, virtual_screen=not screen)
    folder = demo_clinic(new=new)
    mhac = [str(BIN / "mhac"), "--data", str(folder)]
    if screen and picture is None:
        return call(mhac)
    picture = picture or PICTURE
    picture.parent.mkdir(parents=True, exist_ok=True)
    picture.unlink(missing_ok=True)
    with Screen(wanted=not screen) as environment:
        code = call([*mhac, "--size", "1440x900", "--picture", str(picture)], environment)
    if code == 0 and picture.exists():
        print(f"{'The' if screen else 'No screen here: the'} clinic's main window is shown in {picture}")
    return code if code or picture.exists() else 1


def demo_clinic(*, new: bool) -> Path:
    """The folder of the demo clinic, made when there is none for this version of the tables."""
    steps = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    folder = DEMO / digest(b"".join(step.read_bytes() for step in steps))
    made_on = folder.with_suffix(".made-on")
    today = datetime.datetime.now().astimezone().date().isoformat()
    if new or not made_on.exists():
        made_on.unlink(missing_ok=True)
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(exist_ok=True)
        if call([str(BIN / "mhac"), "demo", "--data", str(folder)], OFFSCREEN):
            stop("The demo clinic could not be made.")
        made_on.write_text(today, encoding="utf-8")
    elif (made := made_on.read_text(encoding="utf-8")) != today:
        print(f"The demo clinic is of {made}; `python3 do.py run --new` makes one of today.")
    return folder


OFFSCREEN = {"QT_QPA_PLATFORM": "offscreen"}


class Screen:
    """A virtual screen (Xvfb) for the time of one picture; Qt's offscreen platform where there is none."""

    def __init__(self, *, wanted: bool) -> None:
        """Start nothing yet."""
        self.program = shutil.which("Xvfb") if wanted else None
        self.environment: dict[str, str] = {} if self.program or not wanted else OFFSCREEN
        self.server: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> dict[str, str]:
        """Start the virtual screen; what it returns leads a program onto it."""
        if self.program:
            reader, writer = os.pipe()
            size = ["-screen", "0", "1440x900x24", "-nolisten", "tcp", "-displayfd", str(writer)]
            self.server = subprocess.Popen(
                [self.program, *size], pass_fds=[writer], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
            )
            os.close(writer)
            with os.fdopen(reader) as answer:
                number = answer.readline().strip()
            self.environment = {"DISPLAY": f":{number}", "QT_QPA_PLATFORM": "xcb"} if number else OFFSCREEN
        return self.environment

    def __exit__(self, *_: object) -> None:
        """Take the virtual screen away."""
        if self.server:
            self.server.terminate()
            self.server.wait()


# --- the tests --------------------------------------------------------------------------------------------------------


def test() -> int:
    """Run the everyday suite: style, types, then all tests that are not marked slow."""
    return in_turn(
        {
            "ruff": [str(BIN / "ruff"), "check", str(ROOT)],
            "mypy": [str(PYTHON), "-m", "mypy"],
            "pytest": [*PYTEST, "-n", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal"],
        }
    )


def test_slow() -> int:
    """Run the slow part: tests marked slow, then the benchmarks one at a time, each beside its floor."""
    alone = ["-p", "no:xdist", "-p", "no:randomly", "--benchmark-enable"]
    return in_turn(
        {
            "slow tests": [*PYTEST, "-m", "slow", "-n", "2", "--dist", "worksteal", "--ignore=tests/benchmarks"],
            "benchmarks": [*PYTEST, "-m", "slow or not slow", *alone, "tests/benchmarks"],
        }
    )


PYTEST = [str(PYTHON), "-m", "pytest", "-q"]


def in_turn(steps: dict[str, list[str]]) -> int:
    """Run every step, also after one has failed, and say at the end which did."""
    failed = []
    for name, command in steps.items():
        say(f"== {name}")
        begun = time.monotonic()
        if call(command, {**OFFSCREEN, "PYTHONFAULTHANDLER": "1"}):
            failed.append(name)
        say(f"== {name}: {'failed' if name in failed else 'good'} after {time.monotonic() - begun:.0f} s")
    if failed:
        say(f"Failed: {', '.join(failed)}")
    return 1 if failed else 0


# --- starting programs ------------------------------------------------------------------------------------------------


def clean_environment() -> dict[str, str]:
    """This environment without what would lead Python or Qt astray."""
    environment = dict(os.environ)
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH", "PYTHONHOME", "PIP_USER", "PIP_TARGET", "PIP_REQUIRE_HASHES"):
        environment.pop(name, None)
    if LINUX:
        locale = environment.get("LC_ALL") or environment.get("LC_CTYPE") or environment.get("LANG") or ""
        if not locale.upper().replace("-", "").endswith("UTF8"):
            environment["LC_ALL"] = "C.UTF-8"  # Qt warns of any other encoding
    return environment


def call(command: list[str], more: dict[str, str] | None = None) -> int:
    """Run a program in the project's folder, with its output shown, and return its exit status."""
    return subprocess.call(command, cwd=ROOT, env={**clean_environment(), **(more or {})})


def quiet(command: list[str], more: dict[str, str] | None = None) -> None:
    """Run a program that has nothing to say unless it fails; then show what it said, and end."""
    with tempfile.TemporaryFile() as output:
        environment = {**clean_environment(), **(more or {})}
        code = subprocess.call(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT
        )
        if code:
            output.seek(0)
            sys.stderr.write(output.read().decode(errors="replace"))
            stop(f"This failed with status {code}: {' '.join(command)}")


def say(line: str) -> None:
    """Tell how far it is, at once even where the output goes to a file."""
    print(line, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
