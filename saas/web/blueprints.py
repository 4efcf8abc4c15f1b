"""One file per noun. A new page adds its blueprint to this list."""

from flask import Blueprint

from saas.web import (
    appointments,
    bookings,
    customers,
    data_quality,
    distributions,
    due,
    duplicates,
    home,
    imports,
    items,
    jobs,
    locale,
    odometers,
    queue,
    segments,
    settings,
    sign_in,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    home.bp,
    locale.bp,
    sign_in.bp,
    queue.bp,
    appointments.bp,
    bookings.bp,
    due.bp,
    customers.bp,
    segments.bp,
    distributions.bp,
    imports.bp,
    data_quality.bp,
    odometers.bp,
    duplicates.bp,
    jobs.bp,
    settings.bp,
    items.bp,
)
