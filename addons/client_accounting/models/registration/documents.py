from dataclasses import dataclass

from odoo.tools import SQL


@dataclass(frozen=True)
class Document:
    """How the rows of a model belong to clients.

    ``partner``, ``user``, ``company``: stored fields; ``condition``: SQL over ``doc``
    that tells the documents of clients from those of suppliers.
    """

    partner: str = "partner_id"
    user: str | None = "user_id"
    company: str | None = "company_id"
    condition: SQL | None = None

    def fits(self, model):
        """Whether the model has the partner as a column."""
        field = model._fields.get(self.partner)
        return model._auto and bool(field and field.store and field.column_type)

    def query(self, model, ids):
        """``SELECT id, partner_id, user_id, company_id`` of documents of clients."""

        def column(name):
            field = name and model._fields.get(name)
            if not field or not field.store or not field.column_type:
                return SQL("NULL::integer")
            return SQL.identifier("doc", name)

        return SQL(
            "SELECT doc.id, %s, %s, %s FROM %s doc WHERE doc.id = ANY(%s) AND %s",
            column(self.partner),
            column(self.user),
            column(self.company),
            SQL.identifier(model._table),
            list(ids),
            self.condition or SQL("TRUE"),
        )


#: Addons add theirs by extending ``client.registration._documents``.
DOCUMENTS = {
    "res.partner": Document(partner="id"),
    "crm.lead": Document(),
    "sale.order": Document(),
    "account.move": Document(
        user="invoice_user_id",
        condition=SQL("doc.move_type IN ('out_invoice', 'out_refund', 'out_receipt')"),
    ),
    "account.payment": Document(
        user=None, condition=SQL("doc.partner_type = 'customer'")
    ),
    "stock.picking": Document(
        condition=SQL(
            """(doc.picking_type_id IN (
                    SELECT id FROM stock_picking_type WHERE code = 'outgoing')
                OR doc.location_id IN (
                    SELECT id FROM stock_location WHERE usage = 'customer'))"""
        )
    ),
    "helpdesk.ticket": Document(),
    "project.project": Document(),
    "project.task": Document(user=None),
    "repair.order": Document(),
}
