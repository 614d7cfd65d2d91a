from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError


class ClientStatementPrint(models.TransientModel):
    """A statement of account on paper: open items, on request with a period."""

    _name = "client.statement.print"
    _description = "Print a Statement of Account"

    partner_ids = fields.Many2many("res.partner", string="Clients", required=True)
    company_id = fields.Many2one(
        "res.company", required=True, default=lambda self: self.env.company
    )
    with_period = fields.Boolean(
        "With a Period",
        help="Add the balance before and after it and what happened in between.",
    )
    date_from = fields.Date(
        "From",
        default=lambda self: fields.Date.start_of(
            fields.Date.subtract(fields.Date.context_today(self), months=3), "month"
        ),
    )
    date_to = fields.Date("To", default=fields.Date.context_today)

    @api.constrains("date_from", "date_to")
    def _check_period(self):
        for wizard in self:
            if (
                wizard.with_period
                and wizard.date_from
                and wizard.date_to
                and wizard.date_from > wizard.date_to
            ):
                raise ValidationError(
                    self.env._("The period ends before it starts. Change its days.")
                )

    def action_print(self):
        """Print the statements.

        :raise UserError: to who may not see all documents of clients
        """
        self.ensure_one()
        clients = self.partner_ids.commercial_partner_id
        if not clients:
            raise UserError(self.env._("Choose the clients."))
        period = {}
        if self.with_period:
            period = {
                "date_from": fields.Date.to_string(self.date_from),
                "date": fields.Date.to_string(self.date_to),
            }
        return self._print(clients, self.company_id, **period)

    @api.model
    def _print(self, clients, company, **period):
        """Return the action that prints the statements of clients."""
        self.env["client.statement"]._check_sender()
        report = self.env.ref("client_accounting.action_report_client_statement")
        return report.report_action(
            clients.ids,
            data={"ids": clients.ids, "company_id": company.id, **period},
            config=False,
        )
