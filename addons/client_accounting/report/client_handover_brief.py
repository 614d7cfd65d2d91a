from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.tools import SQL, format_amount, format_date

from ..models.handover.source import ActivitySource
from .client_dossier_report import ACCENT

#: clients printed whole; the contents name them all
WHOLE = 150
#: days in which an offer that ends has to be looked at
SOON = 14
#: parts of the dossier that a receiver needs, in this order
PARTS = (
    "figures",
    "next_steps",
    "people",
    "passport",
    "receivables",
    "orders",
    "opportunities",
    "deliveries",
    "last_contacts",
    "segments",
    "attributes",
)


class ClientHandoverBrief(models.AbstractModel):
    """The brief that a receiver reads before he accepts: from the data of the dossier,
    with his own rights."""

    _name = "client.handover.brief"
    _description = "Brief for the Receiver of Clients"

    @api.model
    def _get_values(self, lines):
        """Give the template what it prints, each value as text.

        :param lines: lines of handovers, as the reader may read them
        """
        lines = lines.filtered(lambda line: line.state not in ("draft", "skipped"))
        if not lines:
            raise UserError(
                self.env._("There is no brief yet: these clients have not moved.")
            )
        first = self._first_steps(lines)
        whole = lines[:WHOLE]
        return {
            "accent": self.env.company.primary_color or ACCENT,
            "contents": [self._content(line, first[line.id]) for line in lines],
            "briefs": [self._brief(line, first[line.id]) for line in whole],
            "left": len(lines) - len(whole),
            "note": self.env._(
                "%(date)s, %(user)s",
                date=format_date(
                    self.env, fields.Date.context_today(self), date_format="long"
                ),
                user=self.env.user.name,
            ),
        }

    @api.model
    def _content(self, line, first):
        partner = line.partner_id
        return {
            "anchor": f"client_{partner.id}",
            "name": partner.display_name,
            "city": partner.city or "",
            "giver": line.from_user_id.name,
            "receiver": line.receiver_id.name,
            "first": first[0] if first else "",
        }

    @api.model
    def _brief(self, line, first):
        """A client: who hands over and why, what to do first, its dossier."""
        printer = self.env["report.client_accounting.report_client_dossier"]
        dossier = self.env["client.dossier"].get_dossier(line.partner_id.id)
        parts = {part["key"]: part for part in dossier["sections"]}
        sections = [
            printer._print_section(parts[key], dossier) for key in PARTS if key in parts
        ]
        client = dossier["client"]
        names = ("ref", "vat", "company", "phone", "email", "website", "address")
        return {
            **self._content(line, first),
            "steps": first,
            "reason": line.reason,
            "date": format_date(self.env, line.date_done),
            "identity": [client[name] for name in names if client.get(name)],
            "tags": [tag["name"] for tag in client.get("tags") or []],
            "blocks": printer._group(
                [section for section in sections if section["filled"]]
            ),
            "currency": dossier["currency"]["name"],
        }

    # ------------------------------------------------------------------ first steps
    @api.model
    def _first_steps(self, lines):
        """What to do first for each client, the most urgent first; a query a kind.

        :return: ``{line id: [sentences]}``
        """
        clients = lines.partner_id
        found = {client.id: [] for client in clients}
        for step in (
            self._overdue_money,
            self._promised_money,
            self._ending_offers,
            self._activities,
            self._no_next_step,
        ):
            for client_id, sentence in step(lines, clients, found):
                found[client_id].append(sentence)
        return {line.id: found[line.partner_id.id] for line in lines}

    @api.model
    def _overdue_money(self, lines, clients, found):
        rows = self.env["client.figures"].search(
            [
                ("partner_id", "in", clients.ids),
                ("company_id", "in", self.env.companies.ids),
                ("receivable_overdue", ">", 0),
            ]
        )
        for row in rows:
            yield (
                row.partner_id.id,
                self.env._(
                    "%(amount)s are overdue since %(date)s: read what was promised "
                    "before you call.",
                    amount=format_amount(
                        self.env, row.receivable_overdue, row.currency_id
                    ),
                    date=format_date(self.env, row.oldest_due_date),
                ),
            )

    @api.model
    def _promised_money(self, lines, clients, found):
        promises = self.env["client.payment.promise"]
        if not promises.has_access("read"):
            return
        for promise in promises.search(
            [
                ("partner_id", "in", clients.ids),
                ("company_id", "in", self.env.companies.ids),
                ("state", "=", "open"),
            ],
            order="date, id",
        ):
            yield (
                promise.partner_id.id,
                self.env._(
                    "%(amount)s are promised until %(date)s: see whether they come.",
                    amount=format_amount(
                        self.env, promise.amount_target, promise.currency_id
                    ),
                    date=format_date(self.env, promise.date),
                ),
            )

    @api.model
    def _ending_offers(self, lines, clients, found):
        orders = self.env["sale.order"]
        if not orders.has_access("read"):
            return
        last = fields.Date.context_today(self) + timedelta(days=SOON)
        for order in orders.search(
            [
                ("partner_id.commercial_partner_id", "in", clients.ids),
                ("company_id", "in", self.env.companies.ids),
                ("state", "=", "sent"),
                ("validity_date", "!=", False),
                ("validity_date", "<=", last),
            ],
            order="validity_date, id",
        ):
            yield (
                order.partner_id.commercial_partner_id.id,
                self.env._(
                    "Offer %(name)s over %(amount)s ends on %(date)s.",
                    name=order.name,
                    amount=format_amount(
                        self.env, order.amount_total, order.currency_id
                    ),
                    date=format_date(self.env, order.validity_date),
                ),
            )

    @api.model
    def _activities(self, lines, clients, found):
        """Activities of the receivers with these clients, late ones first."""
        source = ActivitySource("", "", "mail.activity", company=None)
        rows = self.env.execute_query(
            SQL(
                """SELECT src.client_id, a.date_deadline,
                          COALESCE(NULLIF(a.summary, ''), t.name ->> %(lang)s,
                                   t.name ->> 'en_US', '')
                     FROM (%(rows)s) src
                     JOIN mail_activity a ON a.id = src.id AND a.active
                LEFT JOIN mail_activity_type t ON t.id = a.activity_type_id
                    WHERE src.user_id = ANY(%(users)s)
                      AND src.client_id = ANY(%(clients)s)
                 ORDER BY a.date_deadline, a.id""",
                lang=self.env.lang or "en_US",
                rows=source.rows(self.env),
                users=lines.sudo().receiver_id.ids,
                clients=clients.ids,
            )
        )
        today = fields.Date.context_today(self)
        for client_id, deadline, name in rows:
            text = (
                self.env._("Overdue since %(date)s: %(what)s")
                if deadline < today
                else self.env._("Planned for %(date)s: %(what)s")
            )
            yield (
                client_id,
                text
                % {
                    "date": format_date(self.env, deadline),
                    "what": name,
                },
            )

    @api.model
    def _no_next_step(self, lines, clients, found):
        for client_id, sentences in list(found.items()):
            if not sentences:
                yield (
                    client_id,
                    self.env._(
                        "Nothing is planned: call, introduce yourself and agree on the "
                        "next step."
                    ),
                )


class ReportClientHandover(models.AbstractModel):
    _name = "report.client_accounting.report_client_handover"
    _description = "Brief of a Handover (PDF)"

    @api.model
    def _get_report_values(self, docids, data=None):
        """The clients of handovers: the reader's own, all for administrators."""
        handovers = self.env["client.handover"].browse(docids)
        handovers.check_access("read")
        lines = self.env["client.handover.line"].search(
            [("handover_id", "in", handovers.ids)], order="receiver_id, id"
        )
        mine = lines.filtered(lambda line: line.receiver_id == self.env.user)
        return {
            "doc_ids": docids,
            "doc_model": "client.handover",
            "docs": handovers,
            **self.env["client.handover.brief"]._get_values(mine or lines),
        }


class ReportClientHandoverLine(models.AbstractModel):
    _name = "report.client_accounting.report_client_handover_line"
    _description = "Brief of Clients Handed Over (PDF)"

    @api.model
    def _get_report_values(self, docids, data=None):
        """The chosen clients."""
        lines = self.env["client.handover.line"].browse(docids)
        lines.check_access("read")
        return {
            "doc_ids": docids,
            "doc_model": "client.handover.line",
            "docs": lines,
            **self.env["client.handover.brief"]._get_values(lines),
        }
