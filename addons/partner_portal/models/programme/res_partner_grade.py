from odoo import fields, models


class ResPartnerGrade(models.Model):
    _inherit = "res.partner.grade"

    requirement_ids = fields.One2many(
        "partner.tier.requirement",
        "grade_id",
        "Requirements",
        groups="base.group_user",
    )
    benefit_ids = fields.One2many(
        "partner.tier.benefit", "grade_id", "Benefits", groups="base.group_user"
    )

    def _benefits(self, programme):
        """What the tier gives in a programme: sentences for the partner's page.

        :return: list of texts, in the language of the environment
        """
        self.ensure_one()
        tier_sudo, env = self.sudo(), self.env
        texts = []
        if tier_sudo.default_pricelist_id:
            texts.append(
                env._("Price list: %(name)s", name=tier_sudo.default_pricelist_id.name)
            )
        if tier_sudo.deal_days:
            texts.append(
                env._(
                    "Registered deals are protected for %(days)s days",
                    days=tier_sudo.deal_days,
                )
            )
        benefits_sudo = programme.sudo().benefit_ids
        texts += [
            benefit.name for benefit in benefits_sudo if benefit.grade_id == tier_sudo
        ]
        share = self._lead_share(programme)
        if share:
            texts.append(
                env._("%(share)s times the share of new leads", share=share)
                if share > 1
                else env._("A share of new leads")
            )
        return texts

    def _lead_share(self, programme):
        """How much heavier the tier weighs in the distribution of leads than the
        lightest tier of the programme that gets any; 0 where it gets none."""
        weight = self.sudo().partner_weight
        weights = [
            one for one in programme.sudo().grade_ids.mapped("partner_weight") if one
        ]
        if not weight or not weights:
            return 0
        return round(weight / min(weights), 1)
