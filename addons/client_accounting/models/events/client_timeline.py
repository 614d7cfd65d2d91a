from odoo import api, models
from odoo.exceptions import MissingError, UserError
from odoo.fields import Domain
from odoo.tools import SQL

from ..dossier.contacts import NextSteps
from ..dossier.statement import fetch
from .client_event_type import CHANNELS
from .timeline_documents import LINES
from .timeline_scope import Cursor, Filters, TimelineScope

PAGE = 40
MAX_PAGE = 200
PLANNED = 20


class ClientTimeline(models.AbstractModel):
    """What happened with a client, a contact or a document, and what is planned: events
    and documents of the ERP in one order, from one SQL statement, by pages."""

    _name = "client.timeline"
    _description = "Client Timeline"

    @api.model
    def _timeline_lines(self):
        """Return the kinds of lines; an addon adds its own with super()."""
        return LINES

    @api.model
    @api.readonly
    def get_timeline(self, res_model, res_id, filters=None, after=None, limit=PAGE):
        """Return a page of the timeline, the newest first.

        :param str res_model: ``res.partner`` for a client or a contact, else the model
            of a document that events are recorded on
        :param int res_id: id of the record
        :param dict filters: ``kinds`` (list), ``channel``, ``user_id``, ``months`` or
            ``date_from`` and ``date_to`` (ISO), ``text``
        :param list after: ``next`` of the page before; nothing for the first page
        :param int limit: lines of a page, 200 at most
        :return: ``{"items", "next"}``, with the first page also ``title``, ``client``,
            ``planned``, ``kinds`` and ``channels``; moments are in UTC, days are days;
            amounts are in the currency of the document, credit notes negative
        :raise AccessError: to users without access to client accounting, and for a
            record that the user may not read
        :raise MissingError: for a record that does not exist
        """
        scope = self._get_scope(res_model, res_id)
        wanted = Filters.of(scope, filters)
        cursor = Cursor.of(after)
        limit = limit if type(limit) is int and 0 < limit <= MAX_PAGE else PAGE
        plans = not cursor and wanted == Filters()
        rows, planned = self._fetch(scope, wanted, cursor, limit, plans)
        items = self._render(scope, rows[:limit])
        result = {"items": items, "next": False}
        if len(rows) > limit:
            last = rows[limit - 1]
            result["next"] = [last["moment"], last["rank"], last["id"]]
        if not cursor:
            result.update(self._get_frame(scope, planned))
        return result

    @api.model
    def get_timeline_action(self, res_model, res_id):
        """Return the action that shows the timeline of a record."""
        document = self._get_document(res_model, res_id)
        return {
            "type": "ir.actions.client",
            "tag": "client_accounting.timeline",
            "path": "timeline",
            "name": self.env._("Timeline of %(name)s", name=document.display_name),
            "params": {"res_model": document._name, "partner_id": document.id},
        }

    # ------------------------------------------------------------------ scope
    @api.model
    def _get_document(self, res_model, res_id):
        """Return the record of the timeline, checked."""
        self.env["client.dossier"]._check_reader()
        res_id = self.env["client.dossier"]._as_id(res_id)
        model = self.env[res_model] if self._has_timeline(res_model) else None
        if model is None:
            raise UserError(self.env._("Events are not recorded on such documents."))
        document = model.with_context(active_test=False).browse(res_id).exists()
        if not document:
            raise MissingError(
                self.env._("This record does not exist any more: it was deleted.")
            )
        document.check_access("read")
        return document

    @api.model
    def _has_timeline(self, res_model):
        return (
            isinstance(res_model, str)
            and res_model in self.env
            and not self.env[res_model]._abstract
            and not self.env[res_model].is_transient()
            and hasattr(self.env[res_model], "activity_schedule")
        )

    @api.model
    def _get_scope(self, res_model, res_id):
        """Check the reader and the record; return the scope of the timeline."""
        if res_model == "res.partner":
            known = self.env["client.dossier"]._get_scope(res_id)
            partner = self.env["res.partner"].browse(res_id)
            whole = known.client_id == partner.id
            return TimelineScope(
                self.env,
                partner,
                known.client_id,
                known.family_ids if whole else partner.ids,
                known.prepared,
            )
        document = self._get_document(res_model, res_id)
        self.env.flush_all()
        partner = self.env["client.event"]._partner_of_any(document)
        client = partner.sudo().commercial_partner_id or partner.sudo()
        scope = TimelineScope(self.env, document, client.id, partner.ids)
        self._narrow_plans(scope)
        return scope

    @api.model
    def _narrow_plans(self, scope):
        """Have what is planned looked for on the record alone."""
        on_documents = [
            (model, scope.search(model, Domain("id", "in", ids), active_test=False))
            for model, ids in scope.document_ids().items()
        ]
        on_document = Domain("res_model", "=", scope.document._name) & Domain(
            "res_id", "=", scope.document.id
        )
        scope.once("documents", lambda _scope: on_documents)
        scope.once("meetings", lambda _scope: on_document)

    # ------------------------------------------------------------------ reading
    @api.model
    def _fetch(self, scope, filters, cursor, limit, plans):
        """Return the rows of a page, one more than `limit` where there are more, and
        of what is planned, from one statement."""
        steps = NextSteps(limit=PLANNED)

        def compose(scope):
            columns = [
                self._page_column(scope, filters, cursor, limit),
                SQL("'[]'::json"),
            ]
            if plans and steps.visible(scope):
                columns[1] = SQL(
                    """(SELECT COALESCE(json_agg(row_to_json(step)), '[]'::json)
                    FROM (%s) step)""",
                    steps.query(scope),
                )
            return SQL("SELECT %s, %s", *columns)

        if scope.whole and plans:
            # what one sees first is the same statement for all clients
            depends = (
                "timeline",
                limit,
                *(line.key for line in self._timeline_lines()),
            )
            rows, planned = fetch(scope, compose, depends)
        else:
            [(rows, planned)] = self.env.execute_query(compose(scope))
        return rows, steps.render(scope, planned)["items"]

    @api.model
    def _page_column(self, scope, filters, cursor, limit):
        lines = [
            line for line in self._timeline_lines() if line.visible(scope, filters)
        ]
        pages = [
            page
            for line in lines
            for page in line.pages(scope, filters, cursor, limit + 1)
        ]
        if not pages:
            return SQL("'[]'::json")
        details = {line.rank: line.details(scope) for line in lines}
        return SQL(
            """(WITH page AS MATERIALIZED (
                SELECT * FROM (%(pages)s) every
                 ORDER BY moment DESC, rank DESC, id DESC LIMIT %(limit)s
            )
            SELECT COALESCE(json_agg(row_to_json(line)
                                     ORDER BY moment DESC, rank DESC, id DESC),
                            '[]'::json)
              FROM (%(details)s) line)""",
            pages=SQL(" UNION ALL ").join(SQL("(%s)", page) for page in pages),
            limit=limit + 1,
            details=SQL(" UNION ALL ").join(details.values()),
        )

    @api.model
    def _render(self, scope, rows):
        lines = {line.rank: line for line in self._timeline_lines()}
        items = []
        for row in rows:
            line = lines[row["rank"]]
            moment = scope.stamp(row["moment"])
            if line.daily:
                moment = scope.local_day(row["moment"])
            start = {
                "key": f"{line.model},{row['id']}",
                "kind": line.key,
                "res_model": line.model,
                "res_id": row["id"],
                "date": moment,
                "datetime": not line.daily,
                "text": "",
                "badge": "",
                "tone": "muted",
            }
            items.append(line.render(scope, start, row["detail"]))
        return items

    @api.model
    def _get_frame(self, scope, planned):
        """Return what a page of lines is shown in."""
        document = scope.document
        client = self.env["res.partner"].browse(scope.client_id)
        words = dict(
            self.env["client.event.type"]
            ._fields["channel"]
            ._description_selection(self.env)
        )
        readable = scope.whole or (bool(client) and client.has_access("read"))
        return {
            "title": document.display_name,
            "client": (
                {"id": client.id, "name": client.display_name} if readable else False
            ),
            "planned": planned,
            "kinds": [
                {"key": line.key, "title": self.env._(line.title), "icon": line.icon}
                for line in self._timeline_lines()
                if line.visible(scope, Filters()) and line.domains(scope)
            ],
            "channels": [[key, words[key]] for key, _name in CHANNELS],
        }
