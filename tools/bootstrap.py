#!/usr/bin/env python3
"""Run one of the project's tasks in .venv, made first where it is missing or does not fit: bootstrap.py [TASK [ARGS]].

The tasks: demo, test, lint, types, docs, bench, soak, release-check. Without one, .venv is made with everything in it.
make calls this program; where there is no make (Windows), it is called by hand.

Only the standard library is used, and only syntax that Python 2.7 can parse, so that an old Python is told what is
wanted. The folder counts as made only when .venv/.ready says so, and that file is written last: what was left
half-made, was moved here, came from another machine, or was made from other pins, is made anew. The network is needed
that once.
"""

import contextlib
import glob
import hashlib
import json
import os
import re
import subprocess
import sys

OLDEST = (3, 11)
ROOT = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
WINDOWS = os.name == "nt"
VENV = os.path.join(ROOT, ".venv")
BIN = os.path.join(VENV, "Scripts" if WINDOWS else "bin")
PYTHON = os.path.join(BIN, "python.exe" if WINDOWS else "python")
STAMP = os.path.join(VENV, ".ready")
LOG = os.path.join(VENV, "pip.log")
CONSTRAINTS = "requirements/constraints.txt"
PIP = "requirements/pip.txt"  # apart: an old pip takes hashes from a list of requirements only

GROUPS = ("test", "docs", "dev", "bench")
# Which groups of packages a task needs; `demo` is the first thing a visitor runs and shall not wait for a type checker.
NEEDS = {
    "demo": (),
    "test": ("test",),
    "lint": ("test", "dev"),
    "types": ("test", "dev"),
    "docs": ("test", "docs"),
    "bench": ("test", "bench"),
    "soak": ("test",),
    "release-check": ("test",),
}
# Where pip is told to put things is settled here; where it finds them is the user's affair.
OVERRULED = ("PIP_USER", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV", "PIP_PYTHON")
CUT_OFF = (
    "connection broken",
    "NewConnectionError",
    "Failed to establish a new connection",
    "name resolution",
    "Network is unreachable",
    "Connection refused",
    "ConnectionError",
    "Max retries exceeded",
    "Read timed out",
    "ConnectTimeout",
    "ProxyError",
)
NO_PIP = (
    "this Python can make no environment with pip in it (it has no ensurepip, and no pip from 22.3 on)."
    " On Debian and Ubuntu: apt install python3-venv"
)


class Stopped(Exception):
    """One line that says what is wrong and what to do."""


def refusal(version, executable):
    """The line for a Python that is too old, or None."""
    if tuple(version[:2]) >= OLDEST:
        return None
    found = ".".join(str(part) for part in version[:3])
    wanted = ".".join(str(part) for part in OLDEST)
    return (
        "kehoach needs Python %s or later, and %s is %s. Name a newer one: make PYTHON=python%s test, "
        "or python%s tools/bootstrap.py test" % (wanted, executable, found, wanted, wanted)
    )


def stamp_key(pyproject, pins, python_tag, place):
    """The name of one way to make .venv: what an installation reads, the pins, the Python, and the folder.

    Only the tables that pip and the build read count; a new lint rule makes no new environment.
    """
    read = {name: pyproject.get(name) for name in ("build-system", "project", "dependency-groups")}
    read["hatch"] = pyproject.get("tool", {}).get("hatch")
    text = json.dumps([read, pins, python_tag, place], sort_keys=True)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def wanted_packages(pyproject, groups):
    """The requirements to install: to build, to run, and of the groups, in that order."""
    names = list(pyproject["build-system"]["requires"]) + list(pyproject["project"]["dependencies"])
    for group in groups:
        names += pyproject["dependency-groups"][group]
    return names


def pip_failure(output):
    """What pip's output means, in one line."""
    if any(sign in output for sign in CUT_OFF):
        return (
            "the packages cannot be fetched: the package index does not answer. The network is needed this once, "
            "later runs do without; with a folder of wheels, set PIP_NO_INDEX=1 and PIP_FIND_LINKS=FOLDER"
        )
    if "versions pinned with ==" in output:
        return "a package is not pinned in %s; its first lines say how to renew it" % CONSTRAINTS
    missing = re.search("No matching distribution found for (.*)", output)
    if missing:
        return "the index or the folder that pip is set to does not hold %s, pinned in requirements" % missing.group(1)
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if line.startswith(("ERROR", "error"))] or lines or ["no reason given"]
    return "pip failed: %s" % errors[-1]


