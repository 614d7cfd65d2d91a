from odoo import api, fields, models
from odoo.exceptions import ValidationError


class ClientProcessBranch(models.Model):
    """What comes after a step by the outcome of its event."""

    _name = "client.process.branch"
    _description = "Branch of a Process"
    _order = "step_id, id"
    _rec_name = "outcome_id"

    step_id = fields.Many2one(
        "client.process.step", required=True, index=True, ondelete="cascade"
    )
    process_id = fields.Many2one(related="step_id.process_id")
    event_type_id = fields.Many2one(related="step_id.event_type_id")
    outcome_id = fields.Many2one(
        "client.event.outcome", required=True, ondelete="restrict"
    )
    target = fields.Selection(
        [
            ("step", "Go to a Step"),
            ("end", "End"),
            ("process", "End and Start a Process"),
        ],
        "Then",
        required=True,
        default="step",
        help="What comes next where the event ends with this outcome.",
    )
    target_step_id = fields.Many2one(
        "client.process.step",
        "Next Step",
        ondelete="cascade",
        domain="[('process_id', '=', process_id), ('version_id', '=', False)]",
    )
    target_process_id = fields.Many2one(
        "client.process", "Next Process", ondelete="restrict"
    )

    _outcome_uniq = models.UniqueIndex(
        "(step_id, outcome_id)", "The step has a branch for this outcome already."
    )

    @api.model_create_multi
    def create(self, vals_list):
        branches = super().create(vals_list)
        branches.step_id._note_change()
        return branches

    def write(self, vals):
        self.step_id._refuse_frozen()
        result = super().write(vals)
        self.step_id._note_change()
        return result

    def unlink(self):
        self.step_id._refuse_frozen()
        self.step_id._note_change()
        return super().unlink()

    @api.constrains("target", "target_step_id", "target_process_id", "step_id")
    def _check_target(self):
        for branch in self:
            if branch.target == "step" and not branch.target_step_id:
                problem = self.env._("choose the step that it leads to")
            elif branch.target == "process" and not branch.target_process_id:
                problem = self.env._("choose the process that it starts")
            elif (
                branch.target == "step"
                and branch.target_step_id.process_id != branch.step_id.process_id
            ):
                problem = self.env._("it leads to a step of another process")
            else:
                continue
            raise ValidationError(
                self.env._(
                    "The branch “%(outcome)s” of the step “%(step)s” is not complete: "
                    "%(problem)s.",
                    outcome=branch.outcome_id.display_name,
                    step=branch.step_id.name,
                    problem=problem,
                )
            )
        self.step_id.filtered(
            lambda step: not step.version_id
        ).process_id._refuse_circles()
