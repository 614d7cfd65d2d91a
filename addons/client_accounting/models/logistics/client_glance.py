from odoo import api, fields, models
from odoo.tools.misc import format_date, formatLang

from .levels import IMPORTANCE

USER = "client_accounting.group_client_accounting_user"
STOCK = "stock.group_stock_user"


class ClientGlance(models.AbstractModel):
    """The client in one line, for forms of orders, invoices, deliveries and leads.

    The form asks for it after it is shown, in one call; lists never do. What a user
    may not read is not in it.
    """

    _name = "client.glance"
    _description = "Client at a Glance"

    @api.model
    @api.readonly
    def get_glance(self, partner_id):
        """Return what matters of the client while one works on a document.

        :param int partner_id: the client, a contact or an address of it
        :return: ``{"client": {"id", "name"}, "dossier": bool, "items": [{"key",
            "label", "value", "tone", "minor"}]}``; values are texts in the language of
            the user, amounts in the currency of the current company; empty for who
            works neither with clients nor in the warehouse
        :raise AccessError: for a partner that the user may not read
        """
        is_user = self.env.user.has_group(USER)
        if not (is_user or self.env.user.has_group(STOCK)):
            return {}
        if type(partner_id) is not int:
            return {}
        partner = self.env["res.partner"].browse(partner_id).exists()
        if not partner:
            return {}
        partner.check_access("read")
        client = partner.commercial_partner_id
        client.check_access("read")
        return {
            "client": {"id": client.id, "name": client.display_name},
            "dossier": is_user,
            "items": [item for item in self._glance_items(client) if item["value"]],
        }

    @api.model
    def _glance_items(self, client):
        """Return the items in the order of the line; extend it with super()."""
        items = [
            *self._glance_class(client),
            *self._glance_money(client),
            *self._glance_deliveries(client),
        ]
        if self.env.user.has_group(USER):
            items += self._glance_contacts(client)
        return items

    @api.model
    def _item(self, key, label, value, tone="", minor=False):
        """
        :param minor: left out on a phone
        """
        return {
            "key": key,
            "label": label,
            "value": value,
            "tone": tone,
            "minor": minor,
        }

    @api.model
    def _glance_class(self, client):
        """Importance, the segments that it comes from, and the stage."""
        _ = self.env._
        [card] = self.env.execute_query_dict(
            self.env["stock.picking"]._client_card_query(
                {(client.id, self.env.company.id)}
            )
        )
        levels = dict(
            self.env["client.segment"]
            ._fields["importance"]
            ._description_selection(self.env)
        )
        level = card["importance"]
        tone = "warning" if level == IMPORTANCE[-1][0] else ""
        important = level if level != IMPORTANCE[0][0] else ""
        return [
            self._item("importance", _("Importance"), levels.get(important), tone),
            self._item("class", _("Class"), card["class"], minor=True),
            self._item("stage", _("Stage"), card["stage"]),
            self._item(
                "owes",
                _("Payment"),
                card["is_overdue"]
                and not self.env.user.has_group(USER)
                and _("Owes money"),
                "danger",
            ),
        ]

    @api.model
    def _glance_money(self, client):
        """What is overdue, and what the client promised to pay."""
        _ = self.env._
        if not self.env.user.has_group(USER):
            return []
        overdue = client.client_receivable_overdue
        currency = self.env.company.currency_id
        return [
            self._item(
                "overdue",
                _("Overdue"),
                overdue > 0 and formatLang(self.env, overdue, currency_obj=currency),
                "danger",
            ),
            *self._glance_payment_promise(client),
        ]

    @api.model
    def _glance_payment_promise(self, client):
        """The next payment that the client has promised."""
        if "client.payment.promise" not in self.env:
            return []
        promises = self.env["client.payment.promise"]
        if not promises.has_access("read"):
            return []
        promise = promises.search(
            [("partner_id", "=", client.id), ("state", "=", "open")],
            order="date",
            limit=1,
        )
        if not promise:
            return []
        today = fields.Date.context_today(self)
        amount = formatLang(self.env, promise.amount, currency_obj=promise.currency_id)
        return [
            self._item(
                "payment_promise",
                self.env._("Promised to Pay"),
                f"{amount}, {format_date(self.env, promise.date)}",
                "danger" if promise.date < today else "",
            )
        ]

    @api.model
    def _glance_deliveries(self, client):
        """What is promised to the client and late, and how promises were kept."""
        _ = self.env._
        promises = self.env["client.promise"]
        if not (promises.has_access("read") and self._reads_lines()):
            return []
        domain = [
            ("partner_id", "=", client.id),
            ("company_id", "in", self.env.companies.ids),
        ]
        counts = dict(promises._read_group(domain, ["is_late"], ["__count"]))
        late, total = counts.get(True, 0), sum(counts.values())
        since = self.env["client.figures"].sudo()._figures_scope().months_ago(12)
        [(otif, lines)] = self.env["client.delivery.service"]._read_group(
            [*domain, ("promise_date", ">", since)], [], ["otif:avg", "__count"]
        )
        promised = late and _("%(late)s late of %(total)s", late=late, total=total)
        percent = f"{formatLang(self.env, 100 * (otif or 0), digits=0)} %"
        tone = "success" if (otif or 0) >= 0.95 else "warning"
        return [
            self._item(
                "promises",
                _("To Deliver"),
                promised or (total and _("%(total)s lines, in time", total=total)),
                "danger" if late else "",
            ),
            self._item("otif", _("On Time in Full"), lines and percent, tone),
        ]

    @api.model
    def _reads_lines(self):
        return self.env["sale.order.line"].has_access("read")

    @api.model
    def _glance_contacts(self, client):
        """The last contact, the next step, and how much of the dossier is filled."""
        _ = self.env._
        today = fields.Date.context_today(self)
        step = client.client_next_contact_date
        missing = client.client_missing_count
        late = step and step < today
        return [
            self._item(
                "last_contact",
                _("Last Contact"),
                self._day(client.client_last_contact_date),
                minor=True,
            ),
            self._item(
                "next_step",
                _("Next Step"),
                self._day(step) or _("none"),
                "danger" if late else "" if step else "warning",
            ),
            self._item(
                "completeness",
                _("Dossier Filled"),
                missing and f"{client.client_completeness} %",
                "warning",
                minor=True,
            ),
        ]

    @api.model
    def _day(self, date):
        return format_date(self.env, date) if date else ""
