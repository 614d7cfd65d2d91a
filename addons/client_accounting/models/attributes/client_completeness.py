from odoo import api, fields, models
from odoo.tools import SQL

from . import attribute_sql
from .completeness_sql import GAPS, SOURCES, TOTALS


class ClientCompleteness(models.Model):
    """How completely and how freshly the dossier of each client is filled in, computed
    where it is read: it changes with the days, the stage of the client and the rights
    of the reader, who is asked for what he may see only."""

    _name = "client.completeness"
    _description = "Completeness of a Client Dossier"
    _auto = False
    _log_access = False
    _order = "completeness, partner_id"
    _rec_name = "partner_id"

    partner_id = fields.Many2one("res.partner", "Client", readonly=True)
    user_id = fields.Many2one("res.users", "Salesperson", readonly=True)
    stage_id = fields.Many2one("client.lifecycle.stage", readonly=True)
    completeness = fields.Integer(
        "Completeness, %",
        readonly=True,
        aggregator="avg",
        help="Share of the attributes required at the client's stage that are filled "
        "in; of all attributes of its profiles where none is required.",
    )
    attribute_count = fields.Integer("Attributes", readonly=True)
    filled_count = fields.Integer("Filled In", readonly=True)
    required_count = fields.Integer("Required", readonly=True)
    missing_count = fields.Integer("Missing", readonly=True)
    stale_count = fields.Integer("To Be Confirmed", readonly=True)
    last_date = fields.Datetime("Last Written or Confirmed", readonly=True)
    missing_names = fields.Char("What Is Missing", compute="_compute_names")
    stale_names = fields.Char("What to Confirm", compute="_compute_names")

    _depends = {
        "res.partner": ["client_profile_ids", "client_attributes", "user_id", "active"],
        "client.profile": ["active"],
        "client.profile.line": [
            "profile_id",
            "attribute_id",
            "is_required",
            "required_stage_id",
            "confirm_months",
        ],
        "client.attribute": ["active", "type", "code"],
        "client.lifecycle.state": ["stage_id"],
        "client.lifecycle.stage": ["sequence"],
    }

    @property
    def _table_query(self):
        return SQL("%s AND partner.active", self._totals())

    @api.depends("missing_count", "stale_count")
    @api.depends_context("lang", "company")
    def _compute_names(self):
        gaps = self._find_gaps(self.ids)
        for row in self:
            missing, stale = gaps.get(row.id, ([], []))
            row.missing_names = ", ".join(missing)
            row.stale_names = ", ".join(stale)

    # ------------------------------------------------------------------ statements
    @api.model
    def _gaps(self, clients=None, stage=None, now=None, everything=False):
        """``SELECT partner_id, attribute_id, is_required, is_filled, is_stale, ...``:
        a row for each attribute that the profiles of a client bring.

        :param clients: ids of clients, or the SQL of a select of ids; None for all
        :param stage: count as if the clients were at this stage
        :param now: moment (UTC) that values are too old at; the present
        :param everything: also attributes that the reader may not see
        """
        among = SQL("TRUE")
        if isinstance(clients, SQL):
            among = SQL("rel.partner_id IN (%s)", clients)
        elif clients is not None:
            among = SQL("rel.partner_id = ANY(%s)", list(clients))
        return SQL(
            GAPS,
            now=SQL("%s::timestamp", now or fields.Datetime.now()),
            company=self.env.company.id,
            stage=stage.id if stage else SQL("state.stage_id"),
            clients=among,
            readable=SQL("TRUE") if everything else self._readable(),
            filled=SQL(
                """CASE attribute.type
                   WHEN 'boolean' THEN COALESCE(
                       partner.client_attributes -> attribute.code, 'null') <> 'null'
                   ELSE COALESCE(partner.client_attributes -> attribute.code, 'null')
                        NOT IN %s END""",
                attribute_sql.EMPTY,
            ),
        )

    @api.model
    def _readable(self):
        """Condition: attributes that the reader may see."""
        dictionary = self.env["client.dictionary"]
        hidden = [
            entry["id"]
            for entry in dictionary._entries("en_US").values()
            if not dictionary._is_readable(entry)
        ]
        return SQL("attribute.id <> ALL(%s)", hidden) if hidden else SQL("TRUE")

    @api.model
    def _totals(self, clients=None):
        """One row for a client with the columns of this model.

        :param clients: ids of clients; None for all, archived ones too
        """
        return SQL(
            TOTALS,
            company=self.env.company.id,
            now=SQL("%s::timestamp", fields.Datetime.now()),
            demand=SQL(", ").join(self._demand()),
            clients=SQL("TRUE")
            if clients is None
            else SQL("partner.id = ANY(%s)", list(clients)),
        )

    @api.model
    def _demand(self):
        """What is asked of clients, a row of SQL for each combination of profiles that
        a client has and each stage: a few hundred at most."""
        for model in ("client.profile.line", "client.attribute"):
            self.env[model].flush_model()
        self.env["client.lifecycle.stage"].flush_model(["sequence"])
        dictionary = self.env["client.dictionary"]
        entries = dictionary._entries("en_US")
        lines = {}
        [(keys, found, stages)] = self.env.execute_query(SQL(SOURCES))
        for profile_id, *line in found:
            if dictionary._is_readable(entries[line[1]]):
                lines.setdefault(profile_id, []).append(line)
        rows = [
            self._demand_row(key, lines, *stage)
            for key in keys
            for stage in ((0, None), *stages)
        ]
        return [row for row in rows if row] or [
            SQL(
                "(NULL, 0, NULL::text[], NULL::text[], NULL::integer[],"
                " NULL::integer[], 0, 0)"
            )
        ]

    def _demand_row(self, key, lines, stage_id, sequence):
        months, required = {}, set()
        codes = {}
        for profile_id in map(int, key.split(",")):
            for id_, code, is_required, needed, every in lines.get(profile_id, ()):
                codes[id_] = code
                reached = needed is None or (
                    sequence is not None and sequence >= needed
                )
                if is_required and reached:
                    required.add(code)
                if every:
                    months[id_] = min(every, months.get(id_, every))
        return codes and SQL(
            "(%s, %s, %s::text[], %s::text[], %s::integer[], %s::integer[], %s, %s)",
            key,
            stage_id,
            list(codes.values()),
            sorted(required),
            list(codes),
            [months.get(id_) for id_ in codes],
            len(codes),
            len(required),
        )

    @api.model
    def _find_gaps(self, client_ids, stage=None, blocking=False):
        """Return names in the language of the reader, in the order of the dictionary:
        ``{client id: ([missing], [to be confirmed])}``.

        :param blocking: only those without which a stage is refused
        """
        if not client_ids:
            return {}
        self.env.flush_all()
        rows = self.env.execute_query(
            SQL(
                """SELECT gap.partner_id, gap.attribute_id, gap.is_stale
                     FROM (%s) gap
                    WHERE (%s AND NOT gap.is_filled) OR gap.is_stale""",
                self._gaps(client_ids, stage),
                SQL("gap.is_blocking") if blocking else SQL("gap.is_required"),
            )
        )
        entries = self.env["client.dictionary"]._entries(self.env.lang or "en_US")
        place = {
            entry["id"]: (number, entry["name"])
            for number, entry in enumerate(entries.values())
        }
        found = {}
        for partner_id, attribute_id, is_stale in sorted(
            rows, key=lambda row: place[row[1]][0]
        ):
            found.setdefault(partner_id, ([], []))[is_stale].append(
                place[attribute_id][1]
            )
        return found

    # ------------------------------------------------------------------ actions
    def action_open_client(self):
        """Open the client at its attributes."""
        self.ensure_one()
        return self.partner_id.action_open_client_attributes()

    def action_confirm(self):
        """Confirm that all values of these clients that were due are still true."""
        self.partner_id._confirm_client_attributes()
