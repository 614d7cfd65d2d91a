from odoo import api, fields, models
from odoo.tools import SQL

from ..models.figures.contacts import Contacts


class ClientLifecycleEffect(models.Model):
    """What worked: how many clients went forward from a stage with an influence, and
    how many without it. It tells what came together, not what caused what."""

    _name = "client.lifecycle.effect"
    _description = "Influence at a Lifecycle Stage"
    _auto = False
    _order = "sequence, id"
    _rec_name = "stage_id"

    _depends = {
        "client.lifecycle.stay": ["stage_id", "entered", "left_on", "next_stage_id"],
        "client.lifecycle.stage": ["influence_type_ids"],
        "mail.activity": ["activity_type_id", "active", "date_done"],
    }

    company_id = fields.Many2one("res.company", readonly=True)
    stage_id = fields.Many2one("client.lifecycle.stage", readonly=True)
    sequence = fields.Integer(readonly=True)
    activity_type_id = fields.Many2one("mail.activity.type", "Influence", readonly=True)
    with_count = fields.Integer(
        "With: Cases",
        readonly=True,
        help="Stays during which the influence was exerted.",
    )
    with_rate = fields.Float(
        "With: Went Forward", readonly=True, digits=(16, 4), aggregator=None
    )
    without_count = fields.Integer("Without: Cases", readonly=True)
    without_rate = fields.Float(
        "Without: Went Forward", readonly=True, digits=(16, 4), aggregator=None
    )
    difference = fields.Float(
        readonly=True,
        digits=(16, 4),
        aggregator=None,
        help="Share with less share without the influence, in points.",
    )
    is_enough = fields.Boolean(
        "Enough Cases",
        compute="_compute_note",
        help="Both groups have as many clients as the settings ask for.",
    )
    note = fields.Char("How to Read", compute="_compute_note")

    @api.depends("with_count", "without_count", "difference")
    @api.depends_context("lang")
    def _compute_note(self):
        for effect in self:
            least = effect.company_id.sudo().client_influence_min_cases
            fewest = min(effect.with_count, effect.without_count)
            effect.is_enough = fewest >= least
            if fewest < least:
                effect.note = self.env._(
                    "Too few cases to compare: %(count)s of %(least)s.",
                    count=fewest,
                    least=least,
                )
            elif effect.difference > 0:
                effect.note = self.env._("More clients went forward with it.")
            elif effect.difference < 0:
                effect.note = self.env._("Fewer clients went forward with it.")
            else:
                effect.note = self.env._("No difference.")

    @property
    def _table_query(self):
        return SQL(
            """
            WITH stay AS MATERIALIZED (%(stays)s), event AS MATERIALIZED (%(events)s),
            touched AS (
                SELECT DISTINCT stay.id, event.type_id
                  FROM stay
                  JOIN event ON event.partner_id = stay.partner_id
                            AND event.company_id = stay.company_id
                            AND event.day >= stay.entered
                            AND (stay.left_on IS NULL OR event.day <= stay.left_on)
            ), counted AS (
                SELECT stay.company_id, stay.stage_id, kind.type_id,
                       COUNT(*) FILTER (WHERE touched.id IS NOT NULL) AS with_count,
                       AVG(stay.forward_rate) FILTER (WHERE touched.id IS NOT NULL)
                           AS with_rate,
                       COUNT(*) FILTER (WHERE touched.id IS NULL) AS without_count,
                       AVG(stay.forward_rate) FILTER (WHERE touched.id IS NULL)
                           AS without_rate
                  FROM stay
                  JOIN (SELECT client_lifecycle_stage_id AS stage_id,
                               mail_activity_type_id AS type_id
                          FROM client_lifecycle_stage_influence_rel) kind
                    ON kind.stage_id = stay.stage_id
             LEFT JOIN touched
                    ON touched.id = stay.id AND touched.type_id = kind.type_id
              GROUP BY stay.company_id, stay.stage_id, kind.type_id
            )
            SELECT ROW_NUMBER() OVER (
                       ORDER BY counted.company_id, stage.sequence, counted.type_id
                   ) AS id,
                   counted.company_id, counted.stage_id, stage.sequence,
                   counted.type_id AS activity_type_id,
                   counted.with_count, counted.with_rate,
                   counted.without_count, counted.without_rate,
                   counted.with_rate - counted.without_rate AS difference
              FROM counted
              JOIN client_lifecycle_stage stage ON stage.id = counted.stage_id
            """,
            stays=self.env["client.lifecycle.stay"]._table_query,
            events=self._events(),
        )

    @api.model
    def _events(self):
        """``SELECT partner_id, company_id, day, type_id`` of what was done: activities
        by their kind, held meetings as meetings, mails as mails."""
        env = self.env
        scope = env["client.figures"]._figures_scope()
        mail = env["ir.model.data"]._xmlid_to_res_id("mail.mail_activity_data_email")
        return SQL(
            """
            SELECT e.partner_id, e.company_id, e.day, kind.id AS type_id
              FROM (%(events)s) e
         LEFT JOIN mail_activity act
                ON e.model = 'mail.activity' AND act.id = e.res_id
              JOIN mail_activity_type kind
                ON CASE e.model WHEN 'mail.activity' THEN kind.id = act.activity_type_id
                                WHEN 'calendar.event' THEN kind.category = 'meeting'
                                ELSE kind.id = %(mail)s END
             WHERE e.done
            """,
            events=scope.wrap(Contacts().events(env, scope)),
            mail=mail or 0,
        )
