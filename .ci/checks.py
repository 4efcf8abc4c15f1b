"""`python3 dev.py ci [lint|wheel]`: what CI checks besides the tests; without a word, both."""

import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
LINT = (
    ("ruff", "check"),
    ("ruff", "format", "--check"),
    ("mypy",),
    ("lint-imports",),
    # rewrites the catalogue from the sources, and fails when Chinese is missing
    ("python", "-m", "saas.translations"),
    ("git", "diff", "--exit-code", "--stat", "--", "saas/translations"),
)
# what a wheel without a checkout needs beside its code
BUNDLED = ("saas/_bundle/templates/", "saas/_bundle/migrations/versions/", "saas/web/static/dist/manifest.json", ".mo")
UNWANTED = ("node_modules/", "/tests/", "static/dist/.lock")


def lint() -> bool:
    """Every linter runs, so that one look shows all there is to mend."""
    failed = [command for command in LINT if not run(*command)]
    return not failed


def wheel() -> bool:
    """Build the wheel, look into it, install it where no checkout is and start the command."""
    with tempfile.TemporaryDirectory() as folder:
        if not run("python", "-m", "uv", "build", "-q", "--wheel", "--no-build-isolation", "-o", folder):
            return False
        (built,) = Path(folder).glob("*.whl")
        return _is_complete(built) and _starts(built, Path(folder, "venv"))


def _is_complete(built: Path) -> bool:
    names = zipfile.ZipFile(built).namelist()
    missing = [part for part in BUNDLED if not any(part in name for name in names)]
    surplus = [name for name in names if any(part in name for part in UNWANTED)]
    for problem in [*(f"not in the wheel: {part}" for part in missing), *(f"has no place in it: {n}" for n in surplus)]:
        print(problem)
    return not missing and not surplus


def _starts(built: Path, venv: Path) -> bool:
    python = os.fspath(venv / "bin" / "python")
    install = ("python", "-m", "uv", "pip", "install", "-q", "--python", python)
    look = "from saas import paths; assert paths.TEMPLATES.is_dir() and paths.MIGRATIONS.is_dir(), paths.TEMPLATES"
    return (
        run("python", "-m", "uv", "venv", "-q", "--python", sys.executable, os.fspath(venv))
        and run(*install, "--require-hashes", "-r", os.fspath(ROOT / "requirements.txt"))
        and run(*install, "--no-deps", os.fspath(built))
        and run(python, "-c", look, cwd=venv)
        and run(os.fspath(venv / "bin" / "huitou"), "--help", cwd=venv, quiet=True)
    )


def run(program: str, *arguments: str, cwd: Path = ROOT, quiet: bool = False) -> bool:
    """Run a program, of our environment if it is there; returns whether it succeeded."""
    print(f"$ {program} {' '.join(arguments)}", flush=True)
    here = BIN / program
    command = [os.fspath(here) if here.exists() else shutil.which(program) or program, *arguments]
    return subprocess.run(command, cwd=cwd, stdout=subprocess.DEVNULL if quiet else None, check=False).returncode == 0


CHECKS = {"lint": lint, "wheel": wheel}


def main(arguments: list[str]) -> int:
    unknown = [name for name in arguments if name not in CHECKS]
    if unknown:
        print(f"no check {unknown[0]!r}; there are: {', '.join(CHECKS)}", file=sys.stderr)
        return 2
    failed = [name for name in arguments or CHECKS if not CHECKS[name]()]
    print(f"failed: {', '.join(failed)}" if failed else "all well")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
