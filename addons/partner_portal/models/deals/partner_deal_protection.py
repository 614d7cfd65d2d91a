from odoo import api, fields, models
from odoo.exceptions import UserError


class PartnerDeal(models.Model):
    """Whom a deal protects, against whom, and whom a pass lets in."""

    _inherit = "partner.deal"

    pass_ids = fields.One2many("partner.deal.pass", "deal_id", "Overrides")

    @api.model
    def _protecting(self, clients, company):
        """Deals that protect clients today, whoever asks.

        :param clients: commercial partners
        :return: ``{client id: deal (sudo)}``
        """
        if not clients:
            return {}
        deals_sudo = self.sudo().search(
            [
                ("state", "=", "approved"),
                ("client_id", "in", clients.ids),
                ("company_id", "=", company.id),
                ("protected_until", ">=", fields.Date.context_today(self)),
            ]
        )
        return {deal.client_id.id: deal for deal in deals_sudo}

    def _lets_in(self, user):
        """Whether a pass lets the user work with the client of this deal today."""
        today = fields.Date.context_today(self)
        return any(
            (not one.user_id or one.user_id == user)
            and (not one.date_until or one.date_until >= today)
            for one in self.sudo().pass_ids
        )

    @api.model
    def _check_protected(self, client, company, partner):
        """Refuse work of one of our own people with a client of a partner.

        Visitors, partners and the system are never refused: what comes from outside
        must not be lost, its deal's manager is told instead.

        :param client: commercial partner
        :param partner: the channel partner that the document is for, or none
        :raise UserError: with what to do
        :return: the deal (sudo) that protects the client from who may work with it all
            the same, or no record
        """
        nothing = self.sudo().browse()
        deal_sudo = self._protecting(client, company).get(client.id, nothing)
        user = self.env.user
        if not deal_sudo or partner.commercial_partner_id == deal_sudo.partner_id:
            return nothing
        if not user._is_internal() or user._is_superuser():
            return deal_sudo
        if deal_sudo._lets_in(user):
            return deal_sudo
        manager = deal_sudo.manager_id.name or self.env._("a channel manager")
        raise UserError(
            self.env._(
                "%(client)s is protected for a partner until %(date)s (%(deal)s). Talk "
                "to %(manager)s: the partner is served through that deal, or the "
                "protection is overridden with a reason.",
                client=client.name,
                date=deal_sudo.protected_until,
                deal=deal_sudo.name,
                manager=manager,
            )
        )
