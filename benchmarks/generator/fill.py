"""The order of the steps, and the mark of a filled database."""

import json

from odoo import fields
from odoo.exceptions import UserError

from . import (
    base,
    calendar,
    clients,
    contacts,
    deals,
    deliveries,
    documents,
    finish,
    invoices,
    leads,
    orders,
    payments,
    products,
    prototypes,
)
from .stage import FUNCTIONS, Stage

PARAMETER = "client_contour.bench"
# Raise it when the generated data change: an older base is then not reused.
VERSION = 2

STEPS = (
    products,
    clients,
    deals,
    documents,
    payments,
    orders,
    invoices,
    deliveries,
    leads,
    contacts,
)


def filled_with(env) -> dict | None:
    """Return what the database was filled with (scale, seed, version), or None."""
    mark = env["ir.config_parameter"].sudo().get_param(PARAMETER)
    return json.loads(mark) if mark else None


def fill(env, sizes, today=None, report=None) -> dict[str, int]:
    """Fill the company of `env` in its transaction; return rows made, by table.

    The caller commits. Raises UserError if the company already holds documents.
    """
    of_company = [("company_id", "=", env.company.id)]
    for model in ("account.move", "sale.order", "stock.picking"):
        if env[model].search_count(of_company, limit=1):
            raise UserError("The company already holds documents: give an empty one.")
    stage = Stage(env, sizes, today or fields.Date.today(), report)
    stage.params["seed"] = sizes.seed
    env.flush_all()
    stage.run(FUNCTIONS)
    base.fill(stage)
    calendar.fill(stage)
    prototypes.capture(stage)
    with finish.without_indexes(stage):
        for step in STEPS:
            step.fill(stage)
    finish.fill(stage)
    mark = {"scale": sizes.scale, "seed": sizes.seed, "version": VERSION}
    env["ir.config_parameter"].sudo().set_param(
        PARAMETER, json.dumps(mark | {"today": str(stage.today)})
    )
    env.flush_all()
    return stage.counts
