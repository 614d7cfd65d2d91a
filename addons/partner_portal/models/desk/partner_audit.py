from odoo import api, fields, models
from odoo.http import request

#: Characters that are kept of what was said.
LONGEST = 1000
#: Days that the trace is kept.
KEPT_DAYS = 3 * 365


class PartnerAudit(models.Model):
    """Who outside has changed what, when and from which address.

    Rows are written by the pages of the portal, together with the change itself, and
    never changed. Texts that somebody typed and secrets do not belong here: what the
    change was is kept by the record.
    """

    _name = "partner.audit"
    _description = "Change from Outside"
    _order = "id desc"
    _log_access = False
    _rec_name = "action"

    date = fields.Datetime(
        "Time", required=True, readonly=True, index=True, default=fields.Datetime.now
    )
    user_id = fields.Many2one("res.users", readonly=True, index="btree_not_null")
    login = fields.Char(readonly=True)
    partner_id = fields.Many2one(
        "res.partner",
        readonly=True,
        index="btree_not_null",
        ondelete="set null",
        help="The company of the user.",
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True, ondelete="cascade"
    )
    address = fields.Char("IP Address", readonly=True, help="Of who sent the change.")
    path = fields.Char("Page", readonly=True)
    action = fields.Char("Change Key", required=True, readonly=True, index=True)
    action_name = fields.Char("Change", compute="_compute_action_name")
    model = fields.Char("Kind of Record", readonly=True)
    res_id = fields.Many2oneReference("Record ID", model_field="model", readonly=True)
    name = fields.Char("Record", readonly=True)
    details = fields.Char(readonly=True)

    _record_idx = models.Index("(model, res_id) WHERE res_id IS NOT NULL")

    @api.model
    def _audit_actions(self):
        """Names of the changes by key; each topic adds its own."""
        _ = self.env._
        return {
            "deal_draft": _("Deal: draft saved"),
            "deal_submit": _("Deal: registered"),
            "deal_import": _("Deals: registered from a file"),
            "deal_mail": _("Deal: came by e-mail"),
            "deal_withdraw": _("Deal: withdrawn"),
            "deal_extend": _("Deal: extension asked for"),
            "deal_won": _("Deal: reported as won"),
            "deal_lost": _("Deal: reported as lost"),
            "deal_message": _("Deal: message written"),
        }

    @api.depends("action")
    @api.depends_context("lang")
    def _compute_action_name(self):
        names = self._audit_actions()
        for line in self:
            line.action_name = names.get(line.action, line.action)

    @api.model
    def _note(self, action, record=None, details=""):
        """Keep a trace of a change that came from outside.

        :param str action: key of ``_audit_actions``
        :param record: what was changed or made, or None
        :param str details: what tells more, cut at 1,000 characters; no secret values
        :return: the line (sudo)
        """
        user_sudo = self.env.user.sudo()
        here = request.httprequest if request else None
        one = record.sudo()[:1] if record else None
        # The caller has authorised the change; the trace is written by nobody else.
        return self.sudo().create(
            {
                "action": action,
                "user_id": user_sudo.id,
                "login": user_sudo.login,
                "partner_id": not user_sudo._is_public()
                and user_sudo.commercial_partner_id.id,
                "company_id": self.env.company.id,
                "address": here.remote_addr if here else False,
                "path": here.path[:200] if here else False,
                "model": one._name if one else False,
                "res_id": one.id if one else False,
                "name": (one.display_name or "")[:200] if one else False,
                "details": (details or "")[:LONGEST] or False,
            }
        )

    def action_open_record(self):
        """Open what was changed, with the rights of the user."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }

    @api.autovacuum
    def _gc_trace(self):
        limit = fields.Datetime.subtract(fields.Datetime.now(), days=KEPT_DAYS)
        self.sudo().search([("date", "<", limit)], limit=10000).unlink()
