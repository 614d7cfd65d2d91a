"""Mails, activities and meetings that were generated become events of the addon."""

import time

from dateutil.relativedelta import relativedelta

from odoo import api, fields

YEARS = 20


def register(registry, say):
    """Register the history of the database unless it is, step by step, committed."""
    with registry.cursor() as cr:
        env = api.Environment(cr, api.SUPERUSER_ID, {})
        if env["client.event"]._history_is_registered():
            return
        say("Registering the history of events ...")
        started = time.monotonic()
        events = register_in(env, cr.commit)
        cr.execute("ANALYZE client_event")
        cr.commit()
    seconds = time.monotonic() - started
    say(f"{events:,} events in {seconds:.0f} s, {events / seconds:,.0f} a second.")


def register_in(env, keep=lambda: None):
    """Register the whole history.

    :param keep: called after each step, to commit it
    :return: number of events
    """
    begin = fields.Date.today() - relativedelta(years=YEARS)
    runs = env["client.registration.history"]._start(begin)
    keep()
    for run in runs:
        while run.state == "running":
            run._step()
            env.flush_all()
            keep()
            env.invalidate_all()
    return sum(runs.mapped("event_count"))
