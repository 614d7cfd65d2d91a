from odoo import api, models


class ResPartner(models.Model):
    """An import says of each line which client it repeats."""

    _inherit = "res.partner"

    @api.model
    def load(self, fields, data):
        # EXTENDS base: lines are compared once they are there, with all clients and
        # with each other
        mode, _proposed, strong = self.env["client.duplicate"]._policy()
        if mode == "off" or not self.env.context.get("import_file"):
            return super().load(fields, data)
        before = self._newest_id()
        with self.env.cr.savepoint() as savepoint:
            result = super().load(fields, data)
            if not result["ids"]:
                return result
            self.env.flush_all()
            messages = self._import_duplicates(
                result["ids"], before, strong if mode == "block" else None
            )
            messages = self._without_insisting(messages, fields, data)
            result["messages"] += messages
            if any(message["type"] == "error" for message in messages):
                savepoint.rollback()
                result["ids"] = False
        if not result["ids"]:
            self.env.invalidate_all(flush=False)
        return result

    @api.model
    def _newest_id(self):
        newest = self.sudo().with_context(active_test=False)
        return newest.search([], order="id desc", limit=1).id or 0

    @api.model
    def _import_duplicates(self, ids, before, blocking):
        """Messages, as ``load`` gives them, for imported clients that are like others.

        :param before: highest id of the partners that were there before
        :param blocking: score from which a new line is refused; ``None`` for never
        """
        Duplicate = self.env["client.duplicate"]
        lines = {id_: line for line, id_ in reversed([*enumerate(ids)])}
        new = self.browse(id_ for id_ in ids if id_ > before)
        clients = new.filtered(lambda partner: partner.commercial_partner_id == partner)
        features = Duplicate._features_of(clients.ids)
        matches = Duplicate._matches(features, lambda client, other: other >= client)
        messages = []
        for client in clients:
            found = matches.get(client.id) or []
            readable = self.browse(match[0] for match in found)._filtered_access("read")
            found = [match for match in found if match[0] in readable._ids]
            if found:
                blocks = blocking is not None and found[0][1] >= blocking
                messages.append(self._import_message(client, found[0], lines, blocks))
        return messages

    @api.model
    def _import_message(self, client, match, lines, blocks):
        other_id, points, reasons = match
        values = {
            "name": client.display_name,
            "other": self.browse(other_id).display_name,
            "score": points,
            "reasons": self.env["client.duplicate"]._reason_text(reasons),
        }
        if other_id in lines:
            text = self.env._(
                "%(name)s may be the same client as %(other)s in line %(line)s of the "
                "file (%(score)s of 100: %(reasons)s).",
                line=lines[other_id] + 1,
                **values,
            )
        else:
            text = self.env._(
                "%(name)s may be the same client as %(other)s, who is here already "
                "(%(score)s of 100: %(reasons)s).",
                **values,
            )
        line = lines[client.id]
        return {
            "type": "error" if blocks else "warning",
            "message": text,
            "record": line,
            "rows": {"from": line, "to": line},
            "field": "name",
        }

    @api.model
    def _without_insisting(self, messages, fields, data):
        """Leave out the lines that say themselves that they are no duplicates."""
        if "client_not_duplicate" not in fields:
            return messages
        column = fields.index("client_not_duplicate")
        no = {"", "0", "false", "no", "нет"}
        return [
            message
            for message in messages
            if str(data[message["record"]][column] or "").strip().lower() in no
        ]
