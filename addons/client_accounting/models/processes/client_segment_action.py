from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClientSegmentAction(models.Model):
    """Who comes into a segment, or leaves it, may start a process."""

    _inherit = "client.segment.action"

    kind = fields.Selection(
        selection_add=[("process", "Start a process")],
        ondelete={"process": "cascade"},
    )
    process_id = fields.Many2one("client.process", check_company=True)

    @api.constrains("kind", "process_id")
    def _check_needed(self):
        # EXTENDS client_accounting
        starting = self.filtered(lambda action: action.kind == "process")
        if not all(action.process_id for action in starting):
            raise ValidationError(self.env._("Say which process the action starts."))
        return super(ClientSegmentAction, self - starting)._check_needed()

    def _perform_process(self, partners):
        companies = self.process_id.company_id or self.company_id
        companies = companies or self.env["res.company"].search([])
        for company in companies:
            self.process_id._start(partners, "segment", company=company, later=True)
