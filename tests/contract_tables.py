"""What our addons open to the outside, declared in one place.

A line is added here by whoever opens something, and is read in the review.
"""

# Public methods of our own and of extended models that any user may call by RPC, with
# what guards them in words. Everything else starts with an underscore.
RPC_METHODS = {
    **{
        model: {"action_open_dossier": "gives an action; the document is read as user"}
        for model in (
            "account.move",
            "client.dossier.document",
            "crm.lead",
            "sale.order",
            "stock.picking",
        )
    },
    "client.dossier": {
        "get_dossier": "reads as the user: rights of each document",
        "get_section_action": "gives an action; its records are read as the user",
        "get_start": "for readers of the dossier only; finds as the user",
        "search_clients": "for readers of the dossier only; finds as the user",
    },
    "client.figures": {
        "action_open_documents": "gives an action; its records are read as the user",
        "action_open_dossier": "gives an action",
        "action_recompute": "for administrators of client accounting only",
        "get_documents_action": "gives an action; its records are read as the user",
    },
    "crm.fact.sales": {
        "action_open_invoice": "gives an action; the invoice is read as the user",
    },
    "res.partner": {
        "action_open_channel_leads": "for users of the channel only; gives an action",
        "action_open_dossier": "gives an action",
    },
}

# Access rows for portal or public users: (model, group) -> what keeps others out.
PORTAL_ACCESS = {}

# Models with a company whose rule is not theirs: model -> where the rule comes from.
COMPANY_RULES = {}
