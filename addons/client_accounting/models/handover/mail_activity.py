from odoo import fields, models


class MailActivity(models.Model):
    _inherit = "mail.activity"

    client_substitution_id = fields.Many2one(
        "client.substitution",
        "Substitution",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
        groups="base.group_user",
        help="The activity is with a substitute; it goes back by itself.",
    )

    def write(self, vals):
        # EXTENDS mail: who gives it to somebody by hand means it
        if "user_id" in vals and "client_substitution_id" not in vals:
            if self.env.su or self.env.user._is_internal():
                vals = {**vals, "client_substitution_id": False}
        return super().write(vals)