def relative_path_line(site_packages, source):
    """The line of a .pth file that leads from site-packages to the source, in ASCII whatever the folder is called.

    Python 3.11 and 3.12 read .pth files in the encoding of the locale and, under LC_ALL=C, die at their start on a path
    with Vietnamese letters. A relative path has none of them.
    """
    return os.path.relpath(source, site_packages).replace(os.sep, "/") + "\n"


def output_of(command, **options):
    """Run a program; give its exit code and all it said."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, **options
    )
    said = process.communicate()[0].decode("utf-8", "replace")
    return process.returncode, said


def pip(arguments, python=PYTHON, options=()):
    """Install with pip; the user's PIP settings say where packages come from, not where they go."""
    environment = {name: value for name, value in os.environ.items() if name not in OVERRULED}
    command = [python, "-I", "-m", "pip"] + list(options) + ["install", "--quiet", "--no-user"] + list(arguments)
    code, said = output_of(command, cwd=ROOT, env=environment)
    if code:
        with open(LOG, "w", encoding="utf-8") as file:
            file.write(said)
        raise Stopped("%s (all it said: %s)" % (pip_failure(said), os.path.relpath(LOG, ROOT)))


def make_venv():
    """An empty environment with pip in it, also where ensurepip is missing, as on Debian without python3-venv."""
    base = getattr(sys, "_base_executable", None) or sys.executable
    code, said = output_of([base, "-I", "-m", "venv", "--clear", "--without-pip", VENV])
    if code:
        lines = said.strip().splitlines() or ["no reason given"]
        raise Stopped(NO_PIP if "No module named" in said else "venv failed: %s" % lines[-1])
    # Debian leaves the module there and takes the wheels away: only the call tells.
    code, said = output_of([base, "-I", "-c", "import ensurepip; ensurepip.version()"])
    if not code:
        code, said = output_of([PYTHON, "-I", "-m", "ensurepip", "--default-pip"])
    if code:
        code, said = output_of([base, "-I", "-m", "pip", "--version"])
        if code:
            raise Stopped(NO_PIP)
        try:
            pip(["--require-hashes", "-r", PIP], python=base, options=["--python", PYTHON])
        except Stopped as stopped:
            raise Stopped(NO_PIP if "no such option" in str(stopped) else str(stopped))


def install(pyproject, groups):
    """Everything that the groups need, each file checked against its hash, and the project itself."""
    pip(["--require-hashes", "-r", PIP])
    pip(["--require-hashes", "-c", CONSTRAINTS] + wanted_packages(pyproject, groups))
    pip(["--no-deps", "--no-build-isolation", "--editable", "."])
    lib = ("Lib", "site-packages") if WINDOWS else ("lib", "python*", "site-packages")
    for path in glob.glob(os.path.join(glob.escape(VENV), *(lib + ("_kehoach.pth",)))):
        with open(path, "w", encoding="ascii") as file:
            file.write(relative_path_line(os.path.dirname(path), os.path.join(ROOT, "src")))
    code, said = output_of([PYTHON, "-I", "-c", "import kehoach"], cwd=BIN)
    if code:
        raise Stopped("the environment was made, but kehoach cannot be imported: %s" % said.strip().splitlines()[-1])


def made(key):
    """The groups that .venv holds when it is whole, was made by this very key, and its Python runs; else None."""
    try:
        with open(STAMP, encoding="ascii") as file:
            stamped, groups = file.read().splitlines()
        runs = stamped == key and not output_of([PYTHON, "-I", "-S", "-c", ""])[0]
    except (OSError, ValueError):
        return None
    return set(groups.split()) if runs else None


def one_at_a_time():
    """Wait until no other process makes .venv; what is given is closed to let the next one go."""
    try:
        import fcntl
    except ImportError:  # Windows
        return None
    folder = os.open(ROOT, os.O_RDONLY)
    with contextlib.suppress(OSError):  # a file system without locks
        fcntl.flock(folder, fcntl.LOCK_EX)
    return folder


