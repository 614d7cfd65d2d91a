from odoo import api, models

#: Marks in the context; no caller from outside can send these objects.
REPLACE = object()
APPLYING = object()
ORDER = object()
#: Fields with which a writer chooses the price list.
CHOICES = ("specific_property_product_pricelist", "property_product_pricelist")


class ResPartner(models.Model):
    """The price list and the history of a partner when its tier is set.

    Core writes the price list of a level over that of the partner, whatever was agreed.
    Here a negotiated one stays, a partner that had the list of its old tier follows to
    that of the new one, and what happens is written on the partner.
    """

    _inherit = "res.partner"

    @api.model_create_multi
    def create(self, vals_list):
        partners = super().create(vals_list)
        graded = partners.filtered("grade_id")
        if graded:
            self.env["partner.tier.change"]._note_history(graded, {}, "manual")
        return partners

    def write(self, vals):
        # EXTENDS partnership: a negotiated price list is not overwritten silently
        if "grade_id" not in vals:
            return super().write(vals)
        tiers = {partner: partner.grade_id for partner in self}
        lists = self._tier_pricelists()
        result = super().write(dict(vals))
        if not any(name in vals for name in CHOICES):
            self._settle_pricelists(tiers, lists)
        self._note_pricelists(lists)
        if self.env.context.get("partner_tier_applying") is not APPLYING:
            by_order = self.env.context.get("partner_tier_origin") is ORDER
            self.env["partner.tier.change"]._note_history(
                self, tiers, "order" if by_order else "manual"
            )
        return result

    def _tier_pricelists(self):
        """``{partner: price list}`` that partners have of their own in the current
        company."""
        return {
            partner: partner.sudo().specific_property_product_pricelist
            for partner in self
        }

    def _settle_pricelists(self, tiers, lists):
        """Give back negotiated price lists, take back those of a lost tier.

        :param dict tiers: {partner: tier before}
        :param dict lists: {partner: price list before}
        """
        replace = self.env.context.get("partner_tier_pricelist") is REPLACE
        for partner in self:
            old_list, of_old = lists[partner], tiers[partner].default_pricelist_id
            of_new = partner.grade_id.default_pricelist_id
            if tiers[partner] == partner.grade_id:
                settled = old_list
            elif old_list and old_list != of_old and not (replace and of_new):
                settled = old_list
            elif of_new:
                settled = of_new
            else:
                settled = old_list.browse() if old_list == of_old else old_list
            if partner.specific_property_product_pricelist != settled:
                partner.specific_property_product_pricelist = settled

    def _note_pricelists(self, lists):
        """Write on the partners what has become of their price lists.

        :param dict lists: {partner: price list before}
        """
        for partner in self:
            old, new = (
                lists[partner],
                partner.sudo().specific_property_product_pricelist,
            )
            of_tier = partner.sudo().grade_id.default_pricelist_id
            if old != new:
                body = self.env._(
                    "Price list with the tier %(tier)s: %(new)s instead of %(old)s.",
                    tier=partner.grade_id.name or "–",
                    new=new.name or "–",
                    old=old.name or "–",
                )
            elif old and of_tier and old != of_tier:
                body = self.env._(
                    "The negotiated price list %(old)s stays; that of the tier "
                    "%(tier)s is %(other)s.",
                    old=old.name,
                    tier=partner.grade_id.name,
                    other=of_tier.name,
                )
            else:
                continue
            partner._message_log(body=body)
