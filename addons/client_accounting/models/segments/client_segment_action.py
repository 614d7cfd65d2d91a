from datetime import timedelta

from odoo import Command, api, fields, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

#: what each kind of action cannot do without
NEEDED = {
    "activity": "activity_type_id",
    "pricelist": "pricelist_id",
    "tag_add": "category_id",
    "tag_remove": "category_id",
    "server": "server_action_id",
}


class ClientSegmentAction(models.Model):
    """What is to be done when a client comes into a segment or leaves it. Once for each
    time: see ``client.segment.action.log``."""

    _name = "client.segment.action"
    _description = "Segment Action"
    _order = "segment_id, sequence, id"
    _rec_name = "kind"

    segment_id = fields.Many2one(
        "client.segment",
        required=True,
        index=True,
        ondelete="cascade",
        check_company=True,
    )
    company_id = fields.Many2one(related="segment_id.company_id", store=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    trigger = fields.Selection(
        [("enter", "Comes in"), ("leave", "Leaves")],
        "When a Client",
        required=True,
        default="enter",
        help="Who leaves and comes back on the same day did not leave.",
    )
    kind = fields.Selection(
        [
            ("activity", "Plan an activity"),
            ("pricelist", "Set the price list"),
            ("tag_add", "Add a tag"),
            ("tag_remove", "Remove a tag"),
            ("server", "Run a server action"),
        ],
        "Do",
        required=True,
        default="activity",
        help="What happens to each client.",
    )
    for_existing = fields.Boolean(
        "Also Who Is There",
        help="Also for the clients who are found when the segment is evaluated for the "
        "first time. Else only for those who come later.",
    )
    activity_type_id = fields.Many2one(
        "mail.activity.type",
        "Activity",
        domain="[('res_model', 'in', (False, 'res.partner'))]",
    )
    activity_summary = fields.Char("Summary")
    activity_days = fields.Integer("Due in Days", default=3)
    activity_user_id = fields.Many2one(
        "res.users",
        "Assigned to",
        check_company=True,
        domain="[('share', '=', False)]",
        help="Without one, the salesperson of the client.",
    )
    pricelist_id = fields.Many2one("product.pricelist", check_company=True)
    category_id = fields.Many2one("res.partner.category", "Tag")
    server_action_id = fields.Many2one(
        "ir.actions.server",
        domain="[('model_id.model', '=', 'res.partner')]",
        groups="base.group_system",
        help="An action on contacts; it runs with all rights, for all clients who came "
        "in or left.",
    )
    log_ids = fields.One2many("client.segment.action.log", "action_id")
    failed_count = fields.Integer("Failed", compute="_compute_failed_count")

    @api.depends("kind", "trigger", "segment_id")
    def _compute_display_name(self):
        kinds = dict(self._fields["kind"]._description_selection(self.env))
        for action in self:
            action.display_name = kinds.get(action.kind)

    @api.depends("log_ids.state")
    def _compute_failed_count(self):
        rows = self.env["client.segment.action.log"]._read_group(
            [("action_id", "in", self.ids), ("state", "=", "failed")],
            ["action_id"],
            ["__count"],
        )
        counts = {action.id: count for action, count in rows}
        for action in self:
            action.failed_count = counts.get(action._origin.id, 0)

    @api.constrains("kind", *NEEDED.values())
    def _check_needed(self):
        for action in self.sudo():
            if not action[NEEDED[action.kind]]:
                field = self._fields[NEEDED[action.kind]]
                raise ValidationError(
                    self.env._(
                        "Say which one in the field “%(field)s” of the action"
                        " “%(action)s”.",
                        field=field.get_description(self.env, ["string"])["string"],
                        action=action.display_name,
                    )
                )

    # ------------------------------------------------------------------ noting down
    @api.model
    def _log_query(self, segments):
        """Statement that notes down the actions of an evaluation, from its tables
        ``opened`` and ``closed``; each row once for a membership and an action."""
        if not self.sudo().search_count([("segment_id", "in", segments.ids)], limit=1):
            return SQL("SELECT 1 WHERE FALSE")
        return SQL(
            """
            INSERT INTO client_segment_action_log
                   (action_id, membership_id, partner_id, state, planned_at)
            SELECT a.id, moved.id, moved.partner_id, 'todo', %s
              FROM (SELECT id, partner_id, segment_id, 'enter' AS trigger FROM opened
                    UNION ALL
                    SELECT id, partner_id, segment_id, 'leave' FROM closed) moved
              JOIN client_segment_action a ON a.segment_id = moved.segment_id
                                          AND a.trigger = moved.trigger
              JOIN client_segment s ON s.id = moved.segment_id
             WHERE a.active AND (s.evaluated_at IS NOT NULL OR a.for_existing)
             ORDER BY moved.id, a.sequence, a.id
                ON CONFLICT DO NOTHING RETURNING id
            """,
            self.env.cr.now(),
        )

    def action_run_for_existing(self):
        """Do it also for the clients who are in the segment now, each once.

        :raise AccessError: to who does not configure client accounting
        """
        self.check_access("write")
        self.env.flush_all()
        self.env.execute_query(
            SQL(
                """
                INSERT INTO client_segment_action_log
                       (action_id, membership_id, partner_id, state, planned_at)
                SELECT a.id, m.id, m.partner_id, 'todo', %s
                  FROM client_segment_action a
                  JOIN client_segment_membership m ON m.segment_id = a.segment_id
                                                  AND m.date_to IS NULL
                 WHERE a.id = ANY(%s) AND a.trigger = 'enter'
                    ON CONFLICT DO NOTHING RETURNING id
                """,
                self.env.cr.now(),
                self.ids,
            )
        )
        self.invalidate_model(["log_ids"])
        self.env["client.segment.action.log"].invalidate_model()
        self.env["client.segment.action.log"]._trigger_run()
        return self.action_open_log()

    def action_open_log(self):
        """Open what was done, for which client, and what failed."""
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_segment_action_log_action"
        )
        return {**action, "domain": [("action_id", "in", self.ids)]}

    # ------------------------------------------------------------------ doing
    def _perform(self, partners):
        """Do it for the clients, with all rights."""
        self.ensure_one()
        action_sudo = self.sudo()
        getattr(action_sudo, f"_perform_{action_sudo.kind}")(partners.sudo())

    def _perform_activity(self, partners):
        today = fields.Date.context_today(self)
        for user, clients in partners.grouped(
            lambda partner: self.activity_user_id or partner.user_id
        ).items():
            clients.activity_schedule(
                activity_type_id=self.activity_type_id.id,
                summary=self.activity_summary or self.segment_id.display_name,
                date_deadline=today + timedelta(days=self.activity_days),
                user_id=(user or self.env.user).id,
            )

    def _perform_pricelist(self, partners):
        companies = self.pricelist_id.company_id or self.company_id
        companies = companies or self.env["res.company"].search([])
        for company in companies:
            partners.with_company(
                company
            ).property_product_pricelist = self.pricelist_id

    def _perform_tag_add(self, partners):
        partners.write({"category_id": [Command.link(self.category_id.id)]})

    def _perform_tag_remove(self, partners):
        partners.write({"category_id": [Command.unlink(self.category_id.id)]})

    def _perform_server(self, partners):
        self.server_action_id.with_context(
            active_model="res.partner",
            active_ids=partners.ids,
            active_id=partners[:1].id,
        ).run()
