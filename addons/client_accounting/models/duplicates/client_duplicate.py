from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from .client_duplicate_queue import SOURCES

STATES = [
    ("open", "To Decide"),
    ("twin", "Not Duplicates"),
    ("merged", "Merged"),
]


class ClientDuplicate(models.Model):
    """Two clients that may be one, with the reasons.

    A pair is proposed by the scan, decided by a person, and never proposed again once
    he said that these are two clients.
    """

    _name = "client.duplicate"
    _description = "Possible Duplicate"
    _order = "score desc, id"

    partner_id = fields.Many2one(
        "res.partner", "Client", required=True, readonly=True, ondelete="cascade"
    )
    other_id = fields.Many2one(
        "res.partner",
        "Other Client",
        required=True,
        readonly=True,
        index=True,
        ondelete="cascade",
    )
    score = fields.Integer(
        readonly=True,
        aggregator="avg",
        help="How sure it is that the two are one client, 0 to 100.",
    )
    reasons = fields.Json("Reason Codes", readonly=True)
    reason_text = fields.Char("Reasons", compute="_compute_reason_text")
    state = fields.Selection(
        STATES, default="open", required=True, readonly=True, index=True
    )
    source = fields.Selection(
        SOURCES,
        "Found By",
        default="scan",
        required=True,
        readonly=True,
        help="Where the later of the two clients, or its last change, came from.",
    )
    note = fields.Char("Why Not", readonly=True, help="Why the two are not one client.")
    decided_by_id = fields.Many2one("res.users", readonly=True)
    decided_on = fields.Datetime(readonly=True)
    merge_id = fields.Many2one("client.merge", readonly=True)

    partner_email = fields.Char(related="partner_id.email", string="E-mail")
    partner_phone = fields.Char(related="partner_id.phone", string="Phone")
    partner_vat = fields.Char(related="partner_id.vat", string="Tax ID")
    partner_city = fields.Char(related="partner_id.city", string="City")
    partner_created = fields.Datetime(
        related="partner_id.create_date", string="Created"
    )
    other_email = fields.Char(related="other_id.email", string="Other E-mail")
    other_phone = fields.Char(related="other_id.phone", string="Other Phone")
    other_vat = fields.Char(related="other_id.vat", string="Other Tax ID")
    other_city = fields.Char(related="other_id.city", string="Other City")
    other_created = fields.Datetime(
        related="other_id.create_date", string="Other Created"
    )

    _pair_uniq = models.UniqueIndex(
        "(partner_id, other_id)", "These two clients are a pair already."
    )
    _order_check = models.Constraint(
        "CHECK(partner_id < other_id)", "A pair starts with the older client."
    )

    @api.depends("partner_id", "other_id")
    def _compute_display_name(self):
        for pair in self:
            pair.display_name = (
                f"{pair.partner_id.display_name} / {pair.other_id.display_name}"
            )

    @api.depends("reasons")
    @api.depends_context("lang")
    def _compute_reason_text(self):
        for pair in self:
            pair.reason_text = self._reason_text(pair.reasons)

    @api.model
    def _reason_text(self, reasons):
        """Reasons of a score in words, the strongest first."""
        labels = self._reason_labels()
        ordered = sorted(reasons or [], key=lambda reason: -reason[1])
        return " · ".join(labels.get(reason[0], reason[0]) for reason in ordered)

    @api.model
    def _reason_labels(self):
        _ = self.env._
        return {
            "vat": _("same tax ID"),
            "registry": _("same company registry"),
            "email": _("same e-mail"),
            "phone": _("same phone"),
            "name": _("same name"),
            "name_similar": _("similar name"),
            "address": _("same address"),
            "vat_crowd": _("tax ID that many have"),
            "registry_crowd": _("company registry that many have"),
            "email_crowd": _("e-mail that many have"),
            "phone_crowd": _("phone that many have"),
            "name_crowd": _("common name"),
            "address_crowd": _("address that many have"),
            "email_person": _("e-mail of a contact person"),
            "phone_person": _("phone of a contact person"),
            "other_vat": _("but other tax ID"),
            "other_registry": _("but other company registry"),
            "other_kind": _("but company and person"),
        }

    # ------------------------------------------------------------------ decisions
    def _check_decision(self):
        """Raise unless the user may change both clients of each pair.

        :return: the pairs, to be written past the rights on this model
        """
        self.check_access("read")
        (self.partner_id | self.other_id).check_access("write")
        return self.sudo()

    def action_twins(self):
        """Ask why the clients of the pairs are not one, and mark them."""
        return {
            "type": "ir.actions.act_window",
            "res_model": "client.duplicate.twin",
            "name": self.env._("Not Duplicates"),
            "view_mode": "form",
            "target": "new",
            "context": {"default_pair_ids": self.ids},
        }

    def _mark_twins(self, note):
        """These are different clients: never propose the pairs again.

        :param str note: why
        :raise AccessError: for a client that the user may not change
        """
        pairs_sudo = self._check_decision()
        if merged := pairs_sudo.filtered(lambda pair: pair.state == "merged"):
            raise UserError(
                self.env._(
                    "%(pair)s have been merged. Undo the merge first.",
                    pair=merged[0].display_name,
                )
            )
        pairs_sudo.write(
            {
                "state": "twin",
                "note": note,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )

    def action_reopen(self):
        """Propose pairs again that were marked as different clients."""
        pairs_sudo = self._check_decision()
        pairs_sudo.filtered(lambda pair: pair.state == "twin").write(
            {
                "state": "open",
                "note": False,
                "decided_by_id": False,
                "decided_on": False,
            }
        )

    def action_merge(self):
        """Open the merge of the clients of the pairs.

        :raise UserError: for pairs that have no client in common
        """
        groups = self._connected()
        if len(groups) > 1:
            raise UserError(
                self.env._(
                    "The chosen pairs are %(count)s different clients. "
                    "Merge them one after the other.",
                    count=len(groups),
                )
            )
        return self.env["client.merge.wizard"]._open(groups[0])

    def action_open_partner(self):
        """Open the form of the first client of the pair."""
        return self._open_form(self.partner_id)

    def action_open_other(self):
        """Open the form of the second client of the pair."""
        return self._open_form(self.other_id)

    @api.model
    def _open_form(self, partner):
        partner.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "res.partner",
            "res_id": partner.id,
            "views": [(False, "form")],
        }

    def _connected(self):
        """Groups of clients that the pairs hold together, as recordsets."""
        groups = []
        for pair in self:
            group = pair.partner_id | pair.other_id
            apart = []
            for known in groups:
                if known & group:
                    group |= known
                else:
                    apart.append(known)
            groups = [*apart, group]
        return groups

    @api.model
    def _declare_twins(self, partner, others, note):
        """Mark clients as different from a partner, proposed or not.

        :param others: ``{client id: (score, reasons)}``
        """
        if not partner.has_access("write"):
            raise AccessError(self.env._("You may not change this client."))
        rows = [
            (min(partner.id, other), max(partner.id, other), score, reasons)
            for other, (score, reasons) in others.items()
        ]
        self._upsert(rows, {}, "form")
        pairs = self.sudo().search(self._of_clients(partner.ids))
        wanted = set(others)
        pairs = pairs.filtered(
            lambda pair: {pair.partner_id.id, pair.other_id.id} & wanted
        )
        pairs.write(
            {
                "state": "twin",
                "note": note,
                "decided_by_id": self.env.uid,
                "decided_on": fields.Datetime.now(),
            }
        )

    @api.model
    def _of_clients(self, client_ids):
        """Domain of the pairs that hold any of the clients."""
        return Domain("partner_id", "in", client_ids) | Domain(
            "other_id", "in", client_ids
        )

    @api.model
    def _upsert(self, rows, sources, default_source="scan"):
        """Store proposals; what somebody has decided stays as it is.

        :param rows: tuples ``(lower id, higher id, score, reasons)``
        :param sources: ``{client id: source}``
        """
        if not rows:
            return
        now, uid = self.env.cr.now(), self.env.uid
        values = SQL(", ").join(
            SQL(
                "(%s, %s, %s, %s::jsonb, %s)",
                first,
                second,
                score,
                fields.Json().convert_to_column_insert(list(reasons), self),
                sources.get(second) or sources.get(first) or default_source,
            )
            for first, second, score, reasons in rows
        )
        self.env.execute_query(
            SQL(
                """
                INSERT INTO client_duplicate AS d
                       (partner_id, other_id, score, reasons, source, state,
                        create_uid, create_date, write_uid, write_date)
                SELECT v.*, 'open', %(uid)s, %(now)s, %(uid)s, %(now)s
                  FROM (VALUES %(values)s) v
           ON CONFLICT (partner_id, other_id) DO UPDATE
                   SET score = EXCLUDED.score, reasons = EXCLUDED.reasons,
                       write_date = EXCLUDED.write_date
                 WHERE d.state = 'open' AND (d.score, d.reasons)
                       IS DISTINCT FROM (EXCLUDED.score, EXCLUDED.reasons)
             RETURNING id
                """,
                values=values,
                uid=uid,
                now=now,
            )
        )
        self.invalidate_model(flush=False)
