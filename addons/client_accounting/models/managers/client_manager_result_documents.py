from dateutil.relativedelta import relativedelta

from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from .client_month import month_in_utc


class ClientManagerResult(models.Model):
    """From a result to the events, activities and clients that it counts."""

    _inherit = "client.manager.result"

    def action_open_documents(self):
        """Open the events, activities or clients that the rows count, as the user.

        :raise UserError: for rows of several kinds
        """
        self.check_access("read")
        kinds = set(self.mapped("kind"))
        if len(kinds) != 1:
            raise UserError(
                self.env._(
                    "Choose rows of one kind: contacts, activities, answers, next "
                    "steps or dossiers."
                )
            )
        [kind] = kinds
        return getattr(self, f"_open_{kind}")()

    @api.model
    def _act_window(self, name, model, domain, **context):
        return {
            "type": "ir.actions.act_window",
            "name": name,
            "res_model": model,
            "views": [[False, "list"], [False, "form"]],
            "domain": list(domain),
            "context": context,
        }

    def _open_contact(self):
        domain = Domain.OR(row._contact_domain() for row in self)
        return self._act_window(self.env._("Contacts"), "client.event", domain)

    def _contact_domain(self):
        start, stop = month_in_utc(self.month, self.env)
        return Domain(
            [
                ("company_id", "=", self.company_id.id),
                ("user_id", "=", self.user_id.id),
                ("type_id", "=", self.event_type_id.id),
                ("direction", "=", self.direction),
                ("channel", "=", self.channel),
                ("date", ">=", start),
                ("date", "<", stop),
            ]
        )

    def _open_response(self):
        return self._act_window(
            self.env._("To Be Answered"),
            "client.event",
            [("id", "in", self.event_id.ids)],
        )

    def _open_task(self):
        domain = Domain.OR(row._task_domain() for row in self)
        models = list(self.env["client.registration"]._documents())
        return self._act_window(
            self.env._("Activities"),
            "mail.activity",
            domain & Domain("res_model", "in", models),
            active_test=False,
        )

    def _task_domain(self):
        month, after = self.month, self.month + relativedelta(months=1)
        today = self.env["client.figures"]._figures_scope().today
        done = Domain("active", "=", False) & Domain("date_done", "!=", False)
        within = Domain("date_deadline", ">=", month) & Domain(
            "date_deadline", "<", after
        )
        before = Domain("date_done", ">=", month) & Domain("date_done", "<", after)
        late = Domain("active", "=", True) & Domain("date_deadline", "<", today)
        return (
            Domain("user_id", "=", self.user_id.id)
            & Domain("activity_type_id", "=", self.activity_type_id.id)
            & (
                (late & within)
                | (done & within & Domain("date_done", ">=", month))
                | (done & before & Domain("date_deadline", ">=", after))
            )
        )

    def _open_step(self):
        domain = Domain.OR(
            Domain(
                [
                    ("company_id", "=", row.company_id.id),
                    ("user_id", "=", row.user_id.id),
                    ("date_found", ">=", row.month),
                    ("date_found", "<", row.month + relativedelta(months=1)),
                ]
            )
            for row in self
        )
        return self._act_window(
            self.env._("Clients without a Next Step"),
            "client.next.step.breach",
            domain & Domain("kind", "=", "none"),
        )

    def _open_dossier(self):
        return self._act_window(
            self.env._("Dossiers"),
            "client.completeness",
            [("user_id", "in", self.user_id.ids)],
        )
