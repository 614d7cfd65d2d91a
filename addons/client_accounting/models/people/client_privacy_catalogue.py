from odoo import api, models
from odoo.tools import SQL, LazyTranslate

_lt = LazyTranslate(__name__)

#: tables that hold nothing of a person beside his id, or belong to the framework
TECHNICAL = (
    "bus.presence",
    "client.figures",
    "client.figures.dirty",
    "client.privacy.line",
    "client.privacy.request",
    "ir.cron",
    "ir.default",
    "ir.logging",
    "ir.model.data",
    "ir.profile",
    "mail.presence",
    "res.company",
    "res.device.log",
    "res.partner",
    "res.users",
)
#: fields of the framework, of no meaning to the person
MAGIC = ("create_uid", "write_uid", "create_date", "write_date")


class ClientPrivacyCatalogue(models.AbstractModel):
    """Where a person is named: found over the fields of whatever addons are
    installed, not over a list."""

    _name = "client.privacy.catalogue"
    _description = "Where a Person Is Named"

    @api.model
    def _kept(self):
        """Return what the law makes keep: ``{model: (domain, reason)}``; extend it
        with super()."""
        accounting = _lt("Accounting law: documents of account are kept for years")
        contract = _lt("Contract: claims may be made until they expire")
        return {
            "account.move": ([("state", "=", "posted")], accounting),
            "account.move.line": ([("parent_state", "=", "posted")], accounting),
            "account.payment": (
                [("state", "not in", ("draft", "canceled", "rejected"))],
                accounting,
            ),
            "stock.picking": ([("state", "=", "done")], accounting),
            "stock.move": ([("state", "=", "done")], accounting),
            "sale.order": ([("state", "=", "sale")], contract),
            "sale.order.line": ([("state", "=", "sale")], contract),
        }

    @api.model
    def _stored_models(self):
        """Models with a table of their own, sorted by name."""
        return [
            model.sudo().with_context(active_test=False)
            for name, model in sorted(self.env.items())
            if model._auto and not model._abstract and not model.is_transient()
        ]

    # ------------------------------------------------------------------ finding
    @api.model
    def _find(self, cards):
        """Return ``{model: [id]}`` of the records that point to the person, his
        cards among them."""
        self.env.flush_all()
        found = {"res.partner": cards.ids}
        for model in self._stored_models():
            if model._name in TECHNICAL:
                continue
            conditions = self._conditions(model, cards)
            if not conditions:
                continue
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM %s WHERE %s ORDER BY id",
                    SQL.identifier(model._table),
                    SQL(" OR ").join(conditions),
                )
            )
            if rows:
                found[model._name] = [record_id for (record_id,) in rows]
        return found

    @api.model
    def _conditions(self, model, cards):
        """The SQL conditions of the records of a model that point to the cards."""
        conditions = []
        for field in model._fields.values():
            if not field.store or field.name in MAGIC:
                continue
            column = SQL.identifier(field.name)
            if field.type == "many2one" and field.comodel_name == "res.partner":
                if field.column_type:
                    conditions.append(self._points(field, column, cards))
            elif field.type == "many2many" and field.comodel_name == "res.partner":
                conditions.append(
                    SQL(
                        "id IN (SELECT %s FROM %s WHERE %s = ANY(%s))",
                        SQL.identifier(field.column1),
                        SQL.identifier(field.relation),
                        SQL.identifier(field.column2),
                        cards.ids,
                    )
                )
            elif field.type == "many2one_reference" and field.model_field:
                owner = model._fields.get(field.model_field)
                if owner is not None and owner.store:
                    conditions.append(
                        SQL(
                            "%s = 'res.partner' AND %s = ANY(%s)",
                            SQL.identifier(owner.name),
                            column,
                            cards.ids,
                        )
                    )
        return conditions

    @api.model
    def _points(self, field, column, cards):
        if field.company_dependent:
            return SQL(
                "EXISTS (SELECT FROM jsonb_each_text(%s) one"
                " WHERE one.value = ANY(%s))",
                column,
                [str(card_id) for card_id in cards.ids],
            )
        return SQL("%s = ANY(%s)", column, cards.ids)

    @api.model
    def _messages(self, found):
        """Return the ids of the messages on the records found."""
        ids = set(found.get("mail.message", ()))
        for name, record_ids in found.items():
            rows = self.env.execute_query(
                SQL(
                    "SELECT id FROM mail_message WHERE model = %s AND res_id = ANY(%s)",
                    name,
                    record_ids,
                )
            )
            ids.update(message_id for (message_id,) in rows)
        return sorted(ids)

    @api.model
    def _split(self, found):
        """Return ``(free, kept)``, both ``{model: ids}``; the kept ones by law."""
        kept, free = {}, {}
        rules = self._kept()
        for name, ids in found.items():
            stay = set()
            if name in rules:
                domain, _reason = rules[name]
                model = self.env[name].sudo().with_context(active_test=False)
                stay = set(model.search([("id", "in", ids), *domain]).ids)
                kept[name] = sorted(stay)
            free[name] = [record_id for record_id in ids if record_id not in stay]
        return free, kept
