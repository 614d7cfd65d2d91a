from odoo import api, fields, models
from odoo.fields import Domain

#: this write is what another one made necessary: it does not come back. An object: no
#: caller from outside can send it along
SYNC = object()


class ClientPeriodMixin(models.AbstractModel):
    """For what holds of a client from ``date_from`` to ``date_to``, both included;
    empty where the day is not known, or has not come."""

    _name = "client.period.mixin"
    _description = "What Holds from Day to Day"

    date_from = fields.Date("Since", help="Empty where nobody knows since when.")
    date_to = fields.Date("Until", help="The last day.")
    is_current = fields.Boolean(
        "Current",
        compute="_compute_is_current",
        search="_search_is_current",
        help="Whether it holds today.",
    )

    _dates_order = models.Constraint(
        "CHECK(date_to IS NULL OR date_from IS NULL OR date_to >= date_from)",
        "The last day is not before the first one.",
    )

    @api.depends("date_from", "date_to")
    def _compute_is_current(self):
        today = self.env["client.work.days"]._today()
        for record in self:
            record.is_current = (
                not record.date_from or record.date_from <= today
            ) and (not record.date_to or record.date_to >= today)

    @api.model
    def _search_is_current(self, operator, value):
        if operator != "in":
            return NotImplemented
        domain = self._current_domain()
        if set(value) == {True, False}:
            return Domain.TRUE
        return domain if True in value else ~domain

    @api.model
    def _current_domain(self):
        """The domain of what holds today."""
        today = self.env["client.work.days"]._today()
        begun = Domain("date_from", "=", False) | Domain("date_from", "<=", today)
        return begun & (Domain("date_to", "=", False) | Domain("date_to", ">=", today))

    def _overlaps(self, other):
        """Whether there is a day on which both hold."""
        return not (
            (self.date_to and other.date_from and self.date_to < other.date_from)
            or (other.date_to and self.date_from and other.date_to < self.date_from)
        )

    @api.model
    def _of_clients(self, vals_list, name):
        """Values of new records with the client itself where a contact was chosen."""
        partners_sudo = self.env["res.partner"].sudo()
        found = []
        for vals in vals_list:
            if vals.get(name):
                partner_sudo = partners_sudo.browse(vals[name])
                client_sudo = partner_sudo.commercial_partner_id or partner_sudo
                vals = {**vals, name: client_sudo.id}
            found.append(vals)
        return found
