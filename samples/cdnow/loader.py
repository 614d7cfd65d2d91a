"""Loads the purchases into Odoo through its ORM: company, clients, invoices, payments.

What is loaded is recognised by its reference. So a load that was killed at any moment
goes on where it stopped, and a second one does nothing.
"""

import datetime
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from decimal import Decimal

from odoo.fields import Command, Date

from . import company as books
from .batches import Batches
from .company import SampleError, find_company, find_journal
from .payments import TERM_DAYS, days_to_pay
from .purchases import (
    BadShift,
    read,
    select_clients,
    shift,
    turnover_by_client,
    weeks_until,
)

REF_PATTERN = re.compile(r"CDNOW-[0-9]{5}-([0-9]{8})-[0-9]+")
REF_LIKE = "CDNOW-%"
CLIENT_BATCH = 500
INVOICE_BATCH = 250
# Nothing is mailed and nothing is written into the chatter.
QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_auto_subscribe_no_notify": True,
    "skip_pdf_attachment_generation": True,
}


@dataclass
class Summary:
    """What one run wrote; `weeks` is the shift of the dates, `dollars` untaxed."""

    weeks: int = 0
    clients: int = 0
    invoices: int = 0
    dollars: Decimal = Decimal(0)
    payments: int = 0
    payouts: int = 0


def load(env, *, purchases=None, until=None, limit=None, commit=None, progress=None):
    """Loads what is not loaded yet.

    :param purchases: as of `purchases.read`; the file beside this module by default
    :param until: latest day for the last purchase of the file; None keeps the dates
        that are loaded, or those of the file at the first load
    :param limit: only the first so many clients of the file
    :param commit: function that makes a finished batch permanent; without it each
        batch is a savepoint and the caller decides (tests)
    :param progress: called as `progress(stage, done, total)` after each batch
    :returns: a Summary
    :raises SampleError, BadShift: nothing was written
    """
    if purchases is None:
        purchases = read()
    env = env(context=dict(env.context, **QUIET))
    books.check_ready(env)
    weeks = _decide_weeks(env, purchases, until)
    last = shift(max(purchase.date for purchase in purchases), weeks)
    selection = select_clients(purchases, limit)
    summary = Summary(weeks=weeks)
    loader = _Loader(selection, weeks, last, summary)
    if company := find_company(env):
        loader.check_locks(company)
    batches = Batches(env, summary, commit, progress)
    loader.run(batches)
    return summary


def refresh_figures(env, commit=None):
    """Brings `client.figures` up to date, waiting for a refresh that is at work."""
    Batches(env, Summary(), commit).run_one(env["client.figures"]._rebuild)


def loaded_invoices(company):
    """Customer invoices that this loader made, by reference."""
    if not company:
        return {}
    moves = company.env["account.move"].search_fetch(
        [
            ("company_id", "=", company.id),
            ("move_type", "=", "out_invoice"),
            ("ref", "=like", REF_LIKE),
        ],
        ["ref", "invoice_date"],
    )
    return {move.ref: move for move in moves if REF_PATTERN.fullmatch(move.ref)}


