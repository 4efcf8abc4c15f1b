#!/usr/bin/env python3
"""Huitou from a checkout: one command sets up what is missing, then runs.

  python3 dev.py demo [--port N]     everything with demo data in one terminal; Ctrl-C stops it
  python3 dev.py test [...]          the whole test suite (arguments go to pytest)
  python3 dev.py huitou ...          the operator's command line; try: huitou --help
  python3 dev.py bench [...]         the benchmarks
  python3 dev.py ci [lint|wheel]     what CI checks besides the tests
  python3 dev.py lock                resolve the dependencies anew (for maintainers)
  python3 dev.py help                this page

Needs Python 3.11 or newer and, once, a network. HUITOU_VENV names the virtual environment (default .venv),
HUITOU_HOME the state of the demo (default var).
"""

import contextlib
import hashlib
import importlib.util
import os
import pathlib
import re
import shutil
import ssl
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
VENV = pathlib.Path(os.environ.get("HUITOU_VENV") or HERE / ".venv").absolute()
PYTHON = VENV / "bin" / "python"
UNFINISHED = VENV / ".huitou-unfinished"
BOOTSTRAP = "requirements-bootstrap.txt"
RUNTIME = "requirements.txt"
DEVELOPMENT = "requirements-dev.txt"
BENCHMARKS = "requirements-bench.txt"
ASSETS = "requirements-assets.txt"
# installing the first brings the others along
INCLUDES = {DEVELOPMENT: (RUNTIME,), BENCHMARKS: (DEVELOPMENT, RUNTIME)}


class Trouble(Exception):
    """Something the reader can mend; the message says how."""


def check_interpreter():
    """Written for old interpreters too, so that they get this far."""
    if os.name == "nt":
        raise Trouble("Huitou runs on Linux and macOS. On Windows, run this command inside WSL2.")
    if sys.version_info < (3, 11):
        newer = [name for name in ("python3.14", "python3.13", "python3.12", "python3.11") if shutil.which(name)]
        found = sys.version.split()[0]
        hint = f"Try: {newer[0]} dev.py" if newer else "Install one, then run dev.py with it."
        raise Trouble(f"Python 3.11 or newer is needed; this is {found}. {hint}")
    os.environ["PYTHONUTF8"] = "1"
    for name in ("PYTHONHOME", "PYTHONPATH", "VIRTUAL_ENV"):
        os.environ.pop(name, None)


def ensure(lock):
    """Install the packages of `lock` unless they are there; heals what an interrupted run left behind."""
    if is_installed(lock):
        return
    with alone() as descriptor:
        if is_installed(lock):
            return
        began = time.monotonic()
        if UNFINISHED.exists() or not interpreter_version():
            create(descriptor)
        UNFINISHED.touch()
        install(lock, descriptor)
        put_project_on_path()
        remember(lock)
        UNFINISHED.unlink()
        print(f"installed in {time.monotonic() - began:.0f} s", flush=True)


def is_installed(lock):
    return not UNFINISHED.exists() and stamp(lock).exists() and stamp(lock).read_text() == fingerprint(lock)


def remember(lock):
    for name in (lock, *INCLUDES.get(lock, ())):
        stamp(name).write_text(fingerprint(name))


def stamp(lock):
    return VENV / f".{lock}.ready"


