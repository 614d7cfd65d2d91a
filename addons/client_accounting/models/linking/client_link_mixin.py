from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.tools import SQL

LINKS = {
    "client_end_id": "end",
    "client_manager_id": "manager",
    "client_channel_id": "channel",
    "client_lead_id": "lead",
    "client_event_id": "event",
    "client_run_id": "run",
}
MANAGERS = (
    "account.group_account_manager,client_accounting.group_client_accounting_manager"
)
EMPLOYEE = "base.group_user"


class Origin(str):
    """Where a link comes from, as the context says it to what is called: a key of
    ``client.link.change``. A class of its own: a caller from outside sends plain texts,
    and those count as done by hand."""

    __slots__ = ()

    @classmethod
    def of(cls, env):
        """The origin of the changes of this environment."""
        origin = env.context.get("client_link_origin")
        return origin if isinstance(origin, cls) else cls("hand")


class ClientLinkMixin(models.AbstractModel):
    """For documents of accountants: who stands behind them beside who pays.

    The links are written through one door, `_set_client_links`: a set at once, by SQL
    on these columns only, so nothing that accounting stands on is ever touched, and
    each change leaves its trace in ``client.link.change``.
    """

    _name = "client.link.mixin"
    _description = "Document Linked to Clients"

    client_end_id = fields.Many2one(
        "res.partner",
        "End Client",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        check_company=True,
        groups=EMPLOYEE,
        domain="['|', ('parent_id', '=', False), ('is_company', '=', True)]",
        help="The client that consumes what is invoiced. Empty: the client that is "
        "billed. Lines may be split between several.",
    )
    client_manager_id = fields.Many2one(
        "res.users",
        "Key Account Manager",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        groups=EMPLOYEE,
        domain="[('share', '=', False)]",
        help="Who looks after the end client in this deal.",
    )
    client_channel_id = fields.Many2one(
        "res.partner",
        "Channel Partner",
        index="btree_not_null",
        ondelete="restrict",
        copy=False,
        check_company=True,
        groups=EMPLOYEE,
        domain="['|', ('parent_id', '=', False), ('is_company', '=', True)]",
        help="The dealer, agent or integrator through whom the deal came.",
    )
    client_lead_id = fields.Many2one(
        "crm.lead",
        "Opportunity",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        check_company=True,
        groups=EMPLOYEE,
        help="The lead or opportunity that the document came out of.",
    )
    client_event_id = fields.Many2one(
        "client.event",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        check_company=True,
        groups=EMPLOYEE,
        help="The call, meeting or other event that led to it.",
    )
    client_run_id = fields.Many2one(
        "client.process.run",
        "Client Process",
        index="btree_not_null",
        ondelete="set null",
        copy=False,
        check_company=True,
        groups=EMPLOYEE,
        help="The process with the client that it is a part of.",
    )
    client_link_locked = fields.Boolean(
        "Links Closed",
        compute="_compute_client_link_locked",
        groups=EMPLOYEE,
        help="The period is closed: only a manager changes the links, with a reason.",
    )

    @api.depends("date", "state", "company_id", "journal_id")
    @api.depends_context("uid")
    def _compute_client_link_locked(self):
        locked = self._client_link_closed()
        for document in self:
            document.client_link_locked = document in locked

    # ------------------------------------------------------------- create and write
    @api.model_create_multi
    def create(self, vals_list):
        documents = super().create(vals_list)
        if any(not LINKS.keys().isdisjoint(vals) for vals in vals_list):
            linked = documents.filtered(
                lambda document: any(document.sudo()[name] for name in LINKS)
            )
            linked._check_client_link_values()
            origin = Origin.of(self.env)
            self.env["client.link.change"]._log_new(linked, origin)
        return documents

    def write(self, vals):
        # EXTENDS account: links are no business of the books
        links = {name: vals[name] for name in LINKS if name in vals}
        if not links:
            return super().write(vals)
        others = {name: value for name, value in vals.items() if name not in LINKS}
        result = super().write(others) if others else True
        self._set_client_links(
            links,
            origin=Origin.of(self.env),
            reason=self.env.context.get("client_link_reason", ""),
        )
        return result

    # ---------------------------------------------------------------------- the door
    def _set_client_links(self, links, origin="hand", reason="", rule=None):
        """Write the same links on a set of documents, and who did so.

        :param dict links: {field: id or False}
        :param str origin: where it comes from, a key of ``client.link.change``
        :param str reason: why, asked for where the period is closed
        :param rule: the ``client.link.rule`` that proposed it, if one did
        :return: the documents on which something changed
        :raise AccessError: to who may not write the documents
        :raise UserError: for documents of a closed period, as it says
        :raise ValidationError: for a contact instead of a client
        """
        each = {id_: links for id_ in self._ids}
        return self._set_each_client_links(each, origin, reason, rule)

    def _set_each_client_links(self, each, origin="hand", reason="", rule=None):
        """Write links that differ from document to document; see above.

        :param dict each: {id: {field: id or False}}, the same fields for all
        """
        documents = self.browse(each)
        if not documents:
            return documents
        names = sorted(next(iter(each.values())))
        if set(names) - LINKS.keys():
            raise ValueError(f"No links: {sorted(set(names) - LINKS.keys())}")
        documents.check_access("write")
        for name in names:
            documents._check_field_access(self._fields[name], "write")
        each = {
            id_: {name: _as_id(links[name]) for name in names}
            for id_, links in each.items()
        }
        closed = documents._check_client_link_closed(reason)
        old = documents._client_link_update(names, each)
        changed = self.browse([row["id"] for row in old])
        if not changed:
            return changed
        changed._check_client_link_values(names)
        self.env["client.link.change"]._log(
            changed, each, old, closed, origin, reason, rule
        )
        changed._client_links_written(old, each)
        return changed

    def _client_link_update(self, names, each):
        """Write the columns; return what differed before, one dict for a document."""
        self.flush_recordset([*LINKS, "write_date"])
        table = SQL.identifier(self._table)
        columns = [SQL.identifier(name) for name in names]
        given = SQL(
            "(SELECT * FROM unnest(%s::integer[], %s)) AS given (id, %s)",
            list(each),
            SQL(", ").join(
                SQL("%s::integer[]", [links[name] or None for links in each.values()])
                for name in names
            ),
            SQL(", ").join(columns),
        )
        old = self.env.execute_query_dict(
            SQL(
                "SELECT held.id, %s FROM %s held JOIN %s ON given.id = held.id"
                " WHERE %s ORDER BY held.id FOR NO KEY UPDATE OF held",
                SQL(", ").join(SQL.identifier("held", name) for name in names),
                table,
                given,
                SQL(" OR ").join(
                    SQL(
                        "%s IS DISTINCT FROM %s",
                        SQL.identifier("held", name),
                        SQL.identifier("given", name),
                    )
                    for name in names
                ),
            )
        )
        if old:
            ids = [row["id"] for row in old]
            self.env.cr.execute(
                SQL(
                    "UPDATE %s held SET %s, write_uid = %s,"
                    " write_date = now() AT TIME ZONE 'UTC'"
                    " FROM %s WHERE held.id = given.id AND held.id = ANY(%s)",
                    table,
                    SQL(", ").join(
                        SQL("%s = %s", column, SQL.identifier("given", name))
                        for name, column in zip(names, columns, strict=True)
                    ),
                    self.env.uid,
                    given,
                    ids,
                )
            )
            changed = self.browse(ids)
            changed.invalidate_recordset(
                [*names, "write_date", "write_uid"], flush=False
            )
            changed.modified(names)
        return old

    def _client_links_written(self, old, each):
        """What else has to know that links changed; extended by the documents."""

    # ------------------------------------------------------------------------ checks
    def _check_client_link_values(self, names=tuple(LINKS)):
        """Raise unless the clients are clients and of a company of the document."""
        documents = self.sudo()
        for name in ("client_end_id", "client_channel_id"):
            if name in names:
                self._check_is_client(documents[name])
        documents._check_company(names)

    @api.model
    def _check_is_client(self, partners):
        """Raise for contacts and addresses of a client, and for ourselves."""
        partners = partners.sudo()
        own = self.env["res.company"].sudo().search([]).partner_id
        for partner in partners:
            client = partner.commercial_partner_id
            if client != partner:
                raise ValidationError(
                    self.env._(
                        "%(contact)s is a contact or an address of %(client)s. Link "
                        "the document to %(client)s itself.",
                        contact=partner.name or partner.display_name,
                        client=client.display_name,
                    )
                )
            if partner in own:
                raise ValidationError(
                    self.env._(
                        "%(client)s is a company of ours and no client of it. Choose "
                        "the client that consumes.",
                        client=partner.display_name,
                    )
                )

    def _client_link_closed(self):
        """The documents whose period is closed for the user."""
        documents = self.sudo().filtered(
            lambda document: document.date and document.state != "draft"
        )
        dates = {}
        closed = self.browse()
        for document in documents:
            company, journal = document.company_id, document.journal_id
            key = (company, journal.type == "sale")
            if key not in dates:
                dates[key] = company.with_user(
                    self.env.user
                )._get_user_fiscal_lock_date(journal)
            if document.date <= dates[key]:
                closed |= self.browse(document.id)
        return closed

    def _check_client_link_closed(self, reason):
        """Return the documents of closed periods, if the user may change their links.

        :raise UserError: to others than managers, and to managers without a reason
        """
        closed = self._client_link_closed()
        if not closed or self.env.su and reason:
            return closed
        if not self.env.su and not self.env.user.has_groups(MANAGERS):
            raise UserError(
                self.env._(
                    "The period of %(documents)s is closed. A manager of accounting "
                    "or of client accounting may still change who consumed them.",
                    documents=closed._client_link_names(),
                )
            )
        if not (reason or "").strip():
            raise UserError(
                self.env._(
                    "The period of %(documents)s is closed. Use “Link” and give the "
                    "reason of the change; it stays in the history.",
                    documents=closed._client_link_names(),
                )
            )
        return closed

    # ----------------------------------------------------------------------- actions
    def action_client_link(self):
        """Ask for the links of the documents, with a reason if need be."""
        return self.env["client.link.assign"]._open(self)

    def action_client_link_history(self):
        """Open who linked the documents to whom and when."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_link_change_action"
        )
        key = "move_id" if self._name == "account.move" else "payment_id"
        return action | {"domain": [(key, "in", self.ids)], "context": {}}

    def _client_link_names(self, limit=3):
        """Names of some of the documents, for a sentence."""
        names = ", ".join(
            document.display_name or "" for document in self.sudo()[:limit]
        )
        if len(self) > limit:
            return self.env._(
                "%(names)s and %(count)s more", names=names, count=len(self) - limit
            )
        return names


def _as_id(value):
    """The id in a value of a many2one, or False."""
    if isinstance(value, models.BaseModel):
        return value.id or False
    if isinstance(value, int) and not isinstance(value, bool):
        return value or False
    if isinstance(value, (list, tuple)) and value:
        return value[0] or False
    return False
