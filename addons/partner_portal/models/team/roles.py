"""What each role of a channel partner's people may open in the portal."""

ROLES = [
    ("owner", "Owner"),
    ("sales", "Sales"),
    ("accountant", "Accountant"),
    ("technician", "Technician"),
]
RIGHTS = frozenset(
    {
        "home",
        "deals",
        "leads",
        "catalogue",
        "orders",
        "invoices",
        "agreements",
        "programme",
        "training",
        "team",
        "profile",
    }
)
#: By role; the empty one is that of a person whom the owner has given none while
#: colleagues have theirs.
ROLE_RIGHTS = {
    "owner": RIGHTS,
    "sales": frozenset(
        {"home", "deals", "leads", "catalogue", "orders", "programme", "training"}
    ),
    "accountant": frozenset({"home", "orders", "invoices", "agreements", "training"}),
    "technician": frozenset({"home", "catalogue", "training"}),
    "": frozenset({"home"}),
}
