from odoo import api, fields, models
from odoo.tools import SQL

from . import attribute_sql

#: what the profiles of each client ask for and what of it there is
GAPS = """
    SELECT demand.partner_id, demand.attribute_id, demand.is_required,
           demand.is_blocking, demand.is_filled, demand.confirm_months,
           confirmation.date, confirmation.user_id,
           demand.is_filled AND demand.confirm_months IS NOT NULL
           AND (confirmation.date IS NULL OR confirmation.date
                < %(now)s - make_interval(months => demand.confirm_months)) AS is_stale
      FROM (
        SELECT rel.partner_id, line.attribute_id, stage.id AS stage_id,
               COALESCE(BOOL_OR(line.is_required AND (required.id IS NULL
                       OR COALESCE(stage.sequence >= required.sequence, FALSE))),
                   FALSE) AS is_required,
               COALESCE(BOOL_OR(line.is_required AND line.is_blocking
                       AND (required.id IS NULL
                            OR COALESCE(stage.sequence >= required.sequence, FALSE))),
                   FALSE) AS is_blocking,
               MIN(NULLIF(line.confirm_months, 0)) AS confirm_months,
               BOOL_OR(%(filled)s) AS is_filled
          FROM client_profile_res_partner_rel rel
          JOIN client_profile profile ON profile.id = rel.profile_id AND profile.active
          JOIN client_profile_line line ON line.profile_id = profile.id
          JOIN client_attribute attribute
            ON attribute.id = line.attribute_id AND attribute.active
          JOIN res_partner partner ON partner.id = rel.partner_id
          LEFT JOIN client_lifecycle_stage required
            ON required.id = line.required_stage_id
          LEFT JOIN client_lifecycle_state state
            ON state.partner_id = rel.partner_id AND state.company_id = %(company)s
          LEFT JOIN client_lifecycle_stage stage ON stage.id = %(stage)s
         WHERE %(clients)s AND %(readable)s
      GROUP BY rel.partner_id, line.attribute_id, stage.id
      ) demand
      LEFT JOIN client_attribute_confirmation confirmation
        ON confirmation.partner_id = demand.partner_id
       AND confirmation.attribute_id = demand.attribute_id
"""
#: dossiers in numbers, one row for a client
TOTALS = """
    SELECT gap.partner_id, COUNT(*) AS attribute_count,
           COUNT(*) FILTER (WHERE gap.is_filled) AS filled_count,
           COUNT(*) FILTER (WHERE gap.is_required) AS required_count,
           COUNT(*) FILTER (WHERE gap.is_required AND NOT gap.is_filled)
               AS missing_count,
           COUNT(*) FILTER (WHERE gap.is_stale) AS stale_count,
           MAX(gap.date) AS last_date,
           CASE WHEN BOOL_OR(gap.is_required)
                THEN ROUND(100.0 * COUNT(*) FILTER (
                               WHERE gap.is_required AND gap.is_filled)
                           / COUNT(*) FILTER (WHERE gap.is_required))
                ELSE ROUND(100.0 * COUNT(*) FILTER (WHERE gap.is_filled) / COUNT(*))
           END AS completeness
      FROM (%s) gap
  GROUP BY gap.partner_id
"""


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
    stage_id = fields.Many2one("client.lifecycle.stage", "Stage", readonly=True)
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
        return SQL(
            """SELECT total.partner_id AS id, total.*, partner.user_id,
                      state.stage_id
                 FROM (%(totals)s) total
                 JOIN res_partner partner
                   ON partner.id = total.partner_id AND partner.active
                 LEFT JOIN client_lifecycle_state state
                   ON state.partner_id = partner.id AND state.company_id = %(company)s
            """,
            totals=self._totals(),
            company=self.env.company.id,
        )

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
        """One row for a client with the columns of this model."""
        return SQL(TOTALS, self._gaps(clients))

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
