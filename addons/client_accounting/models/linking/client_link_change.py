from odoo import api, fields, models
from odoo.tools.misc import formatLang

from .client_link_mixin import LINKS

WHAT = [
    ("end", "End Client"),
    ("manager", "Key Account Manager"),
    ("channel", "Channel Partner"),
    ("lead", "Opportunity"),
    ("event", "Client Event"),
    ("run", "Client Process"),
    ("split", "Split of a Line"),
]
ORIGINS = [
    ("hand", "By Hand"),
    ("rule", "Rule"),
    ("accepted", "Proposal Accepted"),
    ("order", "From the Order"),
    ("inherited", "From the Original Document"),
    ("import", "Import"),
]


class ClientLinkChange(models.Model):
    """Who linked a document to whom, when and why. Written once, never changed."""

    _name = "client.link.change"
    _description = "Change of a Client Link"
    _log_access = False
    _order = "date DESC, id DESC"
    _rec_name = "document"

    move_id = fields.Many2one(
        "account.move",
        "Invoice",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    payment_id = fields.Many2one(
        "account.payment", readonly=True, index="btree_not_null", ondelete="set null"
    )
    line_id = fields.Many2one(
        "account.move.line",
        "Invoice Line",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
    )
    document = fields.Char(
        readonly=True, help="The document as it was called; it may be gone."
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    what = fields.Selection(
        WHAT, required=True, readonly=True, help="Which of the links was changed."
    )
    old_id = fields.Integer("Id Before", readonly=True, aggregator=None)
    new_id = fields.Integer("Id After", readonly=True, aggregator=None)
    old_text = fields.Char("Before", readonly=True)
    new_text = fields.Char("After", readonly=True)
    user_id = fields.Many2one(
        "res.users", "By", readonly=True, index=True, ondelete="set null"
    )
    date = fields.Datetime(required=True, readonly=True, index=True)
    origin = fields.Selection(
        ORIGINS,
        required=True,
        readonly=True,
        help="Written by hand, by a rule, by accepting what a rule proposed, or taken "
        "over from the order or from the document that a credit note is about.",
    )
    rule_id = fields.Many2one(
        "client.link.rule", readonly=True, index="btree_not_null", ondelete="set null"
    )
    closed = fields.Boolean(
        "Period Closed",
        readonly=True,
        help="The period was closed when the link was changed.",
    )
    reason = fields.Char(readonly=True)

    # ----------------------------------------------------------------------- writing
    @api.model
    def _log(self, documents, each, old, closed, origin, reason="", rule=None):
        """Write down what changed.

        :param documents: what was changed
        :param dict each: {id: {field: id}} as written
        :param list old: the columns before, one dict for a document
        :param closed: documents of closed periods
        """
        before = {row["id"]: row for row in old}
        names = self._link_names(documents, each, old)
        heads = self._heads(documents)
        common = {
            "user_id": self.env.uid,
            "date": fields.Datetime.now(),
            "origin": origin,
            "reason": (reason or "").strip() or False,
            "rule_id": rule.id if rule else False,
        }
        rows = []
        for document in documents:
            for name, value in each[document.id].items():
                was = before[document.id][name]
                if (was or 0) == (value or 0):
                    continue
                rows.append(
                    {
                        **heads[document.id],
                        **common,
                        "what": LINKS[name],
                        "old_id": was or 0,
                        "new_id": value or 0,
                        "old_text": names.get((name, was), ""),
                        "new_text": names.get((name, value), ""),
                        "closed": document in closed,
                    }
                )
        return self.sudo().create(rows)

    @api.model
    def _log_new(self, documents, origin):
        """Write down the links that documents were created with."""
        each = {
            document.id: {name: document[name].id for name in LINKS if document[name]}
            for document in documents.sudo()
        }
        nothing = [{"id": id_, **dict.fromkeys(LINKS)} for id_ in each]
        self._log(documents, each, nothing, documents.browse(), origin)

    @api.model
    def _log_splits(self, lines, before, closed, origin, reason=""):
        """Write down how lines are split now where it differs from before.

        :param lines: ``account.move.line``
        :param dict before: texts of `_split_texts` by id of the line
        """
        after = self._split_texts(lines)
        rows = []
        for line in lines:
            was, now = before.get(line.id, ""), after.get(line.id, "")
            if was == now:
                continue
            rows.append(
                {
                    "move_id": line.move_id.id,
                    "line_id": line.id,
                    "document": line.move_id.name or line.move_id.display_name,
                    "company_id": line.company_id.id,
                    "what": "split",
                    "old_text": was,
                    "new_text": now,
                    "user_id": self.env.uid,
                    "date": fields.Datetime.now(),
                    "origin": origin,
                    "closed": line.move_id in closed,
                    "reason": (reason or "").strip() or False,
                }
            )
        return self.sudo().create(rows)

    @api.model
    def _split_texts(self, lines):
        """How lines are split, in words: {id of the line: text}."""
        texts = {}
        for split in (
            self.env["client.invoice.split"]
            .sudo()
            .search([("line_id", "in", lines.ids)], order="line_id, id")
        ):
            amount = formatLang(self.env, split.amount, currency_obj=split.currency_id)
            text = f"{split.client_id.display_name}: {amount}"
            known = texts.get(split.line_id.id)
            texts[split.line_id.id] = f"{known}; {text}" if known else text
        return texts

    def _heads(self, documents):
        """What names each document: {id: values}."""
        key = "move_id" if documents._name == "account.move" else "payment_id"
        return {
            document.id: {
                key: document.id,
                "document": document.name or document.display_name,
                "company_id": document.company_id.id,
            }
            for document in documents.sudo()
        }

    def _link_names(self, documents, each, old):
        """Names of what is linked: {(field, id): name}, one query for a model."""
        names = {}
        for name in {name for links in each.values() for name in links}:
            ids = {row[name] for row in old}
            ids |= {links.get(name) for links in each.values()}
            records = self.env[documents._fields[name].comodel_name].sudo()
            for record in records.browse([id_ for id_ in ids if id_]):
                names[(name, record.id)] = record.display_name
        return names

    def action_open_document(self):
        """Open the document that was linked."""
        self.ensure_one()
        return (self.move_id or self.payment_id).get_formview_action()
