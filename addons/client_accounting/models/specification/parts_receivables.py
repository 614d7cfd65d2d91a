"""Receivables in the specification: how what is unpaid is looked at and asked for."""

from odoo.tools import LazyTranslate

from .part import Part

_lt = LazyTranslate(__name__)

RECEIVABLES = (
    Part(
        "client.ageing.bucket",
        fields=("code", "name", "days_from", "days_to", "active"),
        sort=("days_from",),
        layout="table",
        icon="fa-hourglass-half",
        title=_lt("Ageing Buckets"),
        intro=_lt("The steps by which it is counted how late payments are."),
    ),
    Part(
        "client.dispute.reason",
        fields=("code", "name", "sequence", "description", "active"),
        layout="table",
        icon="fa-gavel",
        title=_lt("Dispute Reasons"),
        intro=_lt("Why clients contest invoices, and who settles it."),
    ),
    Part(
        "client.reminder.level",
        fields=("code", "name", "sequence", "tone", "days_late", "active"),
        layout="table",
        icon="fa-bell-o",
        title=_lt("Reminder Levels"),
        intro=_lt("In which tone clients are reminded of payments, from which day on."),
    ),
)