def loaded_weeks(invoices):
    """The shift of the loaded invoices in weeks; None when nothing is loaded."""
    shifts = Counter()
    for ref, move in invoices.items():
        digits = REF_PATTERN.fullmatch(ref)[1]
        in_file = datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
        shifts[(move.invoice_date - in_file).days // 7] += 1
    return shifts.most_common(1)[0][0] if shifts else None


def differing_clients(env, purchases):
    """Clients whose turnover in `client.figures` is not that of the file to the cent.

    :returns: list of (reference, dollars in the file, dollars in the figures)
    """
    expected = turnover_by_client(purchases)
    figures = env["client.figures"].search_fetch(
        [
            ("company_id", "=", find_company(env).id),
            ("partner_id.ref", "in", list(expected)),
        ],
        ["partner_id", "turnover_total"],
    )
    found = {row.partner_id.ref: _cents(row.turnover_total) for row in figures}
    return [
        (ref, dollars, found.get(ref, Decimal(0)))
        for ref, dollars in expected.items()
        if found.get(ref, Decimal(0)) != dollars
    ]


def _cents(amount):
    return Decimal(str(round(amount, 2)))


def _decide_weeks(env, purchases, until):
    loaded = loaded_weeks(loaded_invoices(find_company(env)))
    wanted = None if until is None else weeks_until(purchases, until)
    last = max(purchase.date for purchase in purchases)
    if loaded is not None:
        if wanted not in (None, loaded):
            raise SampleError(
                f"The purchases in this database were loaded with their dates moved by "
                f"{loaded:,} weeks (the last one is on {shift(last, loaded)}); "
                f"--until {until} needs {wanted:,} weeks. Nothing was changed. Leave "
                f"--until out to complete and check what is loaded. For other dates "
                f"load into another database (--database NAME)."
            )
        return loaded
    weeks = wanted or 0
    if shift(last, weeks) > Date.context_today(env.user):
        raise BadShift(
            f"The last purchase would be on {shift(last, weeks)}, which is still to "
            "come. Choose --until today or earlier."
        )
    return weeks


class _Loader:
    def __init__(self, selection, weeks, horizon, summary):
        self.selection = selection
        self.weeks = weeks
        # Payments after the end of the data have not come yet: invoices stay open.
        self.horizon = horizon
        self.summary = summary

    def check_locks(self, company):
        """The books are not reopened: what is to be posted must lie after the lock."""
        invoices = [self._moved(p.date) for p in self._missing_purchases(company)]
        books.check_locks(company, invoices, find_journal(company, "sale"))
        payments = list(self._due_payments(company))
        books.check_locks(company, payments, find_journal(company, "bank"))

    def run(self, batches):
        self.company, self.product = batches.run_one(books.set_up, batches.env)
        self.env = self.company.env
        self.sale_journal = find_journal(self.company, "sale")
        self.bank_journal = find_journal(self.company, "bank")
        self._load_clients(batches)
        self._load_invoices(batches)
        self._load_payments(batches)

    def _moved(self, date):
        return shift(date, self.weeks)

    # ---- clients

    def _load_clients(self, batches):
        known = self._partner_ids()
        refs = dict.fromkeys(purchase.client_ref for purchase in self.selection)
        missing = [ref for ref in refs if ref not in known]
        done = len(refs) - len(missing)
        batches.run("clients", missing, CLIENT_BATCH, done, self._create_clients)
        self.partner_ids = self._partner_ids()

    def _partner_ids(self):
        partners = self.env["res.partner"].with_context(active_test=False)
        found = partners.search_fetch(
            [("company_id", "=", self.company.id), ("ref", "=like", REF_LIKE)],
            ["ref"],
        )
        return {partner.ref: partner.id for partner in found}

    def _create_clients(self, refs):
        self.env["res.partner"].create(
            [
                {
                    "name": f"CDNOW client {ref.removeprefix('CDNOW-')}",
                    "ref": ref,
                    "company_id": self.company.id,
                }
                for ref in refs
            ]
        )
        self.summary.clients += len(refs)

    # ---- invoices

    def _missing_purchases(self, company):
        loaded = loaded_invoices(company)
        return [purchase for purchase in self.selection if purchase.ref not in loaded]

    def _load_invoices(self, batches):
        # By date, so that the numbers of the invoices follow the calendar.
        missing = sorted(
            self._missing_purchases(self.company), key=lambda purchase: purchase.date
        )
        done = len(self.selection) - len(missing)
        batches.run("invoices", missing, INVOICE_BATCH, done, self._create_invoices)

    def _create_invoices(self, purchases):
        moves = self.env["account.move"].create(
            [self._prepare_invoice(purchase) for purchase in purchases]
        )
        moves._post(soft=False)
        for move, purchase in zip(moves, purchases, strict=True):
            if _cents(move.amount_untaxed) != purchase.dollars:
                raise SampleError(
                    f"{purchase.ref}: {move.amount_untaxed} on the invoice, "
                    f"{purchase.dollars} in the file."
                )
        self.summary.invoices += len(moves)
        self.summary.dollars += sum(purchase.dollars for purchase in purchases)

    def _prepare_invoice(self, purchase):
        date = self._moved(purchase.date)
        return {
            "move_type": "out_invoice",
            "journal_id": self.sale_journal.id,
            "partner_id": self.partner_ids[purchase.client_ref],
            "ref": purchase.ref,
            "invoice_date": date,
            "date": date,
            "invoice_payment_term_id": False,
            "invoice_date_due": date + datetime.timedelta(days=TERM_DAYS),
            "invoice_user_id": False,
            "invoice_line_ids": [
                Command.create(
                    {
                        "product_id": self.product.id,
                        "quantity": purchase.quantity,
                        # Not rounded: times the quantity it gives the dollars again.
                        "price_unit": float(purchase.dollars / purchase.quantity),
                        "tax_ids": [Command.clear()],
                    }
                )
            ],
        }

    # ---- payments

    def _load_payments(self, batches):
        """The card company pays out once a day: one bank entry for many invoices."""
        days = self._due_payments(self.company)
        pairs = [(day, move_id) for day in sorted(days) for move_id in days[day]]
        batches.run("payments", pairs, INVOICE_BATCH, 0, self._create_payouts)

    def _due_payments(self, company):
        """{day: ids of the invoices to be paid that day}, without those ever paid."""
        loaded = loaded_invoices(company)
        paid = self._paid_refs(company)
        days = defaultdict(list)
        for purchase in self.selection:
            move = loaded.get(purchase.ref)
            delay = days_to_pay(purchase.ref)
            if not move or delay is None or purchase.ref in paid:
                continue
            if move.state == "posted" and move.payment_state in ("not_paid", "partial"):
                day = self._moved(purchase.date) + datetime.timedelta(days=delay)
                if day <= self.horizon:
                    days[day].append(move.id)
        return days

    def _paid_refs(self, company):
        """Purchases that have a payout, even one that was unreconciled by hand."""
        groups = company.env["account.move.line"]._read_group(
            [
                ("company_id", "=", company.id),
                ("journal_id.type", "=", "bank"),
                ("name", "=like", REF_LIKE),
            ],
            ["name"],
        )
        return {name for (name,) in groups}

    def _create_payouts(self, pairs):
        moves = self.env["account.move"].browse([move_id for _day, move_id in pairs])
        receivable = self._receivable_lines(moves)
        by_day = defaultdict(list)
        for (day, _move_id), move in zip(pairs, moves, strict=True):
            by_day[day].append(receivable[move.ref])
        payouts = self.env["account.move"].create(
            [self._prepare_payout(day, lines) for day, lines in by_day.items()]
        )
        payouts._post(soft=False)
        credited = self._receivable_lines(payouts)
        self.env["account.move.line"]._reconcile_plan(
            [line + credited[ref] for ref, line in receivable.items()]
        )
        self.summary.payments += len(moves)
        self.summary.payouts += len(payouts)

    def _receivable_lines(self, moves):
        """{reference of the purchase: its line}, of invoices or of payouts."""
        return {
            line.name if line.move_type == "entry" else line.move_id.ref: line
            for line in moves.line_ids
            if line.account_type == "asset_receivable"
        }

    def _prepare_payout(self, day, lines):
        label = f"CDNOW card payout {day}"
        total = sum(line.amount_residual for line in lines)
        return {
            "move_type": "entry",
            "journal_id": self.bank_journal.id,
            "date": day,
            "ref": label,
            "line_ids": [
                Command.create(
                    {
                        "account_id": self.bank_journal.default_account_id.id,
                        "name": label,
                        "balance": self.company.currency_id.round(total),
                    }
                ),
                *(
                    Command.create(
                        {
                            "account_id": line.account_id.id,
                            "partner_id": line.partner_id.id,
                            "name": line.move_id.ref,
                            "balance": -line.amount_residual,
                        }
                    )
                    for line in lines
                ),
            ],
        }
