from odoo import api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import float_compare


class ClientCompetitorPresence(models.Model):
    """Which competitor is with which client, for which products, since when and at
    what price."""

    _name = "client.competitor.presence"
    _inherit = ["client.reader.mixin", "client.period.mixin"]
    _description = "Competitor at a Client"
    _order = "date_to DESC NULLS FIRST, share DESC, id"

    partner_id = fields.Many2one(
        "res.partner",
        "Client",
        required=True,
        index=True,
        ondelete="cascade",
    )
    competitor_id = fields.Many2one(
        "client.competitor", required=True, index=True, ondelete="restrict"
    )
    categ_id = fields.Many2one(
        "product.category",
        "Product Category",
        index="btree_not_null",
        ondelete="restrict",
        help="What he delivers there; empty while nobody knows.",
    )
    share = fields.Float(
        "Share, %",
        aggregator="avg",
        help="Of what the client buys of these products; 0 while nobody knows.",
    )
    price_note = fields.Char("Price", help="What is known of his prices and terms.")
    note = fields.Text("Arguments", help="What he says there, and what we answer.")
    event_id = fields.Many2one(
        "client.event",
        "Heard At",
        index="btree_not_null",
        ondelete="set null",
        help="The event at which one heard of it first.",
    )
    user_id = fields.Many2one(
        "res.users",
        "Told By",
        default=lambda self: self.env.user,
        ondelete="set null",
        domain=[("share", "=", False)],
    )

    _share_range = models.Constraint(
        "CHECK(share >= 0 AND share <= 100)", "A share lies between 0 and 100 %."
    )

    @api.depends("partner_id", "competitor_id", "categ_id")
    def _compute_display_name(self):
        for one in self.sudo():
            names = (one.competitor_id.name, one.partner_id.name, one.categ_id.name)
            one.display_name = " · ".join(filter(None, names))

    @api.constrains(
        "partner_id", "competitor_id", "categ_id", "date_from", "date_to", "share"
    )
    def _check_others(self):
        others = self.sudo().search([("partner_id", "in", self.partner_id.ids)])
        for one in self.sudo():
            beside = others.filtered(
                lambda other, one=one: (
                    other != one
                    and other.partner_id == one.partner_id
                    and other.categ_id == one.categ_id
                    and one._overlaps(other)
                )
            )
            if one.competitor_id in beside.competitor_id:
                raise ValidationError(
                    self.env._(
                        "%(competitor)s is with %(client)s for these products already. "
                        "End that entry, or change it.",
                        competitor=one.competitor_id.name,
                        client=one.partner_id.name,
                    )
                )
            if one.is_current:
                shares = (beside.filtered("is_current") | one).mapped("share")
                if float_compare(sum(shares), 100, precision_digits=2) > 0:
                    raise ValidationError(
                        self.env._(
                            "The shares of the competitors at %(client)s for these "
                            "products come to more than 100 %%.",
                            client=one.partner_id.name,
                        )
                    )

    @api.model_create_multi
    def create(self, vals_list):
        return super().create(self._of_clients(vals_list, "partner_id"))

    @api.model
    def _heard_of(self, heard):
        """Note competitors at clients where they are not known to be.

        :param heard: list of dicts with ``partner_id``, ``competitor_id``,
            ``date_from`` and perhaps ``event_id`` and ``user_id``
        """
        if not heard:
            return self
        known = {
            (one.partner_id.id, one.competitor_id.id)
            for one in self.sudo().search(
                [
                    ("partner_id", "in", [vals["partner_id"] for vals in heard]),
                    ("competitor_id", "in", [vals["competitor_id"] for vals in heard]),
                    ("is_current", "=", True),
                ]
            )
        }
        fresh = {}
        for vals in heard:
            key = vals["partner_id"], vals["competitor_id"]
            if key not in known:
                fresh.setdefault(key, vals)
        return self.sudo().create(list(fresh.values()))

    def action_open_comparison(self):
        """Open what to say about these competitors to the client."""
        self.check_access("read")
        return self.competitor_id._comparison_action(self.partner_id[:1])
