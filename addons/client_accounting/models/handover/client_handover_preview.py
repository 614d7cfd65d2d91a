from markupsafe import Markup

from odoo import api, models
from odoo.tools import SQL, formatLang


class ClientHandover(models.Model):
    """What moves, in figures: one statement for all kinds and receivers."""

    _inherit = "client.handover"

    @api.model
    def _kind_labels(self):
        labels = {one.key: self.env._(one.label) for one in self._handover_sources()}
        return {**labels, "follower": self.env._("Followers")}

    def _counts(self):
        """How much moves, or has moved.

        :return: ``{receiver id: {kind: number}}``
        """
        self.ensure_one()
        if self.state in ("done", "undone"):
            query = SQL(
                """SELECT receiver_id, kind, COUNT(DISTINCT res_id)
                     FROM client_handover_item WHERE handover_id = %s
                      AND left(column_name, 1) <> '@' GROUP BY receiver_id, kind""",
                self.id,
            )
        else:
            query = SQL(" UNION ALL ").join(
                SQL(
                    "SELECT rows.receiver_id, %s, COUNT(*) FROM (%s) rows "
                    "GROUP BY rows.receiver_id",
                    source.key,
                    self._rows_of(source),
                )
                for source in self._get_sources()
                if source.wanted(self) and source.counted
            )
        self.env.flush_all()
        found = {}
        for receiver_id, kind, number in self.env.execute_query(query):
            found.setdefault(receiver_id, {})[kind] = number
        return found

    @api.depends(
        "line_ids.receiver_id",
        "line_ids.state",
        "state",
        "move_orders",
        "move_rest",
        "rest_receiver_id",
    )
    def _compute_preview(self):
        for handover in self:
            handover.preview = (
                handover._origin.sudo()._make_preview()
                if handover._origin.id
                else False
            )

    def _make_preview(self):
        """The table of receivers and kinds, escaped."""
        counts = self._counts()
        clients = {
            receiver.id: (number, turnover)
            for receiver, number, turnover in self.env[
                "client.handover.line"
            ]._read_group(
                [("handover_id", "=", self.id), ("state", "!=", "skipped")],
                ["receiver_id"],
                ["__count", "turnover:sum"],
            )
        }
        ids = set(counts) | set(clients)
        if not ids:
            return False
        kinds = [
            source
            for source in self._get_sources()
            if source.counted
            and any(found.get(source.key) for found in counts.values())
        ]
        users = self.env["res.users"].browse(sorted(one for one in ids if one))
        head = [self.env._("To Whom"), self.env._("Clients")]
        head += [
            self.env._("Contacts and Clients")
            if kind.key == "client"
            else self.env._(kind.label)
            for kind in kinds
        ]
        rows = []
        for user in [*users, self.env["res.users"]]:
            if user.id not in ids:
                continue
            found = counts.get(user.id, {})
            rows.append(
                [
                    user.name or self.env._("Nobody yet"),
                    clients.get(user.id, (0, 0))[0],
                    *(found.get(kind.key, 0) for kind in kinds),
                ]
            )
        if len(rows) > 1:
            totals = [sum(column) for column in list(zip(*rows, strict=True))[1:]]
            rows.append([self.env._("Total"), *totals])
        return self._as_table(head, rows)

    @api.model
    def _as_table(self, head, rows):
        def cells(tag, values):
            return Markup("").join(
                Markup("<%s class='%s'>%s</%s>")
                % (
                    Markup(tag),
                    "text-end ps-4" if number else "",
                    formatLang(self.env, value, digits=0)
                    if isinstance(value, int)
                    else value,
                    Markup(tag),
                )
                for number, value in enumerate(values)
            )

        body = Markup("").join(
            Markup("<tr class='%s'>%s</tr>")
            % (
                "fw-bold" if len(rows) > 2 and row is rows[-1] else "",
                cells("td", row),
            )
            for row in rows
        )
        return Markup(
            "<div class='table-responsive'>"
            "<table class='table table-sm w-auto o_client_handover_preview'>"
            "<thead><tr>%s</tr></thead><tbody>%s</tbody></table></div>"
        ) % (cells("th", head), body)

    def _items_action(self, domain, name=None):
        return {
            "type": "ir.actions.act_window",
            "name": name or self.env._("Records Moved"),
            "res_model": "client.handover.item",
            "domain": domain,
            "views": [(False, "list")],
            "context": {"create": False, "edit": False},
        }

    def action_open_items(self):
        """Open everything that moved."""
        return self._items_action([("handover_id", "in", self.ids)])

    def action_open_lines(self):
        """Open the clients with their receivers and answers."""
        self.ensure_one()
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "client_accounting.client_handover_line_action_all"
        )
        return {**action, "domain": [("handover_id", "=", self.id)], "context": {}}
