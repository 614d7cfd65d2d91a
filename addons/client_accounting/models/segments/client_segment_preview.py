from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL

SAMPLE = 10


class ClientSegment(models.Model):
    """What a rule would do, shown while it is written: nothing is saved for it."""

    _inherit = "client.segment"

    preview_count = fields.Integer("Clients by the Rule", compute="_compute_preview")
    preview_enter_count = fields.Integer("Would Come In", compute="_compute_preview")
    preview_leave_count = fields.Integer("Would Leave", compute="_compute_preview")
    preview_ids = fields.Many2many(
        "res.partner", string="For Example", compute="_compute_preview"
    )
    preview_enter_ids = fields.Many2many(
        "res.partner", string="Come In, for Example", compute="_compute_preview"
    )
    preview_leave_ids = fields.Many2many(
        "res.partner", string="Leave, for Example", compute="_compute_preview"
    )
    preview_problem = fields.Char("Problem", compute="_compute_preview")

    @api.depends("domain", "method", "axis_id")
    def _compute_preview(self):
        """One statement for each rule, over all clients; what it finds is shown to its
        author only where he may read all that the rule looks at."""
        names = ("preview_count", "preview_enter_count", "preview_leave_count")
        samples = ("preview_ids", "preview_enter_ids", "preview_leave_ids")
        for segment in self:
            found, problem = {}, ""
            if segment.method == "rule" and segment.axis_id:
                try:
                    found = segment._preview()
                except UserError as error:
                    problem = str(error)
            segment.preview_problem = problem
            for name in names:
                segment[name] = found.get(name, 0)
            for name in samples:
                partners = self.env["res.partner"].browse(found.get(name) or [])
                segment[name] = partners._filtered_access("read")

    def _preview(self):
        """Counts and examples of a rule that need not be saved.

        :raise ValidationError: where the rule is wrong or its author may not read what
            it looks at
        """
        self.ensure_one()
        rule = self.env["client.rule"]
        domain = rule._parse_rule(self.domain)
        rule._check_rule(domain)
        flags = rule._flags([domain], self.axis_id.company_id)
        return self.env.execute_query_dict(
            SQL(
                """
                WITH held AS MATERIALIZED (
                    SELECT partner_id FROM (%(flags)s) flags
                     WHERE CARDINALITY(flags) > 0
                ), present AS MATERIALIZED (
                    SELECT partner_id FROM client_segment_membership
                     WHERE segment_id = %(segment)s AND date_to IS NULL
                       AND origin = 'rule'
                ), entering AS MATERIALIZED (
                    SELECT partner_id FROM held EXCEPT SELECT partner_id FROM present
                ), leaving AS MATERIALIZED (
                    SELECT partner_id FROM present EXCEPT SELECT partner_id FROM held
                )
                SELECT (SELECT COUNT(*) FROM held) AS preview_count,
                       (SELECT COUNT(*) FROM entering) AS preview_enter_count,
                       (SELECT COUNT(*) FROM leaving) AS preview_leave_count,
                       ARRAY(SELECT partner_id FROM held ORDER BY partner_id
                              LIMIT %(sample)s) AS preview_ids,
                       ARRAY(SELECT partner_id FROM entering ORDER BY partner_id
                              LIMIT %(sample)s) AS preview_enter_ids,
                       ARRAY(SELECT partner_id FROM leaving ORDER BY partner_id
                              LIMIT %(sample)s) AS preview_leave_ids
                """,
                flags=flags,
                segment=self._origin.id or 0,
                sample=SAMPLE,
            )
        )[0]
