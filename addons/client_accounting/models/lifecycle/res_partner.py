from odoo import api, fields, models
from odoo.fields import Domain
from odoo.tools import SQL

from ..res_partner_figures import GROUP


class ResPartner(models.Model):
    """The stage on partners: that of the commercial partner in the current company."""

    _inherit = "res.partner"

    client_lifecycle_stage_id = fields.Many2one(
        "client.lifecycle.stage",
        "Lifecycle Stage",
        compute="_compute_client_lifecycle_stage_id",
        search="_search_client_lifecycle_stage_id",
        groups=GROUP,
        help="Where the client stands in the current company.",
    )

    @api.depends_context("company")
    @api.depends("commercial_partner_id")
    def _compute_client_lifecycle_stage_id(self):
        """One query for all partners."""
        clients = self.commercial_partner_id
        found = {}
        if clients.ids:
            self.env["client.lifecycle.state"].flush_model(["stage_id"])
            found = dict(
                self.env.execute_query(
                    SQL(
                        """SELECT partner_id, stage_id FROM client_lifecycle_state
                            WHERE company_id = %s AND partner_id = ANY(%s)""",
                        self.env.company.id,
                        clients.ids,
                    )
                )
            )
        for partner in self:
            partner.client_lifecycle_stage_id = found.get(
                partner.commercial_partner_id._origin.id, False
            )

    @api.model
    def _search_client_lifecycle_stage_id(self, operator, value):
        """Partners by the stage of their client in the current company.

        :raise AccessError: to who may not read the field; the framework checks the
            groups of a field where it is read, not where a method searches it
        """
        self._check_field_access(self._fields["client_lifecycle_stage_id"], "read")
        if operator in ("any", "any!"):
            stages = self.env["client.lifecycle.stage"].with_context(active_test=False)
            value = value if not isinstance(value, Domain) else stages._search(value)
            condition = SQL("IN %s", value.subselect())
            is_empty = False
        elif operator == "in":
            ids = [int(item) for item in value if item]
            condition = SQL("= ANY(%s)", ids)
            is_empty = len(ids) < len(value)
        else:
            return NotImplemented
        self.env["client.lifecycle.state"].flush_model(["stage_id"])
        states = SQL(
            "(SELECT partner_id FROM client_lifecycle_state WHERE company_id = %s",
            self.env.company.id,
        )
        domain = Domain(
            "commercial_partner_id", "in", SQL("%s AND stage_id %s)", states, condition)
        )
        if is_empty:
            domain |= Domain("commercial_partner_id", "not in", SQL("%s)", states))
        return domain

    @api.model
    def _field_to_sql(self, alias, field_expr, query=None):
        # EXTENDS base: lists of clients are grouped and sorted by the stage
        if field_expr != "client_lifecycle_stage_id" or query is None:
            return super()._field_to_sql(alias, field_expr, query)
        self._check_field_access(self._fields[field_expr], "read")
        self.env["client.lifecycle.state"].flush_model(["stage_id"])
        states = query.make_alias(alias, "client_lifecycle_state")
        query.add_join(
            "LEFT JOIN",
            states,
            "client_lifecycle_state",
            SQL(
                "%s = %s AND %s = %s",
                SQL.identifier(states, "partner_id"),
                super()._field_to_sql(alias, "commercial_partner_id", query),
                SQL.identifier(states, "company_id"),
                self.env.company.id,
            ),
        )
        return SQL.identifier(states, "stage_id")

    def _check_lifecycle_change(self, stage):
        """Raise UserError, with a sentence that says why, where these clients may not
        go to the stage. Asked before a person changes a stage; rules are not asked.

        :param stage: ``client.lifecycle.stage`` to go to
        """

    def _set_lifecycle_stage(self, stage, until=None, note=None):
        """Set the stage of clients by hand in the current company.

        :param until: last day; None for the usual number of days, False for none
        :raise AccessError: to who may not write the clients
        """
        states = self.env["client.lifecycle.state"]
        clients = self.commercial_partner_id
        clients.check_access("write")
        domain = [
            ("partner_id", "in", clients.ids),
            ("company_id", "=", self.env.company.id),
        ]
        found = states.search(domain)
        if clients - found.partner_id:
            states.sudo()._evaluate(self.env.company.sudo(), clients.ids, absent=True)
            found = states.search(domain)
        vals = {"stage_id": stage.id, "override_reason": note or False}
        if until is not None:
            vals["override_until"] = until
        found.write(vals)
        return found

    def action_open_lifecycle(self):
        """Open the stage of the client in the current company, with its history."""
        self.ensure_one()
        client = self.commercial_partner_id
        state = self.env["client.lifecycle.state"].search(
            [("partner_id", "=", client.id), ("company_id", "=", self.env.company.id)]
        )
        if not state:
            client.check_access("read")
            self.env["client.lifecycle.state"].sudo()._evaluate(
                self.env.company.sudo(), client.ids, absent=True
            )
            state = self.env["client.lifecycle.state"].search(
                [
                    ("partner_id", "=", client.id),
                    ("company_id", "=", self.env.company.id),
                ]
            )
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Lifecycle: %(client)s", client=client.display_name),
            "res_model": "client.lifecycle.state",
            "res_id": state.id,
            "views": [(False, "form")],
            "target": "current",
        }