def make(pyproject, key, groups):
    """Make .venv, or add to it, and say so in the stamp; nothing to do if another process was faster."""
    held = made(key)
    if held is not None and held.issuperset(groups):
        return
    wanted = [group for group in GROUPS if group in groups or group in (held or ())]
    action = "making .venv" if held is None else "adding to .venv"
    sys.stderr.write(
        "%s for Python %d.%d (once; it takes the network and a minute)\n" % ((action,) + sys.version_info[:2])
    )
    if held is None:
        make_venv()
    if os.path.exists(STAMP):
        os.remove(STAMP)
    install(pyproject, wanted)
    with open(STAMP + ".new", "w", encoding="ascii") as file:
        file.write("%s\n%s\n" % (key, " ".join(wanted)))
    os.replace(STAMP + ".new", STAMP)


def ready(groups):
    """See to it that .venv holds these groups."""
    import importlib.machinery
    import tomllib

    with open(os.path.join(ROOT, "pyproject.toml"), "rb") as file:
        pyproject = tomllib.load(file)
    pins = []
    for name in (PIP, CONSTRAINTS):
        with open(os.path.join(ROOT, name), encoding="ascii") as file:
            pins.append(file.read())
    tag = "%d.%d %s" % (sys.version_info[0], sys.version_info[1], importlib.machinery.EXTENSION_SUFFIXES[0])
    key = stamp_key(pyproject, pins, tag, os.fsencode(ROOT).hex())
    held = made(key)
    if held is not None and held.issuperset(groups):
        return
    lock = one_at_a_time()
    try:
        make(pyproject, key, groups)
    finally:
        if lock is not None:
            os.close(lock)


def present(*names):
    """Those of the files and folders that are there, from the root of the project."""
    return [name for name in names if os.path.exists(os.path.join(ROOT, name))]


def commands(task):
    """What a task runs, one command after the other, all of it from the root of the project."""
    python = [PYTHON, "-m"]
    typed = present("src", "typing_tests", "examples")
    if task == "demo":
        return [[os.path.join(BIN, "kehoach"), "demo"]]
    if task == "test":
        # A file of tests stays on one core, for what it makes once; the long ones come before the many short ones.
        spread = ["-n", "auto", "--dist", "loadfile", "--no-loadscope-reorder"]
        return [python + ["mypy", "--no-error-summary"] + present("typing_tests"), python + ["pytest", "-q"] + spread]
    if task == "lint":
        layers = [os.path.join(BIN, "lint-imports"), "--no-logo", "--no-cache"]
        return [python + ["ruff", "check", "--quiet"], python + ["ruff", "format", "--check", "--quiet"], layers]
    if task == "types":
        return [python + ["mypy"] + typed, python + ["basedpyright"] + typed]
    if task == "docs":
        build = os.path.join("docs", "_build", "html")
        return [python + ["sphinx", "--quiet", "--fail-on-warning", "--keep-going", "-b", "html", "docs", build]]
    if task == "bench":
        return [[PYTHON, path] for path in sorted(glob.glob(os.path.join(glob.escape(ROOT), "bench", "*.py")))]
    if task == "release-check":
        return [[PYTHON, os.path.join("tools", "release.py")]]
    return [python + ["pytest", "-q", "--hypothesis-profile=soak"] + present("tests/property", "tests/stores")]


def run(task, extra):
    """Run a task's commands, the user's own arguments behind the last, or behind every bench; a failure ends it."""
    environment = dict(os.environ, LC_ALL="C.UTF-8", PATH=BIN + os.pathsep + os.environ.get("PATH", ""))
    if WINDOWS:
        environment["PYTHONUTF8"] = "1"
    every = commands(task)
    for command in every:
        told = extra if task == "bench" or command is every[-1] else []
        code = subprocess.call(command + told, cwd=ROOT, env=environment)
        if code:
            return code
    return 0


def main(arguments):
    """Make .venv, run the task named first; its exit code is ours."""
    task = arguments[0] if arguments else None
    if task is not None and task not in NEEDS:
        raise Stopped("no task %r; there are %s" % (task, ", ".join(sorted(NEEDS))))
    try:
        ready(NEEDS.get(task, GROUPS))
    except OSError as error:
        raise Stopped("%s: %s" % (error.filename or VENV, error.strerror or error))
    except ValueError as error:
        raise Stopped("pyproject.toml cannot be read: %s" % error)
    return run(task, arguments[1:]) if task else 0


if __name__ == "__main__":
    REFUSED = refusal(sys.version_info, sys.executable)
    if REFUSED:
        sys.exit(REFUSED)
    try:
        sys.exit(main(sys.argv[1:]))
    except Stopped as stopped:
        sys.exit("bootstrap: %s" % stopped)
    except KeyboardInterrupt:
        sys.exit(130)
