"""`python -m saas.web.assets.build`: css, js and icons into `static/dist`, message catalogues into `.mo`.

File names carry a hash of their content, so browsers may keep them for ever; `manifest.json` maps the plain names.
"""

import fcntl
import hashlib
import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from saas.paths import STATIC_DIST, TEMPLATES
from saas.web.assets import catalogue, icons, node, notices

HERE = Path(__file__).resolve().parent
WEB = HERE.parent
MODULES = HERE / "node_modules"
# charts weigh twelve times the rest: only pages that draw one load them
SCRIPTS = {"app.js": "app.js", "worker.js": "worker.js", "charts/index.js": "charts.js"}
_LOCK = HERE / "package-lock.json"

Say = Callable[[str], None]


def ensure(say: Say = lambda line: None) -> None:
    """Build what is stale; in 0.1 s when nothing is. Raises node.AssetsUnavailable."""
    try:
        catalogue.compile_stale()
        wanted = _fingerprint()
        if _built() != wanted:
            with _alone():
                if _built() != wanted:
                    build(wanted, say)
    except PermissionError as refusal:
        raise node.AssetsUnavailable(f"The front end cannot be built: {refusal}. Run as the owner of it.") from None


def build(fingerprint: str, say: Say) -> None:
    """Install the packages of the lock if they changed, then write every file and the manifest last."""
    tools = node.find()
    _install(tools, say)
    say("Building styles, script and icons")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        _compile_css(tools, out / "app.css")
        for entry, name in SCRIPTS.items():
            _bundle_js(tools, entry, out / name)
        names = _draw_icons(out / "icons.svg")
        for picture in _pictures():
            shutil.copy(picture, out)
        files = {path.name: _publish(path) for path in sorted(out.iterdir())}
    (STATIC_DIST / "THIRD_PARTY.txt").write_text(notices.text(MODULES), encoding="utf-8")
    _write_manifest({"sources": fingerprint, "files": files, "icons": names})
    _remove_old(set(files.values()))


def lock() -> None:
    """Resolve package.json anew; the lock then names no host."""
    node.run((*node.find().npm, "install", "--package-lock-only"), HERE)
    content = json.loads(_LOCK.read_text(encoding="utf-8"))
    for package in content["packages"].values():
        package.pop("funding", None)
    _LOCK.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def main(arguments: list[str]) -> int:
    try:
        lock() if arguments == ["lock"] else ensure(say=print)
    except node.AssetsUnavailable as trouble:
        print(trouble, file=sys.stderr)
        return 1
    return 0


def _install(tools: node.Node, say: Say) -> None:
    stamp = MODULES / ".huitou-lock"
    wanted = _digest(_LOCK.read_bytes())
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    say("Installing front-end packages")
    try:
        node.run((*tools.npm, "ci"), HERE)
    except node.AssetsUnavailable as trouble:
        raise node.AssetsUnavailable(
            f"{trouble}\nCheck the network and npm's registry setting, then try again."
        ) from None
    stamp.write_text(wanted, encoding="utf-8")


def _compile_css(tools: node.Node, target: Path) -> None:
    tailwind = MODULES / "@tailwindcss" / "cli" / "dist" / "index.mjs"
    node.run((*tools.node, str(tailwind), "--input", "app.css", "--output", str(target), "--minify"), HERE)


def _bundle_js(tools: node.Node, entry: str, target: Path) -> None:
    esbuild = MODULES / "esbuild" / "bin" / "esbuild"
    options = ("--bundle", "--minify", "--target=es2022", "--legal-comments=none", "--log-level=warning")
    node.run((*tools.node, str(esbuild), entry, f"--outfile={target}", *options), HERE)


def _draw_icons(target: Path) -> list[str]:
    drawings = icons.drawings(MODULES / "@iconify-json" / "lucide" / "icons.json")
    names = icons.used(_class_sources(), drawings)
    target.write_text(icons.sprite(names, drawings), encoding="utf-8")
    return names


def _publish(path: Path) -> str:
    name = f"{path.stem}-{_digest(path.read_bytes())[:10]}{path.suffix}"
    shutil.copyfile(path, STATIC_DIST / name)
    return name


def _write_manifest(manifest: dict[str, object]) -> None:
    unfinished = STATIC_DIST / "manifest.tmp"
    unfinished.write_text(json.dumps(manifest, indent=1), encoding="utf-8")
    unfinished.replace(STATIC_DIST / "manifest.json")


def _remove_old(current: set[str]) -> None:
    for path in STATIC_DIST.iterdir():
        if path.suffix in {".css", ".js", ".svg", ".png"} and path.name not in current:
            path.unlink()


def _class_sources() -> list[Path]:
    """Files that may name a CSS class or an icon; app.css tells Tailwind about the same ones."""
    return sorted(TEMPLATES.rglob("*.html")) + sorted(WEB.glob("*.py"))


def _pictures() -> list[Path]:
    return [path for path in (WEB / "static").iterdir() if path.suffix in {".svg", ".png"}]


def _fingerprint() -> str:
    own = [path for path in HERE.iterdir() if path.suffix in {".json", ".css", ".js", ".py"}]
    own += (HERE / "charts").glob("*.js")
    sources = sorted([*own, *_pictures()]) + _class_sources()
    digest = hashlib.sha256()
    for path in sources:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def _built() -> str | None:
    """The fingerprint of what lies in dist, or None when something is missing."""
    try:
        manifest = json.loads((STATIC_DIST / "manifest.json").read_text(encoding="utf-8"))
        complete = all((STATIC_DIST / name).exists() for name in manifest["files"].values())
        return str(manifest["sources"]) if complete else None
    except (FileNotFoundError, ValueError, KeyError):
        return None


@contextmanager
def _alone() -> Iterator[None]:
    """Test workers start together; one builds, the others wait."""
    STATIC_DIST.mkdir(parents=True, exist_ok=True)
    with (STATIC_DIST / ".lock").open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
