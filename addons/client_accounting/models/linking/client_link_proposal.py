from odoo import api, fields, models
from odoo.exceptions import UserError


class ClientLinkProposal(models.Model):
    """A client that a rule takes for the consumer of an invoice, and why."""

    _name = "client.link.proposal"
    _description = "Proposed End Client"
    _log_access = False
    _order = "confidence desc, id"
    _rec_name = "client_id"

    move_id = fields.Many2one(
        "account.move", "Invoice", required=True, readonly=True, ondelete="cascade"
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    payer_id = fields.Many2one(related="move_id.commercial_partner_id", string="Payer")
    client_id = fields.Many2one(
        "res.partner",
        "Proposed Client",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    lead_id = fields.Many2one(
        "crm.lead",
        "Opportunity",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    rule_id = fields.Many2one(
        "client.link.rule", required=True, readonly=True, index=True, ondelete="cascade"
    )
    confidence = fields.Float(
        readonly=True,
        digits=(5, 1),
        aggregator="avg",
        help="In percent: the most that the rule is trusted with, times the share of "
        "the evidence that speaks for this client.",
    )
    evidence = fields.Json(readonly=True, groups="base.group_system")
    reason = fields.Char("Why", compute="_compute_reason")
    state = fields.Selection(
        [("open", "Open"), ("accepted", "Accepted"), ("rejected", "Rejected")],
        required=True,
        readonly=True,
        help="What was rejected is not proposed again for this invoice.",
    )
    user_id = fields.Many2one(
        "res.users", "Decided by", readonly=True, ondelete="set null"
    )
    date = fields.Datetime("Decided on", readonly=True)

    _move_client_uniq = models.UniqueIndex(
        "(move_id, client_id)", "A client is proposed for an invoice once."
    )

    @api.depends("evidence", "rule_id")
    @api.depends_context("lang")
    def _compute_reason(self):
        for proposal in self:
            evidence = proposal.sudo().evidence or {}
            proposal.reason = proposal.sudo().rule_id._reason(evidence)

    # ----------------------------------------------------------------------- actions
    def action_accept(self):
        """Link the invoices to the proposed clients.

        The lead, and the salesperson of the client as manager, come along where the
        invoice has none yet. Of several proposals for an invoice the surest is taken.

        :raise UserError: for invoices of a closed period
        """
        self._accept("accepted")

    def _accept(self, origin):
        """Link as proposed; see `action_accept`."""
        chosen = {}
        for proposal in self.filtered(lambda item: item.state == "open").sorted(
            lambda item: (-item.confidence, item.id)
        ):
            chosen.setdefault(proposal.move_id.id, proposal)
        if not chosen:
            raise UserError(self.env._("These proposals are decided already."))
        proposals = self.browse([proposal.id for proposal in chosen.values()])
        for rule, of_rule in proposals.grouped("rule_id").items():
            moves = of_rule.move_id
            each = {
                proposal.move_id.id: {
                    "client_end_id": proposal.client_id.id,
                    "client_lead_id": proposal.move_id.client_lead_id.id
                    or proposal.lead_id.id,
                    "client_manager_id": proposal.move_id.client_manager_id.id
                    or proposal.sudo().client_id.user_id.id,
                }
                for proposal in of_rule
            }
            moves._set_each_client_links(
                each,
                origin,
                self.env.context.get("client_link_reason", ""),
                rule,
            )
        proposals._decide("accepted")

    def action_reject(self):
        """Refuse the proposals: they do not come back for these invoices.

        :raise AccessError: to who may not write the invoices
        """
        self.move_id.check_access("write")
        self.filtered(lambda item: item.state == "open")._decide("rejected")

    def action_reopen(self):
        """Take a refusal back.

        :raise AccessError: to who may not write the invoices
        """
        self.move_id.check_access("write")
        rejected = self.filtered(lambda item: item.state == "rejected")
        rejected.sudo().write({"state": "open", "user_id": False, "date": False})
        self.env["client.link.rule"].sudo()._choose_best(rejected.move_id.ids)

    def _decide(self, state):
        self.sudo().write(
            {
                "state": state,
                "user_id": self.env.uid,
                "date": fields.Datetime.now(),
            }
        )
        self.env["client.link.rule"].sudo()._choose_best(self.move_id.ids)

    def action_open_document(self):
        """Open the invoice."""
        self.ensure_one()
        return self.move_id.get_formview_action()
