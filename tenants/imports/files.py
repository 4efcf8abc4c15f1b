"""Where the files of imports lie: each below the folder of its shop, readable by nobody else."""

import shutil
import time
import uuid
from pathlib import Path

from sqlalchemy import select

from tenants.db import current_shop_id, db
from tenants.imports.models import Import

SETTLES_SECONDS = 24 * 3600


def path_of(import_id: uuid.UUID, uploads: Path) -> Path:
    """Where the file of an import of the shop in scope lies."""
    return _folder(uploads) / str(import_id)


def keep(source: Path, import_id: uuid.UUID, uploads: Path) -> None:
    """Copy a file to where the import will look for it."""
    target = path_of(import_id, uploads)
    target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    shutil.copyfile(source, target)
    target.chmod(0o600)


def clean(uploads: Path) -> int:
    """Delete the files of the shop in scope that no import speaks of; returns how many. A file that came within the
    last day stays: its import may not be committed yet."""
    known = {str(id_) for id_ in db.session.scalars(select(Import.id))}
    settled = time.time() - SETTLES_SECONDS
    unknown = (each for each in _folder(uploads).glob("*") if each.name not in known)
    old = [each for each in unknown if each.stat().st_mtime < settled]
    for each in old:
        each.unlink()
    return len(old)


def _folder(uploads: Path) -> Path:
    return uploads / str(current_shop_id())
