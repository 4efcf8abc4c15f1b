"""Exit codes, and a sentence in place of a traceback for trouble that is expected."""

import sys
from typing import Any

import click

REFUSED, USAGE, KEPT_OUT, UNREACHABLE, INTERRUPTED = 1, 2, 3, 4, 130
LOST = {"", "57P01", "57P02", "57P03", "53300"}  # no connection, shutting down, starting up, too many of them
BUSY = {"57014", "55P03", "40P01"}  # a statement, a lock or a deadlock took too long
EXIT_CODES = """\b
Exit codes:
  0    done
  1    refused; nothing was changed, and a sentence on stderr says why
  2    wrong usage
  3    done, but rows of the file were kept out; each is listed with what to do
  4    the database or Redis cannot be reached or started
  130  interrupted"""


class Commands(click.Group):
    """A group whose commands end with a sentence and an exit code, not with a traceback."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit):
            raise
        except KeyboardInterrupt:
            click.echo("Interrupted.", err=True)
            ctx.exit(INTERRUPTED)
        except BrokenPipeError:
            _close_stdout()
            ctx.exit(0)
        except Exception as error:
            known = _known(error)
            if known is None:
                raise
            click.echo(known[1], err=True)
            ctx.exit(known[0])


def _known(error: Exception) -> tuple[int, str] | None:
    """The exit code and sentence of expected trouble."""
    # Imported here: a command that goes well, and --help above all, needs none of it.
    from saas.embedded import StartError
    from tenants.errors import DomainError

    if isinstance(error, DomainError):
        return UNREACHABLE if _sqlstate(error.__cause__) in LOST else REFUSED, str(error)
    if isinstance(error, StartError):
        return UNREACHABLE, str(error)
    if _sqlstate(error) in LOST:
        return UNREACHABLE, "The database does not answer. Check HUITOU_DATABASE_URL and the server."
    if _sqlstate(error) in BUSY:
        return REFUSED, "The database was busy with other work for too long. Nothing was changed; try again."
    if isinstance(error, OSError) and error.filename:
        return REFUSED, f"{error.filename}: {error.strerror}."
    return None


def _sqlstate(error: BaseException | None) -> str | None:
    """The code of a database error, "" when there was no connection to get one; None for any other error."""
    from psycopg import OperationalError

    cause = getattr(error, "orig", error)
    return (cause.sqlstate or "") if isinstance(cause, OperationalError) else None


def _close_stdout() -> None:
    # The reader has gone (`| head`); without this the interpreter complains once more on exit.
    sys.stderr.close()
