from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

MANAGER = "client_accounting.group_client_accounting_manager"
NATURES = [
    ("work", "Open Work"),
    ("post", "Roles to Give by Hand"),
    ("other", "Elsewhere"),
    ("history", "History, Stays"),
]
#: links of users that are not work: their own settings, and who did something
LINKS_LEFT_OUT = frozenset({"create_uid", "write_uid"})
MODELS_LEFT_OUT = (
    "auth",
    "bus",
    "calendar.filters",
    "client.attribute.c",
    "client.handover",
    "client.leftover",
    "client.lifecycle",
    "client.merge",
    "client.process.log",
    "client.substitution",
    "client.telephony.call",
    "digest",
    "discuss",
    "ir.",
    "mail.presence",
    "privacy",
    "res.device",
    "res.users",
    "snailmail",
)


class ClientLeftover(models.Model):
    """What still points to a manager, by kind: open work, roles, history. Counted when
    it is asked for; administrators see all users, others themselves."""

    _name = "client.leftover"
    _description = "What Points to a Manager"
    _auto = False
    _order = "nature_order, sequence, user_id"
    _rec_name = "kind"

    user_id = fields.Many2one(
        "res.users", readonly=True, context={"active_test": False}
    )
    user_active = fields.Boolean(
        "Works Here", readonly=True, help="Whether the user is not archived."
    )
    kind = fields.Char("Key", readonly=True)
    kind_label = fields.Char("What", compute="_compute_kind_label")
    nature = fields.Selection(
        NATURES,
        readonly=True,
        help="Open work moves with a handover. Roles are given to somebody else where "
        "they are set. History stays with its author.",
    )
    nature_order = fields.Integer(readonly=True, aggregator=None)
    sequence = fields.Integer(readonly=True, aggregator=None)
    count = fields.Integer("Records", readonly=True)
    client_count = fields.Integer(
        "Of Clients", readonly=True, aggregator=None, help="Different clients in these."
    )

    @api.model
    def _leftover_sources(self):
        """What is counted: the registry of handovers, and each other link to a user
        that any installed model stores."""
        handovers = self.env["client.handover"]
        known = handovers._get_sources()
        order = [nature for nature, _label in NATURES]
        sources = known + self._other_sources(known)
        return sorted(
            (one for one in sources if one.counted),
            key=lambda one: order.index(one.group),
        )

    @api.model
    def _other_sources(self, known):
        from .source import HandoverSource

        taken = {(one.model, one.user) for one in known}
        found = []
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not model._auto or model._abstract or model._transient:
                continue
            if name.startswith(MODELS_LEFT_OUT):
                continue
            for field in model._fields.values():
                if (
                    field.type == "many2one"
                    and field.comodel_name == "res.users"
                    and field.store
                    and field.column_type
                    and not field.company_dependent
                    and not field.related
                    and field.name not in LINKS_LEFT_OUT
                    and (name, field.name) not in taken
                ):
                    found.append(
                        HandoverSource(
                            f"{name},{field.name}",
                            None,
                            name,
                            user=field.name,
                            partner=None,
                            company=None,
                            group="other",
                        )
                    )
        return found

    @property
    def _table_query(self):
        self.env.flush_all()
        order = [nature for nature, _label in NATURES]
        parts = SQL(" UNION ALL ").join(
            SQL(
                """SELECT rows.user_id::bigint * 1000 + %(number)s AS id, rows.user_id,
                          %(key)s AS kind, %(nature)s AS nature,
                          %(place)s::integer AS nature_order,
                          %(number)s::integer AS sequence, COUNT(*) AS count,
                          COUNT(DISTINCT rows.client_id) AS client_count
                     FROM (%(rows)s) rows GROUP BY rows.user_id""",
                number=number,
                key=source.key,
                nature=source.group,
                place=order.index(source.group),
                rows=source.rows(self.env),
            )
            for number, source in enumerate(self._leftover_sources())
        )
        return SQL(
            """SELECT parts.*, u.active AS user_active FROM (%s) parts
                 JOIN res_users u ON u.id = parts.user_id AND u.share IS NOT TRUE
                WHERE parts.user_id > 1 AND %s""",
            parts,
            self._whose(),
        )

    @api.model
    def _whose(self):
        if self.env.su or self.env.user.has_group(MANAGER):
            return SQL("TRUE")
        return SQL("parts.user_id = %s", self.env.uid)

    def _compute_kind_label(self):
        labels = self.env["client.handover"]._kind_labels()
        for row in self:
            row.kind_label = labels.get(row.kind) or self._other_label(row.kind)

    @api.model
    def _other_label(self, key):
        model, _comma, name = (key or "").partition(",")
        if model not in self.env or name not in self.env[model]._fields:
            return key
        return self.env._(
            "%(model)s: %(field)s",
            model=self.env["ir.model"].sudo()._get(model).name,
            field=self.env[model]._fields[name]._description_string(self.env),
        )

    def action_open(self):
        """Open the records that the row counts, as the user."""
        self.ensure_one()
        source = {one.key: one for one in self._leftover_sources()}[self.kind]
        domain = source.open_domain(self.env) & Domain(
            source.user, "=", self.user_id.id
        )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._(
                "%(kind)s of %(user)s",
                kind=self.kind_label,
                user=self.user_id.display_name,
            ),
            "res_model": source.model,
            "domain": list(domain),
            "views": [(False, "list"), (False, "form")],
            "context": {"active_test": False, "create": False},
        }

    def action_hand_over(self):
        """Hand over what the users of these rows hold; of one user."""
        user = self.user_id[:1]
        return user.action_client_handover()
