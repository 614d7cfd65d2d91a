from odoo import api, fields, models
from odoo.tools import SQL

STATES = [("done", "Merged"), ("undone", "Undone")]


class ClientMerge(models.Model):
    """A merge of clients: who, when, what moved; can be undone."""

    _name = "client.merge"
    _description = "Merge of Clients"
    _order = "id desc"
    _rec_name = "name"

    name = fields.Char("Clients", required=True, readonly=True)
    survivor_id = fields.Many2one(
        "res.partner",
        "Remaining Client",
        readonly=True,
        index=True,
        ondelete="set null",
    )
    merged_ids = fields.Many2many(
        "res.partner",
        "client_merge_partner_rel",
        "merge_id",
        "partner_id",
        "Merged Clients",
        readonly=True,
        context={"active_test": False},
    )
    user_id = fields.Many2one("res.users", "Merged By", readonly=True)
    date = fields.Datetime("Merged On", readonly=True)
    state = fields.Selection(
        STATES, default="done", required=True, readonly=True, index=True
    )
    undo_user_id = fields.Many2one("res.users", "Undone By", readonly=True)
    undo_date = fields.Datetime("Undone On", readonly=True)
    leftover = fields.Text(
        "Not Taken Back",
        readonly=True,
        help="What had changed since the merge, and so stayed as it was then.",
    )
    line_ids = fields.One2many("client.merge.line", "merge_id", "Rows", readonly=True)
    moved_count = fields.Integer("Rows Moved", readonly=True)
    #: newest rows at the time of the merge: {table: id}
    marks = fields.Json(readonly=True)

    @api.model
    def _merge_clients(self, survivor, others, choices=None):
        """Merge clients into one of them, all in the transaction of the caller.

        The others are archived with a link to the survivor; every row that points to
        them points to the survivor, and is written down to be taken back.

        :param survivor: the client that remains
        :param others: the clients that are merged into it
        :param choices: ``{field name, "address" or "attribute:<code>": id of the client
            whose value to keep}``; the survivor's, or the first other's where it has
            none, for what is not chosen
        :return: the ``client.merge``
        :raise UserError: where the clients cannot be merged; says why
        :raise AccessError: for clients that the user may not change
        """
        others -= survivor
        values = self._chosen_values(survivor, others, choices or {})
        self._check_merge(survivor, others)
        self._lock_clients(survivor | others)
        self._check_merge(survivor, others)
        merge_sudo = self.sudo().create(
            {
                "name": self._merge_name(survivor, others),
                "survivor_id": survivor.id,
                "merged_ids": [fields.Command.set(others.ids)],
                "user_id": self.env.uid,
                "date": fields.Datetime.now(),
                "marks": {**self._newest_rows(), "merged": len(others)},
            }
        )
        merge_sudo._apply(values)
        merge_sudo._after(
            self.env._(
                "Merged into this client: %(names)s",
                names=", ".join(others.mapped("name")),
            )
        )
        return self.browse(merge_sudo.id)

    @api.model
    def _merge_name(self, survivor, others):
        names = [partner.name or str(partner.id) for partner in others[:3]]
        if len(others) > 3:
            names.append("…")
        return f"{', '.join(names)} → {survivor.name or survivor.id}"

    @api.model
    def _newest_rows(self):
        """Highest ids of the tables that an undo searches for what came later."""
        [(partial,)] = self.env.execute_query(
            SQL("SELECT COALESCE(MAX(id), 0) FROM account_partial_reconcile")
        )
        return {"account_partial_reconcile": partial}

    def _after(self, message):
        """Bring in line what is derived: figures, keys, pairs; say it on the client."""
        self.ensure_one()
        clients = (self.survivor_id | self.merged_ids).sudo()
        self.env.invalidate_all()
        self.env.registry.clear_cache()
        family = self._family(clients)
        self.env["client.duplicate.key"]._store(family)
        self.env["client.duplicate.queue"]._put(clients.ids, "scan")
        self.env["client.figures.dirty"].sudo()._mark(clients.ids)
        figures = self.env["client.figures"].sudo()
        if figures._try_lock():
            figures.env.flush_all()
            figures._merge(figures._figures_scope(clients.ids))
        self._mark_pairs()
        self.survivor_id.sudo().message_post(body=message, subtype_xmlid="mail.mt_note")

    def _mark_pairs(self):
        """Pairs among the clients are decided by the merge, and open again after it."""
        clients = (self.survivor_id | self.merged_ids).ids
        pairs = self.env["client.duplicate"].sudo()
        if self.state == "undone":
            pairs.search([("merge_id", "in", self.ids)]).write(
                {"state": "open", "merge_id": False}
            )
            return
        pairs = pairs.search(
            [
                ("partner_id", "in", clients),
                ("other_id", "in", clients),
                ("state", "=", "open"),
            ]
        )
        pairs.write({"state": "merged", "merge_id": self.id})

    @api.model
    def _family(self, clients):
        """Clients with all their contacts and addresses, archived ones too."""
        return (
            self.env["res.partner"]
            .sudo()
            .with_context(active_test=False)
            .search([("id", "child_of", clients.ids)])
        )

    def action_open_survivor(self):
        """Open the form of the client that remained."""
        self.ensure_one()
        return self.env["client.duplicate"]._open_form(self.survivor_id)
