from odoo import api, fields, models
from odoo.exceptions import UserError

from .client_segment import CURRENT
from .links import ViewMany2many

GROUP = "client_accounting.group_client_accounting_user"


class ResPartner(models.Model):
    _inherit = "res.partner"

    client_segment_ids = ViewMany2many(
        "client.segment",
        CURRENT,
        "partner_id",
        "segment_id",
        string="Segments",
        readonly=True,
        copy=False,
        groups=GROUP,
        help="Segments that the client is in now, by their rules or put in by hand.",
    )
    client_segment_count = fields.Integer(
        "Number of Segments", compute="_compute_client_segment_count", groups=GROUP
    )

    # clients changed since the last evaluation
    _client_segment_write_date_idx = models.Index("(write_date)")

    @api.depends("client_segment_ids")
    def _compute_client_segment_count(self):
        for partner in self:
            partner.client_segment_count = len(partner.client_segment_ids)

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            self._check_client_segment_values(vals)
        return super().create(vals_list)

    def write(self, vals):
        self._check_client_segment_values(vals)
        return super().write(vals)

    @api.model
    def _check_client_segment_values(self, vals):
        if vals.get("client_segment_ids"):
            raise UserError(
                self.env._(
                    "Who is in a segment is evaluated. To put a client in or take him "
                    "out, use “Put in a Segment” and say why."
                )
            )

    @api.model
    def _open_clients(self, name, domain, context=None):
        """The list of clients, of those for whom a domain holds.

        :return: action
        """
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_list_action"
        )
        context = {"client_segment_short": True, **(context or {})}
        titles = {"name": name, "display_name": name}
        return {**action, **titles, "domain": domain, "context": context}

    def action_open_client_segments(self):
        """Open the segments of the client, those of the past too."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_segment_membership_action"
        )
        return {
            **action,
            "name": self.env._("Segments of %s", self.commercial_partner_id.name),
            "domain": [("partner_id", "=", self.commercial_partner_id.id)],
            "context": {
                "search_default_current": 1,
                "default_partner_id": self.commercial_partner_id.id,
            },
        }
