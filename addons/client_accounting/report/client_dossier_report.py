from markupsafe import Markup

from odoo import api, fields, models
from odoo.tools import format_amount, format_date, format_datetime
from odoo.tools.misc import formatLang

from ..tools.bar_chart import Series, bar_chart

ACCENT = "#1f4e79"
PALE = "#cbd5e1"
# As on the screen: cents of large amounts would only be noise.
WHOLE_AMOUNTS_FROM = 10000
#: parts that only make sense on a screen
NOT_PRINTED = ("changes",)
RIGHT_ALIGNED = ("monetary", "number", "integer", "percent")


class ReportClientDossier(models.AbstractModel):
    _name = "report.client_accounting.report_client_dossier"
    _description = "Client Dossier (PDF)"

    @api.model
    def _get_report_values(self, docids, data=None):
        """Give the template the data of the screen, each value as text.

        Figures, their units and their currency are those of
        `client.dossier.get_dossier`, which also checks the reader's access.
        """
        partners = self.env["res.partner"].browse(docids)
        return {
            "doc_ids": docids,
            "doc_model": "res.partner",
            "docs": partners,
            "accent": self.env.company.primary_color or ACCENT,
            "dossiers": {
                partner.id: self._get_printout(partner) for partner in partners
            },
        }

    @api.model
    def _get_printout(self, partner):
        """Lay the dossier of a partner out for paper: as the reader sees it on the
        screen, if he prints from there."""
        basis = self.env.context.get("client_dossier_print_basis", "billed")
        arranged = "client_dossier_print_basis" in self.env.context
        dossier = self.env["client.dossier"].get_dossier(partner.id, basis, arranged)
        client = dossier["client"]
        sections = [
            self._print_section(part, dossier)
            for part in dossier["sections"]
            if part["key"] not in NOT_PRINTED
        ]
        identity = [client.get(name) for name in ("ref", "vat", "salesman", "company")]
        contact = [
            client.get(name) for name in ("phone", "email", "website", "address")
        ]
        return {
            "client": client,
            "identity": [text for text in identity if text],
            "contact": [text for text in contact if text],
            "tags": [tag["name"] for tag in client.get("tags") or []],
            "note": self._get_note(dossier),
            "blocks": self._group(sections),
        }

    @api.model
    def _get_note(self, dossier):
        """Give the line at the foot of each page."""
        note = self.env._(
            "%(date)s, %(user)s. Amounts in %(currency)s.",
            date=format_date(self.env, dossier["today"], date_format="long"),
            user=self.env.user.name,
            currency=dossier["currency"]["name"],
        )
        if dossier["basis"] == "billed":
            return note
        consumed = self.env._("Sales by who consumed, whoever was billed.")
        return f"{note} {consumed}"

    @api.model
    def _group(self, sections):
        """Put two narrow parts that follow each other side by side."""
        blocks = []
        for section in sections:
            narrow = section["area"] == "side" and section["filled"]
            if narrow and blocks and len(blocks[-1]) == 1:
                before = blocks[-1][0]
                if before["area"] == "side" and before["filled"]:
                    blocks[-1].append(section)
                    continue
            blocks.append([section])
        return blocks

    @api.model
    def _print_section(self, section, dossier):
        """Give a part as text; a kind unknown here prints no data."""
        method = getattr(self, f"_print_{section['kind']}", None)
        printed = method(section["data"], dossier) if method else {}
        return {
            "key": section["key"],
            "title": section["title"],
            "kind": section["kind"],
            "area": section.get("area") or "main",
            "empty": section.get("empty") or "",
            "filled": bool(printed),
            **printed,
        }

    # ------------------------------------------------------------------
    # Kinds of parts: each gives {} where there is nothing to print
    # ------------------------------------------------------------------

    @api.model
    def _print_figures(self, data, dossier):
        tiles = []
        for tile in data["tiles"]:
            percent = round((tile.get("change") or 0) * 100)
            text = self._print_value(tile["value"], tile["type"], dossier, whole=True)
            tiles.append(
                {
                    "label": tile["label"],
                    "text": text or "–",
                    "hint": tile.get("hint") or "",
                    "tone": tile.get("tone") or "",
                    "change": self._print_change(tile.get("change")),
                    "trend": "rise" if percent > 0 else "fall" if percent else "same",
                }
            )
        return {"tiles": tiles} if tiles else {}

    @api.model
    def _print_change(self, change):
        """Give a fraction of the year before as a signed percentage."""
        if change is None or change is False:
            return ""
        rounded = round(change * 100)
        sign = "+" if rounded > 0 else "−" if rounded < 0 else ""
        percent = formatLang(self.env, abs(rounded), digits=0)
        return f"{sign}{percent}\N{NO-BREAK SPACE}%"

    @api.model
    def _print_chart(self, data, dossier):
        if data.get("empty"):
            return {}
        colors = [PALE] * (len(data["series"]) - 1)
        colors.append(self.env.company.primary_color or ACCENT)
        series = [
            Series(one["label"], tuple(one["values"]), color)
            for one, color in zip(data["series"], colors, strict=True)
        ]
        legend = [
            {
                "label": one["label"],
                "color": color,
                "total": self._print_value(
                    one.get("total"), "monetary", dossier, whole=True
                ),
            }
            for one, color in zip(data["series"], colors, strict=True)
        ]
        # bar_chart escapes what it is given.
        svg = Markup(bar_chart(data["labels"], series, self._print_tick))
        return {"svg": svg, "legend": legend}

    @api.model
    def _print_tick(self, value):
        return formatLang(self.env, value, digits=0 if value == int(value) else 1)

    @api.model
    def _print_table(self, data, dossier):
        if not data["rows"]:
            return {}
        columns = [
            {**column, "right": column["type"] in RIGHT_ALIGNED}
            for column in data["columns"]
        ]
        shares = self._get_shares(data)
        rows = [
            {
                "tone": row.get("tone") or "",
                "cells": [
                    self._print_cell(column, row["values"], dossier, shares)
                    for column in columns
                ],
            }
            for row in data["rows"]
        ]
        footer = data.get("footer") or {}
        footer = [
            self._print_value(footer.get(column["name"]), column["type"], dossier)
            for column in columns
        ]
        return {
            "columns": columns,
            "rows": rows,
            "footer": footer if any(footer) else [],
            "more": self._get_more(data, rows),
        }

    @api.model
    def _get_more(self, data, shown):
        """Say how many there are where not all are printed."""
        total = data.get("total") or 0
        if total <= len(shown):
            return ""
        return self.env._("%(shown)s of %(total)s", shown=len(shown), total=total)

    @api.model
    def _get_shares(self, data):
        """Give the largest amount of each column that is drawn as a bar."""
        return {
            column["name"]: max(
                (row["values"].get(column["name"]) or 0 for row in data["rows"]),
                default=0,
            )
            for column in data["columns"]
            if column.get("bar")
        }

    @api.model
    def _print_cell(self, column, values, dossier, shares):
        value = values.get(column["name"])
        kind = column["type"]
        text = self._print_value(value, kind, dossier)
        unit = column.get("unit") and values.get(column["unit"])
        original = column.get("original") and values.get(column["original"])
        largest = shares.get(column["name"])
        return {
            "text": f"{text} {unit}" if text and unit else text,
            "badge": value if kind == "badge" and value else {},
            "hint": (column.get("hint") and values.get(column["hint"])) or "",
            "original": self._print_original(original) if original else "",
            "right": column["right"],
            "strong": bool(column.get("strong")),
            "share": max(round(100 * value / largest), 0) if largest and value else 0,
        }

    @api.model
    def _print_original(self, original):
        currency = self.env["res.currency"].browse(original["currency_id"])
        return format_amount(self.env, original["amount"], currency)

    @api.model
    def _print_facts(self, data, dossier):
        facts = [
            {
                "label": fact["label"],
                "text": self._print_value(fact["value"], fact["type"], dossier),
            }
            for fact in data["facts"]
        ]
        return {"facts": facts} if facts else {}

    @api.model
    def _print_people(self, data, dossier):
        if not data["people"]:
            return {}
        more = self._get_more(data, data["people"])
        return {"people": data["people"], "more": more}

    @api.model
    def _print_timeline(self, data, dossier):
        if not data["items"]:
            return {}
        items = [
            {
                **item,
                "when": self._print_moment(item["date"])
                if item.get("datetime")
                else self._print_value(item["date"], "date", dossier),
            }
            for item in data["items"]
        ]
        return {"items": items, "more": self._get_more(data, items)}

    # ------------------------------------------------------------------
    # Values
    # ------------------------------------------------------------------

    @api.model
    def _print_value(self, value, kind, dossier, whole=False):
        """Write a value as the reader's language does; amounts in the dossier's
        currency, moments (UTC) as a day in the reader's time zone."""
        if value is None or value is False or value == "":
            return ""
        if kind == "badge":
            return value.get("label") or ""
        if kind == "monetary":
            return self._print_amount(value, dossier, whole)
        if kind in ("number", "integer", "percent"):
            digits = 0 if float(value).is_integer() else 2
            text = formatLang(self.env, value, digits=digits)
            return f"{text}\N{NO-BREAK SPACE}%" if kind == "percent" else text
        if kind in ("date", "datetime"):
            return self._print_day(value)
        return str(value)

    @api.model
    def _print_amount(self, value, dossier, whole):
        currency = self.env["res.currency"].browse(dossier["currency"]["id"])
        if whole and abs(value) >= WHOLE_AMOUNTS_FROM:
            text = formatLang(self.env, value, digits=0)
            pair = (currency.symbol, text)
            if currency.position == "after":
                pair = (text, currency.symbol)
            return "\N{NO-BREAK SPACE}".join(pair)
        return format_amount(self.env, value, currency)

    @api.model
    def _print_day(self, value):
        if len(value) > 10:
            moment = fields.Datetime.to_datetime(value)
            value = fields.Datetime.context_timestamp(self, moment).date()
        return format_date(self.env, value)

    @api.model
    def _print_moment(self, value):
        if len(value) <= 10:
            return self._print_day(value)
        return format_datetime(self.env, value, dt_format="short")