def fingerprint(lock):
    parts = [(HERE / name).read_bytes() for name in (BOOTSTRAP, lock)]
    parts += [interpreter_version().encode(), os.fsencode(HERE)]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def interpreter_version():
    """The version of the environment's own Python; empty when it does not run (an upgrade may have removed it)."""
    question = "import sys, pip; print(*sys.version_info[:3])"
    try:
        answer = subprocess.run([PYTHON, "-I", "-c", question], capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return answer.stdout.strip()


@contextlib.contextmanager
def alone():
    """One installation at a time. Installers inherit the lock, so it outlives a killed dev.py as long as they do."""
    import fcntl

    VENV.parent.mkdir(parents=True, exist_ok=True)
    with VENV.with_name(VENV.name + ".lock").open("w") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("another dev.py is installing; waiting for it ...", flush=True)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield handle.fileno()


def create(descriptor):
    discard()
    if not importlib.util.find_spec("venv") or not importlib.util.find_spec("ensurepip"):
        raise Trouble(
            "This Python cannot make virtual environments. On Debian and Ubuntu: apt install python3-venv "
            f"(or python{sys.version_info[0]}.{sys.version_info[1]}-venv), then try again."
        )
    VENV.mkdir(parents=True, exist_ok=True)
    UNFINISHED.touch()
    base = getattr(sys, "_base_executable", "") or sys.executable
    done, output = run(f"making {VENV}", [base, "-m", "venv", VENV], descriptor)
    if not done:
        raise Trouble(f"{VENV} could not be made. On Debian and Ubuntu: apt install python3-venv\n{output}")


def discard():
    """Remove what is at VENV, in a way that may itself be interrupted."""
    bin_ = VENV.with_name(VENV.name + ".discarded")
    shutil.rmtree(bin_, ignore_errors=True)
    if not VENV.exists() or not any(VENV.iterdir()):
        return
    if not UNFINISHED.exists() and not (VENV / "pyvenv.cfg").exists():
        raise Trouble(f"{VENV} is not a virtual environment. Move it away, or set HUITOU_VENV to another place.")
    VENV.rename(bin_)
    shutil.rmtree(bin_, ignore_errors=True)


def install(lock, descriptor):
    """With uv, which is fast; where it does not run, with pip."""
    text = (HERE / lock).read_text()
    title = f"installing {text.count('==')} packages"
    pip = [PYTHON, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--require-hashes"]
    uv = [PYTHON, "-m", "uv", "pip", "install", "-q", "--python", PYTHON, "--compile-bytecode", "--require-hashes"]
    follow_pip_settings()
    done, output = run("fetching the installer", [*pip, "--only-binary", ":all:", "-r", HERE / BOOTSTRAP], descriptor)
    if done:
        done, output = run(title, [*uv, "-r", HERE / lock], descriptor)
    if not done:
        done, output = run(f"{title} with pip, which takes longer", [*pip, "-r", HERE / lock], descriptor)
    if not done:
        raise Trouble(f"The packages could not be installed. Is the network up? pip says:\n{output}")


def follow_pip_settings():
    """uv reads neither pip's configuration nor the system's certificates unless it is told to."""
    os.environ.setdefault("PIP_RETRIES", "2")
    os.environ.setdefault("UV_PYTHON_DOWNLOADS", "never")
    if ssl.get_default_verify_paths().cafile:
        os.environ.setdefault("UV_SYSTEM_CERTS", "1")
    listing = subprocess.run([PYTHON, "-m", "pip", "config", "list"], capture_output=True, text=True, check=False)
    for name, index in re.findall(r"^(\S*)\.index-url='(.*)'$", listing.stdout, re.MULTILINE):
        if name in ("global", "install", ":env:"):
            os.environ.setdefault("UV_DEFAULT_INDEX", index)


def run(title, command, descriptor):
    """Run with a title and, on a terminal, a clock; returns whether it worked and the end of its output."""
    began = time.monotonic()
    with tempfile.TemporaryFile() as output:
        print(f"{title} ...", flush=True)
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, env=os.environ, pass_fds=[descriptor]
        )
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(1)
                break
            if sys.stdout.isatty():
                print(f"\r  {time.monotonic() - began:.0f} s ", end="", flush=True)
        if sys.stdout.isatty():
            print("\r", end="")
        output.seek(0)
        return process.returncode == 0, "\n".join(output.read().decode(errors="replace").splitlines()[-12:])


def put_project_on_path():
    """A line in a .pth file stands for an editable install, which would need a build backend."""
    question = "import sysconfig; print(sysconfig.get_path('purelib'))"
    answer = subprocess.run([PYTHON, "-I", "-c", question], capture_output=True, text=True, check=True)
    pathlib.Path(answer.stdout.strip(), "huitou.pth").write_text(f"{HERE}\n", encoding="utf-8")


def build_assets():
    """Styles, script, message catalogues; the wheel with Node is fetched only where the system has none."""
    build = [PYTHON, "-m", "saas.web.assets.build"]
    find_node = [PYTHON, "-c", "from saas.web.assets import node; node.find()"]
    if subprocess.run(build, cwd=HERE, stderr=subprocess.PIPE, check=False).returncode == 0:
        return
    if subprocess.run(find_node, cwd=HERE, capture_output=True, check=False).returncode != 0:
        ensure(ASSETS)
    if subprocess.run(build, cwd=HERE, check=False).returncode != 0:
        raise Trouble("The front end could not be built; the lines above say why.")


def become(*arguments):
    """Replace this process, so that signals and the exit code are the command's own."""
    sys.stdout.flush()
    os.environ.setdefault("HUITOU_HOME", str(HERE / "var"))
    os.execv(PYTHON, [str(PYTHON), *map(str, arguments)])


def demo(arguments):
    ensure(RUNTIME)
    build_assets()
    become("-m", "saas.supervisor", *arguments)


def test(arguments):
    ensure(DEVELOPMENT)
    build_assets()
    os.chdir(HERE)
    become("-m", "pytest", *(arguments or ["-q", "-n", "auto"]))


def huitou(arguments):
    ensure(RUNTIME)
    if arguments[:1] == ["serve"]:
        build_assets()
    become("-m", "saas.cli", *arguments)


def bench(arguments):
    ensure(BENCHMARKS)
    build_assets()
    os.chdir(HERE)
    become("-m", "benchmarks", *arguments)


def ci(arguments):
    ensure(DEVELOPMENT)
    build_assets()
    os.chdir(HERE)
    become(HERE / ".ci" / "checks.py", *arguments)


def lock(arguments):
    """Hashed requirements for every platform; they name no index, unlike uv.lock and pylock.toml."""
    ensure(DEVELOPMENT)
    base = [PYTHON, "-m", "uv", "pip", "compile", "-q", "--no-config", "--universal", "--generate-hashes"]
    base += ["--no-header", "--no-annotate", "--no-emit-index-url", "-p", "3.11", *arguments]
    embedded = [*base, "--extra", "embedded", "pyproject.toml"]
    for command, target in (
        (embedded, RUNTIME),
        ([*embedded, "--extra", "aliyun", "--group", "dev", "-c", RUNTIME], DEVELOPMENT),
        ([*embedded, "--extra", "aliyun", "--group", "dev", "--group", "bench", "-c", DEVELOPMENT], BENCHMARKS),
        ([*base, "requirements-assets.in"], ASSETS),
        ([*base, "requirements-bootstrap.in"], BOOTSTRAP),
    ):
        subprocess.run([*command, "-o", target], cwd=HERE, check=True)
        if "://" in (HERE / target).read_text():
            raise Trouble(f"{target} names a host; lock again without a private index.")


def main(arguments):
    commands = {"demo": demo, "test": test, "huitou": huitou, "bench": bench, "ci": ci, "lock": lock}
    name = arguments[0] if arguments else "help"
    if name in ("help", "-h", "--help"):
        print(__doc__.strip())
        return 0
    if name not in commands:
        print(f"dev.py knows no command {name!r}.\n\n{__doc__.strip()}", file=sys.stderr)
        return 2
    try:
        check_interpreter()
        commands[name](arguments[1:])
    except KeyboardInterrupt:
        print("\ninterrupted; the next start picks up from here", file=sys.stderr)
        return 130
    except (Trouble, subprocess.CalledProcessError) as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error}\nIs there space, and may you write to {VENV.parent}?", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
