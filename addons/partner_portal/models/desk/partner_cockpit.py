from datetime import timedelta

from odoo import api, fields, models
from odoo.tools import SQL

#: Room for so many kinds of work in the ids of rows.
KINDS = 64
URGENCIES = [
    ("0_late", "Overdue"),
    ("1_today", "Within a Day"),
    ("2_week", "Within a Week"),
    ("3_later", "Later"),
    ("4_open", "No Deadline"),
]


class PartnerCockpit(models.Model):
    """Everything of the channel that waits for us, in one list.

    A row is a document that somebody of us has to decide or to answer. Topics add
    their documents in ``_cockpit_sources``; rules of access of the documents hold when
    a row is opened, rows follow who looks after the partner.
    """

    _name = "partner.cockpit"
    _description = "Work of the Channel Manager"
    _auto = False
    _order = "deadline, since, id"
    _depends = {
        "partner.deal": [
            "active",
            "client_name",
            "company_id",
            "extension_state",
            "manager_id",
            "name",
            "partner_id",
            "protected_until",
            "review_deadline",
            "state",
            "subject",
            "submitted_at",
            "write_date",
        ],
    }

    kind = fields.Selection(
        selection="_select_kind", readonly=True, help="What is to be done."
    )
    model = fields.Char(readonly=True)
    res_id = fields.Many2oneReference("Document ID", model_field="model", readonly=True)
    name = fields.Char("Document", readonly=True)
    partner_id = fields.Many2one("res.partner", readonly=True)
    manager_id = fields.Many2one("res.users", "Responsible", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    since = fields.Datetime("Waits Since", readonly=True)
    deadline = fields.Datetime(readonly=True)
    note = fields.Char(readonly=True)
    urgency = fields.Selection(
        URGENCIES, readonly=True, help="How near the deadline is, now."
    )

    @api.model
    def _cockpit_sources(self):
        """Documents that wait for us, by kind.

        :return: dict of kind: dict with ``label``, ``sequence``, ``model`` and
            ``query``, a SELECT of ``res_id``, ``name``, ``partner_id``, ``manager_id``
            (a user), ``company_id``, ``since``, ``deadline`` (timestamps in UTC) and
            ``note``, in this order. Fields it reads belong into ``_depends``
        """
        _ = self.env._
        return {
            "deal": {
                "label": _("Deals to Decide"),
                "sequence": 20,
                "model": "partner.deal",
                "query": SQL(
                    """
                    SELECT deal.id, concat_ws(' ', deal.name, deal.client_name),
                           deal.partner_id, deal.manager_id, deal.company_id,
                           deal.submitted_at, deal.review_deadline, deal.subject
                      FROM partner_deal deal
                     WHERE deal.state = 'submitted' AND deal.active
                    """
                ),
            },
            "extension": {
                "label": _("Extensions of Deals"),
                "sequence": 25,
                "model": "partner.deal",
                "query": SQL(
                    """
                    SELECT deal.id, concat_ws(' ', deal.name, deal.client_name),
                           deal.partner_id, deal.manager_id, deal.company_id,
                           deal.write_date,
                           deal.protected_until + INTERVAL '1 day', deal.subject
                      FROM partner_deal deal
                     WHERE deal.state = 'approved' AND deal.active
                       AND deal.extension_state = 'requested'
                    """
                ),
            },
        }

    @api.model
    def _sources(self):
        """Sources in their order: ``[(kind, source), ...]``."""
        return sorted(
            self._cockpit_sources().items(),
            key=lambda item: (item[1]["sequence"], item[0]),
        )

    @api.model
    def _select_kind(self):
        return [(kind, source["label"]) for kind, source in self._sources()]

    @property
    def _table_query(self):
        now = fields.Datetime.now()
        rows = SQL(" UNION ALL ").join(
            SQL(
                """
                SELECT res_id::bigint * %(kinds)s + %(number)s AS id,
                       %(kind)s AS kind, %(model)s AS model, source.*
                  FROM (%(query)s) source (res_id, name, partner_id, manager_id,
                                           company_id, since, deadline, note)
                """,
                kinds=KINDS,
                number=number,
                kind=kind,
                model=source["model"],
                query=source["query"],
            )
            for number, (kind, source) in enumerate(self._sources())
        )
        return SQL(
            """
            SELECT work.id, work.kind, work.model, work.res_id, work.name,
                   work.partner_id, work.company_id,
                   COALESCE(work.manager_id, partner.user_id) AS manager_id,
                   work.since::timestamp AS since,
                   work.deadline::timestamp AS deadline, work.note,
                   CASE WHEN work.deadline IS NULL THEN '4_open'
                        WHEN work.deadline < %(now)s THEN '0_late'
                        WHEN work.deadline < %(day)s THEN '1_today'
                        WHEN work.deadline < %(week)s THEN '2_week'
                        ELSE '3_later' END AS urgency
              FROM (%(rows)s) work
              LEFT JOIN res_partner partner ON partner.id = work.partner_id
            """,
            rows=rows,
            now=now,
            day=now + timedelta(days=1),
            week=now + timedelta(days=7),
        )

    def action_open(self):
        """Open the document, with the rights of the user."""
        self.ensure_one()
        self.check_access("read")
        return {
            "type": "ir.actions.act_window",
            "res_model": self.model,
            "res_id": self.res_id,
            "views": [(False, "form")],
        }
