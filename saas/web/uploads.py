"""The file of an import on its way in."""

from pathlib import Path
from tempfile import TemporaryDirectory

from flask import current_app, g
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField
from wtforms.validators import AnyOf, Length

from saas.web import forms
from tenants.imports import verbs
from tenants.imports.encodings import CHOICES
from tenants.imports.fields import KINDS
from tenants.imports.models import Import

FILE_NAME_CHARACTERS = 200


class UploadForm(forms.Form):
    file = FileField(validators=[FileRequired(_l("Choose a file."))])
    kind = StringField(default="", validators=[AnyOf(["", *KINDS], _l("Choose what is in the file."))])
    source_system = StringField(default="", validators=[Length(max=64, message=_l("Use at most 64 characters."))])
    encoding = StringField(default="", validators=[AnyOf(["", *CHOICES], _l("Choose an encoding."))])


def store(form: UploadForm) -> Import:
    """Keep the file that was sent. Raises DomainError when it must be refused."""
    sent = form.file.data
    with TemporaryDirectory() as folder:
        path = Path(folder) / "upload"
        sent.save(path)
        return verbs.upload(
            path,
            _name(sent.filename),
            uploads=place(),
            kind=form.kind.data or None,
            source_system=form.source_system.data.strip() or "file",
            options={"encoding": form.encoding.data} if form.encoding.data else {},
            created_by_id=g.user.id,
        )


def _name(said: str) -> str:
    """What the browser calls the file, without a path and without what no file name shows."""
    return "".join(mark for mark in Path(said).name if mark.isprintable())[-FILE_NAME_CHARACTERS:]


def place() -> Path:
    """Where all files are kept, a folder for each shop."""
    uploads: Path = current_app.config["HUITOU"].uploads
    return uploads
