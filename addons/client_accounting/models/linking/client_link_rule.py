from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError
from odoo.tools.misc import formatLang

from .client_link_mixin import MANAGERS
from .rule_sources import SOURCES

KINDS = [
    ("order", "Sales Order"),
    ("lead", "Opportunity"),
    ("delivery", "Delivery Address"),
    ("product", "Products Bought Before"),
    ("previous", "Previous Invoices"),
    ("reference", "Text of the Reference"),
]


class ClientLinkRule(models.Model):
    """A way to find out who consumed an invoice, and how far it is trusted."""

    _name = "client.link.rule"
    _inherit = ["client.code.mixin"]
    _description = "Rule That Proposes End Clients"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    active = fields.Boolean(default=True)
    sequence = fields.Integer(default=10)
    company_id = fields.Many2one(
        "res.company", index="btree_not_null", help="Empty: for all companies."
    )
    kind = fields.Selection(
        KINDS,
        "Looks at",
        required=True,
        help="Sales order: who ordered, or owns the delivery address, of the orders "
        "that the lines come from. Opportunity: the client of the opportunity behind "
        "those orders. Delivery address: its owner. Products bought before: for whom "
        "the payer bought the same products. Previous invoices: for whom the payer "
        "bought. Text: names, tax numbers, references of clients and numbers of "
        "orders in the reference and the lines.",
    )
    trust = fields.Float(
        "Trusted up to",
        default=90,
        digits=(5, 1),
        help="Percent. The confidence of a proposal is this, times the share of the "
        "evidence that speaks for the client: of the amount of the invoice, for "
        "orders, opportunities and products; of the amount of the payer's earlier "
        "linked invoices, for previous ones; everything, for an address or a text.",
    )
    least = fields.Float(
        "Propose from",
        default=30,
        digits=(5, 1),
        help="Percent of confidence below which nothing is proposed.",
    )
    auto_from = fields.Float(
        "Link by Itself from",
        default=0,
        digits=(5, 1),
        help="Percent of confidence from which the link is made without asking, where "
        "no other client is as likely; 0 never. Closed periods always ask.",
    )
    months = fields.Integer(
        "Look Back",
        default=24,
        help="Months of earlier invoices that count.",
    )
    evidence_count = fields.Integer(
        "At Least",
        default=2,
        help="Earlier linked invoices that there must be before they prove anything.",
    )
    proposal_ids = fields.One2many("client.link.proposal", "rule_id")
    accepted_count = fields.Integer("Accepted", compute="_compute_counts")
    rejected_count = fields.Integer("Rejected", compute="_compute_counts")
    open_count = fields.Integer("Open", compute="_compute_counts")

    _code_uniq = models.UniqueIndex("(code)", "Two rules have the same code.")

    @api.depends("proposal_ids.state")
    def _compute_counts(self):
        counts = {
            (rule.id, state): count
            for rule, state, count in self.env["client.link.proposal"]._read_group(
                [("rule_id", "in", self.ids)], ["rule_id", "state"], ["__count"]
            )
        }
        for rule in self:
            for state in ("accepted", "rejected", "open"):
                rule[f"{state}_count"] = counts.get((rule.id, state), 0)

    @api.constrains("trust", "least", "auto_from", "months", "evidence_count")
    def _check_numbers(self):
        for rule in self:
            shares = (rule.trust, rule.least, rule.auto_from)
            if not all(0 <= share <= 100 for share in shares):
                raise ValidationError(
                    self.env._("Trust and confidence are percentages from 0 to 100.")
                )
            if rule.months < 1 or rule.evidence_count < 1:
                raise ValidationError(
                    self.env._("Months and number of invoices are 1 or more.")
                )

    # ------------------------------------------------------------------------ engine
    @api.model
    def _propose(self, move_ids=None):
        """Look for the consumers of what is not linked; accept what is sure enough.

        :param move_ids: ids of documents, ``None`` for all on the work list
        :return: number of documents linked without asking
        """
        rules = self.sudo().search([])
        if move_ids is not None and not move_ids:
            return 0
        self.env.flush_all()
        SOURCES.store(rules, move_ids)
        self.env["client.link.proposal"].invalidate_model()
        self._choose_best(move_ids)
        return sum(rule._accept_sure(move_ids) for rule in rules if rule.auto_from)

    @api.model
    def _choose_best(self, move_ids=None):
        """Show the surest open proposal on the work list."""
        self.env.flush_all()
        SOURCES.choose_best(self.env, move_ids)
        self.env["client.link.task"].invalidate_model()

    def _accept_sure(self, move_ids):
        """Accept the proposals of the rule that are sure enough, and best alone."""
        domain = [
            ("proposal_id.rule_id", "=", self.id),
            ("state", "=", "open"),
            ("confidence", ">=", self.auto_from),
        ]
        if move_ids is not None:
            domain.append(("move_id", "in", move_ids))
        tasks = self.env["client.link.task"].sudo().search(domain)
        closed = tasks.move_id._client_link_closed()
        proposals = tasks.filtered(lambda task: task.move_id not in closed).proposal_id
        rivals = (
            self.env["client.link.proposal"]
            .sudo()
            ._read_group(
                [
                    ("move_id", "in", proposals.move_id.ids),
                    ("state", "=", "open"),
                    ("id", "not in", proposals.ids),
                ],
                ["move_id"],
                ["confidence:max"],
            )
        )
        rivals = dict(rivals)
        sure = proposals.filtered(
            lambda item: rivals.get(item.move_id, 0) < item.confidence
        )
        if sure:
            sure._accept("rule")
        return len(sure)

    def _reason(self, evidence):
        """Why the rule proposes a client, as a sentence.

        :param dict evidence: what the rule has found
        """
        self = self.sudo()
        _ = self.env._
        share = formatLang(self.env, evidence.get("share") or 0, digits=0)
        names = evidence.get("names") or ""
        count = evidence.get("count") or 0
        if self.kind == "order":
            return _(
                "Order %(names)s is for this client: %(share)s %% of the invoice.",
                names=names,
                share=share,
            )
        if self.kind == "lead":
            return _(
                "The opportunity “%(names)s” behind the order is with this client: "
                "%(share)s %% of the invoice.",
                names=names,
                share=share,
            )
        if self.kind == "delivery":
            return _("Delivered to %(names)s, an address of this client.", names=names)
        if self.kind == "product":
            return _(
                "The payer bought %(names)s for this client before: %(share)s %% of "
                "the invoice.",
                names=names,
                share=share,
            )
        if self.kind == "previous":
            return _(
                "%(share)s %% of what this payer was invoiced before was for this "
                "client (linked invoices: %(count)s).",
                share=share,
                count=count,
            )
        return _("“%(names)s” stands in the reference or the lines.", names=names)

    # ----------------------------------------------------------------------- actions
    @api.model
    def action_propose(self):
        """Let all rules look at all that is not linked, now.

        :return: client action that tells how many invoices were linked
        :raise AccessError: to others than managers of accounting or clients
        """
        if not self.env.user.has_groups(MANAGERS):
            raise AccessError(
                self.env._("Only managers let the rules look at the whole work list.")
            )
        tasks_sudo = self.env["client.link.task"].sudo()
        tasks_sudo._refresh()
        linked = self.sudo()._propose()
        proposed = tasks_sudo.search_count([("proposal_id", "!=", False)])
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Invoices with a proposal: %(proposed)s. Linked without asking: "
                    "%(linked)s.",
                    proposed=proposed,
                    linked=linked,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    def action_open_proposals(self):
        """Open what the rule has proposed."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_link_proposal_action"
        )
        return action | {"domain": [("rule_id", "=", self.id)], "context": {}}
