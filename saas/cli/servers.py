"""The commands that run: schema, web server, worker, scheduler, demo data."""

import os
import signal
import subprocess
import sys
from types import FrameType

import click

from saas.cli import edge


@click.command()
def migrate() -> None:
    """Bring roles, rights and schema of the database up to date.

    Run it once before the first start and at every release. HUITOU_OWNER_URL names the database as its
    administrator; embedded servers need nothing.
    """
    from saas import environment

    with environment.provided() as variables:
        if environment.has_own_servers():
            _migrate_own(variables)
    click.echo("The schema is up to date.")


def _migrate_own(variables: dict[str, str]) -> None:
    from sqlalchemy import make_url

    from saas import environment
    from saas.provision import migrate, provision
    from tenants.errors import DomainError

    owner = variables.get(environment.OWNER_URL)
    if owner is None:
        raise DomainError("Set HUITOU_OWNER_URL to the database's address as its administrator; only migrate reads it.")
    password = make_url(variables[environment.DATABASE_URL]).password
    migrate(provision(owner, make_url(owner).database or environment.DATABASE, password and str(password)).owner)


@click.command()
@click.option("--bind", default="127.0.0.1:8000", show_default=True, help="HOST:PORT or unix:PATH")
def serve(bind: str) -> None:
    """Run the web server (gunicorn) until Ctrl-C. WEB_CONCURRENCY sets the number of processes."""
    from saas import environment
    from saas.supervisor import programs

    with environment.provided() as variables:
        # only migrations act as the owner of the tables
        env = {name: value for name, value in (os.environ | variables).items() if name != environment.OWNER_URL}
        web = subprocess.Popen(programs.web(bind), env=env)

        def forward(number: int, frame: FrameType | None) -> None:
            web.send_signal(number)

        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, forward)
        code = web.wait()
    sys.exit(code)


@click.command()
@click.option("--processes", default=2, show_default=True)
@click.option("--threads", default=1, show_default=True, help="Of each process.")
def worker(processes: int, threads: int) -> None:
    """Do the jobs: imports, scores, queues. Run as many as you like, on as many machines."""
    with edge.surroundings():
        from workers.main import run_worker

        code = run_worker(processes, threads)
    sys.exit(code)


@click.command()
def scheduler() -> None:
    """Start what happens by itself every night. Several may run; every slot happens once."""
    with edge.surroundings():
        from workers.main import run_scheduler

        code = run_scheduler()
    sys.exit(code)


@click.command()
def seed() -> None:
    """Fill in the demo: a chain of two shops, a stranger's shop, two years of visits. Does nothing when it is there."""
    with edge.application() as config:
        from saas.seeds.cast import LOGINS, TIMEZONE
        from saas.seeds.demo import seed as make
        from saas.seeds.messy_file import FILE_NAME, messy_orders
        from tenants import clock

        today = clock.today(TIMEZONE)
        made = make(today)
        messy = config.home / FILE_NAME
        messy.write_bytes(messy_orders(today))
    click.echo("The demo data is made." if made else "The demo data is there already.")
    click.echo(f"A messy export to try the import with: {messy}")
    for login in LOGINS:
        click.echo(f"  {login}")
