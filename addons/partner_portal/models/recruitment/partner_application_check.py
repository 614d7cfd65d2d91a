from odoo import api, fields, models
from odoo.tools import SQL, email_normalize

from odoo.addons.client_accounting.models.duplicates.client_duplicate_finder import (
    Known,
)
from odoo.addons.client_accounting.tools.duplicate_score import Features, score
from odoo.addons.client_accounting.tools.mail_sender import FREE_DOMAINS

from ...tools.qualification import email_kind, host, per_cent
from .partner_application_match import MATCH_KINDS

#: Keys that lead to another application; a word of the name alone does not.
TELLING = ("vat", "email", "phone", "domain", "name")
#: So many possible duplicates are kept.
SHOWN = 20


class PartnerApplication(models.Model):
    """The check: whose e-mail it is, who the applicant is, what answers are worth."""

    _inherit = "partner.application"

    email_kind = fields.Selection(
        [
            ("own", "Domain of the Website"),
            ("other", "Another Domain than the Website"),
            ("free", "Free Mail Provider"),
            ("unknown", "No Website to Compare"),
        ],
        "E-mail Domain",
        compute="_compute_email_kind",
        store=True,
        help="Whether the address belongs to the company that applies.",
    )
    match_ids = fields.One2many(
        "partner.application.match",
        "application_id",
        "Possible Duplicates",
        readonly=True,
    )
    match_kind = fields.Selection(
        MATCH_KINDS,
        "Known to Us",
        readonly=True,
        copy=False,
        default="none",
        help="What the last check has found; the applicant is not told.",
    )
    score = fields.Integer(
        "Points", compute="_compute_score", store=True, aggregator="avg"
    )
    score_most = fields.Integer(
        "Points That Can Be Reached",
        compute="_compute_score",
        store=True,
        aggregator="avg",
    )
    score_percent = fields.Integer(
        "Suitability",
        compute="_compute_score",
        store=True,
        aggregator="avg",
        help="Points of the answers in per cent of what can be reached.",
    )
    is_excluded = fields.Boolean(
        "Not Suitable",
        compute="_compute_score",
        store=True,
        help="One of the answers excludes such a partner; people decide all the same.",
    )

    @api.depends("contact_email", "website")
    def _compute_email_kind(self):
        for one in self:
            address = email_normalize(one.contact_email) or ""
            one.email_kind = email_kind(address, one.website, FREE_DOMAINS)

    @api.depends("answer_ids.points", "answer_ids.points_most", "answer_ids.excludes")
    def _compute_score(self):
        for one in self:
            answers = one.answer_ids
            one.score = sum(answers.mapped("points"))
            one.score_most = sum(answers.mapped("points_most"))
            one.score_percent = per_cent(one.score, one.score_most)
            one.is_excluded = any(answers.mapped("excludes"))

    # ------------------------------------------------------------------ who it is
    @api.model
    def _examined_fields(self):
        """What the applicant is recognised by."""
        return {
            "company_name",
            "vat",
            "website",
            "phone",
            "street",
            "zip",
            "city",
            "country_id",
            "contact_name",
            "contact_email",
        }

    def action_check(self):
        """Look anew for whom we know."""
        self.check_access("write")
        for one in self:
            one._examine()

    def _examine(self):
        """Write down anew who the applicant may be."""
        self.ensure_one()
        one_sudo = self.sudo()
        own, people = one_sudo._keys()
        one_sudo._store_keys(own | people)
        found = one_sudo._matching_companies(own, people)
        found += one_sudo._matching_applications(own, people)
        one_sudo.match_ids.unlink()
        self.env["partner.application.match"].sudo().create(
            [{"application_id": self.id, **values} for values in found[:SHOWN]]
        )
        kinds = {values["kind"] for values in found}
        order = [key for key, _label in MATCH_KINDS]
        gravest = max(kinds, key=order.index, default="none")
        one_sudo._write_kept({"match_kind": gravest})

    def _keys(self):
        """Keys of the company and of its contact: two sets of ``(kind, key)``."""
        Key = self.env["client.duplicate.key"]
        region = self.country_id.code or self.company_id.sudo().country_id.code
        email = email_normalize(self.contact_email) or ""
        own = Key._keys_of_values(
            {
                "name": self.company_name,
                "vat": self.vat,
                "phone": self.phone,
                "street": self.street,
                "zip": self.zip,
                "city": self.city,
            },
            region,
        )
        people = Key._keys_of_values({"email": email}, region)
        domains = {email.rpartition("@")[2], host(self.website)}
        own.update(("domain", domain) for domain in domains - FREE_DOMAINS - {""})
        return frozenset(own), frozenset(people)

    def _store_keys(self, keys):
        self.flush_recordset()
        kinds, texts = zip(*sorted(keys), strict=True) if keys else ((), ())
        self.env.execute_query(
            SQL(
                """
                WITH gone AS (
                    DELETE FROM partner_application_key WHERE application_id = %(id)s
                )
                INSERT INTO partner_application_key (application_id, kind, key)
                SELECT %(id)s, kind, key
                  FROM unnest(%(kinds)s::varchar[], %(keys)s::varchar[]) k (kind, key)
                 WHERE kind = ANY(%(telling)s)
             RETURNING id
                """,
                id=self.id,
                kinds=list(kinds),
                keys=list(texts),
                telling=list(TELLING),
            )
        )
        self.env["partner.application.key"].invalidate_model(flush=False)

    def _matching_companies(self, own, people):
        """Values of matches: clients and partners that the applicant may be."""
        # the lookup is SQL: what was just written has to be there
        self.env["res.partner"].flush_model()
        Duplicate = self.env["client.duplicate"].sudo()
        subject = Known(
            own=frozenset(key for key in own if key[0] != "domain"),
            people=people,
            company_id=self.company_id.id,
        )
        matches = Duplicate._matches({0: subject})[0]
        partners_sudo = self.env["res.partner"].sudo()
        return [
            {
                "kind": "partner" if partner_sudo.is_channel_partner else "client",
                "partner_id": partner_sudo.id,
                "score": points,
                "note": Duplicate._reason_text(reasons),
            }
            for id_, points, reasons in matches
            for partner_sudo in [partners_sudo.browse(id_)]
            if partner_sudo != self.partner_id
        ]

    def _matching_applications(self, own, people):
        """Values of matches: applications of the same one, also declined ones."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT other.application_id,
                       array_agg(other.kind || ' ' || other.key)
                  FROM partner_application_key mine
                  JOIN partner_application_key other
                    ON other.kind = mine.kind AND other.key = mine.key
                   AND other.application_id != mine.application_id
                  JOIN partner_application a ON a.id = other.application_id
                 WHERE mine.application_id = %(id)s AND a.active
                   AND a.company_id = %(company)s
              GROUP BY other.application_id
              ORDER BY other.application_id DESC
                 LIMIT %(limit)s
                """,
                id=self.id,
                company=self.company_id.id,
                limit=SHOWN,
            )
        )
        Duplicate = self.env["client.duplicate"]
        mine = Features(own=own, people=people)
        found = []
        for other_sudo in self.sudo().browse(id_ for id_, _shared in rows):
            theirs_own, theirs_people = other_sudo._keys()
            points, reasons = score(
                mine, Features(own=theirs_own, people=theirs_people)
            )
            found.append(
                {
                    "kind": "applicant",
                    "other_id": other_sudo.id,
                    "score": max(points, 50),
                    "note": Duplicate._reason_text(reasons)
                    or self.env._("Domain of the e-mail or website"),
                }
            )
        return found
