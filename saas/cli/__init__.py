"""The operator's command line: the verbs of the pages, for cron and for support."""

import click

from saas.cli.accounts import users
from saas.cli.customers import export, score
from saas.cli.imports import demo_file, import_, imports
from saas.cli.needs import needs
from saas.cli.queue import queue
from saas.cli.servers import migrate, scheduler, seed, serve, worker
from saas.cli.shops import shops
from saas.cli.trouble import EXIT_CODES, Commands

HELP = """Huitou, the operator's command line.

Every command works on the servers of HUITOU_DATABASE_URL and HUITOU_REDIS_URL. Without these two it uses the
servers of a running demo, or starts the embedded ones for itself; HUITOU_HOME (default: var) keeps their data.

\b
A first day:
  huitou shops create 城关店 --slug chengguan --timezone Asia/Shanghai
  huitou users create owner@example.com --name 马振华 --shop chengguan --role owner
  huitou import chengguan export.xlsx --dry-run
  huitou import chengguan export.xlsx
  huitou score chengguan
  huitou needs chengguan
  huitou queue chengguan
  huitou serve
"""


@click.group(cls=Commands, help=HELP, epilog=EXIT_CODES, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="huitou", message="huitou %(version)s")
def main() -> None:
    pass


for command in (
    migrate,
    serve,
    worker,
    scheduler,
    seed,
    shops,
    users,
    import_,
    imports,
    demo_file,
    score,
    needs,
    queue,
    export,
):
    main.add_command(command)
