"""Words of importance, and who may read what logisticians see of clients."""

#: how much a client matters to us, the least first; compared as text
IMPORTANCE = [
    ("0", "Ordinary"),
    ("1", "Notable"),
    ("2", "Important"),
    ("3", "Key"),
]
#: logisticians without other rights read importance, class and stage, never amounts
READERS = "stock.group_stock_user,client_accounting.group_client_accounting_user"
