from odoo import api, models
from odoo.tools import LazyTranslate

from ..processes.client_process_run import GOING
from .source import ActivitySource, ClientSource, HandoverSource, MeetingSource

_lt = LazyTranslate(__name__)
SALES = ("out_invoice", "out_refund", "out_receipt")


class ClientHandover(models.Model):
    """The registry of what points to a manager."""

    _inherit = "client.handover"

    @api.model
    def _handover_sources(self):
        """Return everything that belongs to a manager: what moves, and what a check
        only lists. Extend it with super(); the order is that of the figures."""
        return [*self._work_sources(), *self._post_sources(), *self._history_sources()]

    @api.model
    def _get_sources(self):
        """The sources whose models are installed."""
        return [one for one in self._handover_sources() if one.exists(self.env)]

    @api.model
    def _work_sources(self):
        """Open work, which a handover moves."""
        return [
            ClientSource("client", _lt("Clients and Contacts"), "res.partner"),
            ActivitySource(
                "activity",
                _lt("Activities"),
                "mail.activity",
                company=None,
                domain=(
                    ("active", "=", True),
                    ("client_substitution_id", "=", False),
                ),
            ),
            HandoverSource(
                "lead",
                _lt("Leads"),
                "crm.lead",
                team="team_id",
                domain=(("active", "=", True), ("won_status", "=", "pending")),
            ),
            HandoverSource(
                "quotation",
                _lt("Quotations"),
                "sale.order",
                team="team_id",
                domain=(("state", "in", ("draft", "sent")),),
            ),
            HandoverSource(
                "order",
                _lt("Orders to Invoice"),
                "sale.order",
                team="team_id",
                domain=(("state", "=", "sale"), ("invoice_status", "!=", "invoiced")),
                option="move_orders",
            ),
            HandoverSource(
                "invoice",
                _lt("Draft Invoices"),
                "account.move",
                user="invoice_user_id",
                team="team_id",
                domain=(("move_type", "in", SALES), ("state", "=", "draft")),
            ),
            MeetingSource("meeting", _lt("Meetings"), "calendar.event", company=None),
            HandoverSource(
                "run",
                _lt("Processes"),
                "client.process.run",
                domain=(("state", "in", GOING),),
            ),
            HandoverSource(
                "run_step",
                _lt("Steps of Processes"),
                "client.process.run.step",
                company=None,
                domain=(("state", "in", ("planned", "waiting", "outcome")),),
                counted=False,
            ),
            HandoverSource(
                "breach",
                _lt("Without a Next Step"),
                "client.next.step.breach",
                domain=(("date_to", "=", False),),
            ),
            HandoverSource(
                "decision",
                _lt("Decisions"),
                "client.event.decision",
                partner="event_id.client_id",
                company=None,
                domain=(("activity_id.active", "=", True),),
            ),
            HandoverSource(
                "promise",
                _lt("Payment Promises"),
                "client.payment.promise",
                domain=(("state", "=", "open"),),
            ),
            HandoverSource(
                "dispute",
                _lt("Disputes"),
                "client.dispute",
                domain=(("state", "=", "open"),),
            ),
        ]

    @api.model
    def _post_sources(self):
        """Roles of a user that somebody has to give to another one by hand."""

        def post(key, label, model, user="user_id", domain=()):
            return HandoverSource(
                f"post_{key}",
                label,
                model,
                user=user,
                partner=None,
                company=None,
                domain=domain,
                group="post",
            )

        active = (("active", "=", True),)
        unpaid = (
            ("state", "=", "posted"),
            ("payment_state", "in", ("not_paid", "partial")),
        )
        not_over = (("date_to", ">=", "today"),)
        return [
            post("team", _lt("Leader of Sales Teams"), "crm.team", domain=active),
            post("process", _lt("Responsible of Processes"), "client.process"),
            post("step", _lt("Steps of Processes by Name"), "client.process.step"),
            post(
                "key_account",
                _lt("Key Account Manager of Processes"),
                "client.process",
                "key_account_user_id",
            ),
            post(
                "invoice_key_account",
                _lt("Key Account Manager of Unpaid Invoices"),
                "account.move",
                "client_manager_id",
                unpaid,
            ),
            post(
                "company_head",
                _lt("Head of Sales of Companies"),
                "res.company",
                "client_head_id",
            ),
            post(
                "company_key_account",
                _lt("Key Account Manager of Companies"),
                "res.company",
                "client_key_account_user_id",
            ),
            post(
                "segment_action",
                _lt("Activities of Segments"),
                "client.segment.action",
                "activity_user_id",
            ),
            post("telephone", _lt("Telephones"), "client.telephony.extension"),
            post(
                "activity_type",
                _lt("Default User of Activities"),
                "mail.activity.type",
                "default_user_id",
            ),
            post(
                "substitute",
                _lt("Substitute of Others"),
                "client.substitution",
                "substitute_id",
                not_over,
            ),
        ]

    @api.model
    def _history_sources(self):
        """What stays with its author, counted so that nothing seems lost."""

        def history(key, label, model, **values):
            return HandoverSource(
                f"history_{key}", label, model, group="history", **values
            )

        return [
            history("event", _lt("Events"), "client.event", partner="client_id"),
            history(
                "activity",
                _lt("Done Activities"),
                "mail.activity",
                partner=None,
                company=None,
                domain=(("active", "=", False),),
            ),
            history(
                "order",
                _lt("Confirmed Orders"),
                "sale.order",
                domain=(("state", "=", "sale"),),
            ),
            history(
                "invoice",
                _lt("Posted Invoices"),
                "account.move",
                user="invoice_user_id",
                domain=(("move_type", "in", SALES), ("state", "=", "posted")),
            ),
            history(
                "lead",
                _lt("Won and Lost Leads"),
                "crm.lead",
                domain=(("won_status", "in", ("won", "lost")),),
            ),
        ]
