from dateutil.relativedelta import relativedelta

from odoo import fields, models


class ClientRegistrationStart(models.TransientModel):
    """From which day on the history becomes events."""

    _name = "client.registration.start"
    _description = "Register the History"

    date_from = fields.Date(
        "Since",
        required=True,
        default=lambda self: fields.Date.context_today(self) - relativedelta(years=1),
    )

    def action_start(self):
        """Start the runs and show them.

        :raises UserError: while a run is under way, or for a day that is not past
        :raises AccessError: for whoever may not configure client accounting
        """
        self.ensure_one()
        runs = self.env["client.registration.history"]
        runs.check_access("write")
        runs.sudo()._start(self.date_from)
        return self.env["ir.actions.actions"]._for_xml_id(
            "client_accounting.client_registration_history_action"
        )
