"""`huitou shops`: open shops and list them."""

import click

from saas.cli import edge


@click.group()
def shops() -> None:
    """Open shops and list them."""


@shops.command()
@click.argument("name")
@click.option("--slug", required=True, help="Short name in addresses: small letters, digits, hyphens.")
@click.option("--timezone", default="Asia/Shanghai", show_default=True, help="The shop's days begin and end by it.")
@click.option("--currency", default="CNY", show_default=True)
def create(name: str, slug: str, timezone: str, currency: str) -> None:
    """Open a shop called NAME.

    \b
    Example:
      huitou shops create "兰州安顺汽修 城关店" --slug chengguan --timezone Asia/Shanghai
    """
    with edge.application():
        from saas.accounts.shops import open_shop

        with edge.step():
            open_shop(name, slug, timezone, currency)
    click.echo(f"Opened {slug}. Next: huitou users create EMAIL --name NAME --shop {slug} --role owner")


@shops.command(name="list")
def list_() -> None:
    """List the shops: slug, time zone, name."""
    with edge.application():
        from saas.accounts.shops import all_shops

        with edge.step():
            for shop in all_shops():
                click.echo(f"{shop.slug}\t{shop.timezone}\t{shop.name}")
