from datetime import date, datetime

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

#: views that suit the documents of a client better than the default ones
LIST_VIEWS = {
    "account.move": "account.view_out_invoice_tree",
    "sale.order": "sale.view_order_tree",
    "crm.lead": "crm.crm_case_tree_view_oppor",
}


class ClientFigures(models.Model):
    """From a figure to the documents that it was computed from."""

    _inherit = "client.figures"

    def action_open_documents(self, figure="turnover_total"):
        """Open the documents behind a figure of this row, those of its company.

        :param figure: name of a figure, for example ``turnover_12m``
        :return: act_window; the documents open under the rights of the reader
        :raise AccessError: without access to the figures
        :raise UserError: for a name that is no figure
        """
        self.ensure_one()
        self.check_access("read")
        return self._documents_action(figure, self.partner_id, self.company_id)

    @api.model
    def get_documents_action(self, partner_id, figure):
        """The documents behind a figure of a client, in the companies of the reader.

        :param partner_id: id of a client or of one of its contacts
        :param figure: name of a figure, for example ``receivable_overdue``
        :return: act_window; the documents open under the rights of the reader
        :raise AccessError: without access to the figures or to the client
        :raise UserError: for a name that is no figure or an unknown client
        """
        self.check_access("read")
        partner = self._browse_partner(partner_id)
        return self._documents_action(
            figure, partner.sudo().commercial_partner_id, self.env.companies
        )

    @api.model
    def action_recompute(self):
        """Recompute all figures now.

        :return: client action that tells how many rows were written
        :raise AccessError: to others than administrators of client accounting
        """
        if not self.env.user.has_group(
            "client_accounting.group_client_accounting_manager"
        ):
            raise AccessError(
                self.env._("Only an administrator recomputes all client figures.")
            )
        counts = self.sudo()._rebuild()
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._(
                    "Client figures are up to date: %(inserted)s rows added, "
                    "%(updated)s changed, %(deleted)s removed.",
                    **counts,
                ),
                "next": {"type": "ir.actions.client", "tag": "soft_reload"},
            },
        }

    @api.model
    def _browse_partner(self, partner_id):
        """The partner, checked for existence and access."""
        if isinstance(partner_id, bool) or not isinstance(partner_id, int):
            raise UserError(self.env._("Choose a client."))
        partner = self.env["res.partner"].browse(partner_id).exists()
        if not partner:
            raise UserError(self.env._("This client does not exist any more."))
        partner.check_access("read")
        return partner

    @api.model
    def _figure_documents(self, figure, clients, companies):
        """The documents behind a figure.

        :param clients: commercial partners
        :param companies: exact companies of the documents
        :return: :class:`.figures.Documents`
        """
        for source in self._figure_sources():
            if figure in [item.name for item in source.figures]:
                self._flush_sources()
                return source.documents(
                    self.env, self._figures_scope(), figure, clients.ids, companies.ids
                )
        raise UserError(
            self.env._("There is no client figure named “%(name)s”.", name=figure)
        )

    @api.model
    def _documents_action(self, figure, clients, companies):
        documents = self._figure_documents(figure, clients, companies)
        label = self._fields[figure].get_description(self.env, ["string"])["string"]
        list_view = self.env.ref(
            LIST_VIEWS.get(documents.model, "base.no_view"), raise_if_not_found=False
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(figure)s: %(client)s",
                figure=label,
                client=", ".join(clients.mapped("display_name")),
            ),
            "res_model": documents.model,
            "views": [[list_view.id if list_view else False, "list"], [False, "form"]],
            "domain": _plain(list(documents.domain)),
            "context": documents.context | {"create": False},
            "target": "current",
        }


def _plain(value):
    """The value as JSON can carry it to the web client."""
    if isinstance(value, datetime):
        return fields.Datetime.to_string(value)
    if isinstance(value, date):
        return fields.Date.to_string(value)
    if isinstance(value, str) or not hasattr(value, "__iter__"):
        return value
    return [_plain(item) for item in value]
