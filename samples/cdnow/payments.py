"""Who pays when: a rule made up for the sample, the same in every run.

The file holds purchases only. So that receivables, overdue amounts and days to pay
have life, each purchase gets its payment from a hash of its reference: 97 of 100 are
paid, most at once, some late, three never.
"""

import hashlib

TERM_DAYS = 14
NEVER_PAID = 0.03
# (share of all purchases up to here, fewest days, most days)
HABITS = (
    (0.70, 0, 3),
    (0.90, 4, TERM_DAYS),
    (1.00 - NEVER_PAID, TERM_DAYS + 1, 45),
)


def days_to_pay(ref):
    """Days from the purchase to its payment, or None if it is never paid."""
    digest = hashlib.sha256(ref.encode()).digest()
    chance = int.from_bytes(digest[:8], "big") / 2**64
    spread = int.from_bytes(digest[8:12], "big")
    for share, fewest, most in HABITS:
        if chance < share:
            return fewest + spread % (most - fewest + 1)
    return None
