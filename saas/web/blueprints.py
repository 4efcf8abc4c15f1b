"""One file per noun. A new page adds its blueprint to this list."""

from flask import Blueprint

from saas.web import (
    appointments,
    board,
    bookings,
    customers,
    data_quality,
    distributions,
    due,
    duplicates,
    hand_overs,
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
    staff,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    home.bp,
    locale.bp,
    sign_in.bp,
    queue.bp,
    board.bp,
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
    staff.bp,
    hand_overs.bp,
    jobs.bp,
    settings.bp,
    items.bp,
)
