from odoo import api, fields, models


class ClientProcessVersion(models.Model):
    """The steps of a process as they were when runs were started with them."""

    _name = "client.process.version"
    _description = "Version of a Process"
    _order = "process_id, number desc"

    process_id = fields.Many2one(
        "client.process",
        required=True,
        readonly=True,
        ondelete="cascade",
        index=True,
    )
    number = fields.Integer("Version", required=True, readonly=True)
    step_ids = fields.One2many("client.process.step", "version_id", "Steps")
    run_count = fields.Integer("Runs", compute="_compute_run_count")

    _number_uniq = models.UniqueIndex(
        "(process_id, number)", "The process is being changed by somebody else."
    )

    @api.depends("process_id.name", "number")
    def _compute_display_name(self):
        for version in self:
            version.display_name = self.env._(
                "%(process)s, version %(number)s",
                process=version.process_id.name or "",
                number=version.number,
            )

    def _compute_run_count(self):
        counts = dict(
            self.env["client.process.run"]._read_group(
                [("version_id", "in", self.ids)], ["version_id"], ["__count"]
            )
        )
        for version in self:
            version.run_count = counts.get(version, 0)
