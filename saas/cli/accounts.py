"""`huitou users`: people and the shops they belong to."""

import sys
from typing import TYPE_CHECKING

import click

from saas.cli import edge

if TYPE_CHECKING:
    from saas.accounts.models import User

ROLES = click.Choice(["owner", "manager", "advisor", "viewer"])


@click.group()
def users() -> None:
    """Add people, make them members of shops, shut them out."""


@users.command()
@click.argument("email")
@click.option("--name", required=True, help="As staff know the person; work orders name advisors by it.")
@click.option("--shop", "slug", required=True)
@click.option("--role", type=ROLES, required=True)
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input instead of asking.")
def create(email: str, name: str, slug: str, role: str, password_stdin: bool) -> None:
    """Add a person who signs in with EMAIL. The password has 15 characters or more.

    \b
    Examples:
      huitou users create owner@example.com --name 马振华 --shop chengguan --role owner
      pass show huitou | huitou users create li@example.com --name 李婷 --shop chengguan --role advisor --password-stdin
    """
    with edge.application():
        from saas.accounts import people
        from saas.accounts.shops import admit

        shop = edge.find_shop(slug)
        password = sys.stdin.readline().rstrip("\n") if password_stdin else _ask()
        with edge.step():
            admit(people.register(email, name, password), shop, role)
    click.echo(f"{email} is {role} of {slug}.")


@users.command()
@click.argument("email")
@click.option("--shop", "slug", required=True)
@click.option("--role", type=ROLES, required=True)
def admit(email: str, slug: str, role: str) -> None:
    """Make a person who has an account a member of one more shop, or change the role.

    \b
    Example:
      huitou users admit owner@example.com --shop qilihe --role owner
    """
    with edge.application():
        from saas.accounts import shops as accounts

        shop = edge.find_shop(slug)
        with edge.step():
            accounts.admit(_find(email), shop, role)
    click.echo(f"{email} is {role} of {slug}.")


@users.command()
@click.argument("email")
def disable(email: str) -> None:
    """Shut a person out of every shop at once: no sign-in any more, and open sessions end.

    What the person did stays under the name. To end the access to one shop only, use its staff page.

    \b
    Example:
      huitou users disable li@example.com
    """
    with edge.application():
        from saas.accounts import people
        from tenants import clock

        with edge.step():
            people.disable(_find(email).id, clock.now())
    click.echo(f"{email} is shut out.")


def _find(email: str) -> "User":
    from saas.accounts import people
    from tenants.errors import DomainError

    user = people.find(email)
    if user is None:
        raise DomainError("Nobody is registered as %(email)s. `huitou users create` adds people.", email=email)
    return user


def _ask() -> str:
    password: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    return password
