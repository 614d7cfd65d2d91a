from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .res_partner_grade_guard import APPLYING, REPLACE

MANAGER = "partner_portal.group_partner_portal_manager"
BATCH = 200


class PartnerTierChange(models.Model):
    """Confirm, decline, apply."""

    _inherit = "partner.tier.change"

    def _check_manager(self):
        if not self.env.user.has_group(MANAGER):
            raise AccessError(
                self.env._(
                    "Changes of tiers are decided by channel managers: ask one of them."
                )
            )
        self.check_access("write")

    def _check_open(self, *states):
        for change in self:
            if change.state not in states:
                raise UserError(
                    self.env._(
                        "%(change)s is decided already. Reload the page: somebody may "
                        "have decided it meanwhile.",
                        change=change.display_name,
                    )
                )

    def action_decide(self):
        """Open the decision: confirm or decline, with a note to the partner.

        :raise AccessError: for others than channel managers
        """
        self._check_manager()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Decide"),
            "res_model": "partner.tier.decide",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "default_change_ids": self.filtered(
                    lambda change: change.state == "proposed"
                ).ids,
                "default_decision": self.env.context.get("decision", "confirm"),
            },
        }

    def _confirm(self, note=None, date=None, replace=None):
        """Confirm proposed changes; those that are due are applied at once.

        :param str note: what the partner reads
        :param date: the day of the change; that of the proposal by default
        :param bool replace: whether negotiated price lists give way to those of the
            tiers; as each change says by default
        :raise UserError: where a change is decided already
        """
        self._check_manager()
        self.lock_for_update()
        self._check_open("proposed")
        values = {
            "state": "confirmed",
            "decided_at": fields.Datetime.now(),
            "decided_by_id": self.env.uid,
        }
        if note:
            values["note"] = note
        if date:
            values["date_effective"] = date
        if replace is not None:
            values["replace_pricelist"] = replace
        self._write_kept(values)
        today = fields.Date.context_today(self)
        self.filtered(lambda change: change.date_effective <= today)._apply()

    def _decline(self, note=None):
        """Decline proposed changes: the partners keep their tiers.

        A declined demotion is not proposed again before the next check of the period,
        nor a declined promotion within the period.
        """
        self._check_manager()
        self.lock_for_update()
        self._check_open("proposed")
        self._write_kept(
            {
                "state": "declined",
                "decided_at": fields.Datetime.now(),
                "decided_by_id": self.env.uid,
                **({"note": note} if note else {}),
            }
        )
        self._close_activities()

    def _plan_for_manager(self):
        """An activity for the channel manager of the partner."""
        self.ensure_one()
        company_sudo = self.company_id.sudo()
        user = self.partner_id.sudo().user_id or company_sudo.partner_deal_user_id
        if user:
            self.sudo().activity_schedule(
                "mail.mail_activity_data_todo",
                date_deadline=fields.Date.context_today(self),
                summary=self.env._(
                    "Tier to confirm: %(change)s", change=self.display_name
                ),
                user_id=user.id,
            )

    def _close_activities(self):
        self.sudo().activity_ids.filtered("automated").unlink()

    def _apply(self):
        """Give the partners their tiers. Negotiated price lists stay, unless the change
        says otherwise."""
        self._check_open("confirmed")
        groups = self.grouped(
            lambda change: (
                change.company_id,
                change.to_grade_id,
                change.replace_pricelist,
            )
        )
        for (company, grade, replace), changes in groups.items():
            # confirmed by a manager, or by the rules of the programme
            partners_sudo = changes.sudo().partner_id.with_company(company)
            partners_sudo.with_context(
                partner_tier_applying=APPLYING,
                partner_tier_pricelist=REPLACE if replace else None,
            ).write({"grade_id": grade.id})
        self._write_kept(
            {"state": "applied", "applied_on": fields.Date.context_today(self)}
        )
        self._close_activities()
        self.env["partner.programme"].sudo()._evaluate(self.partner_id)
        self._tell()

    def _tell(self):
        """Write to the partners what has become of their tiers."""
        template = self.env.ref("partner_portal.mail_template_partner_tier_change")
        for change in self:
            if change.origin != "manual" or change.decided_by_id:
                if change.partner_id.email:
                    template.sudo().send_mail(change.id)

    def _make_obsolete(self):
        """The evaluation proposes them no longer."""
        self._write_kept({"state": "obsolete"})
        self._close_activities()

    @api.model
    def _note_history(self, partners, before, origin):
        """Keep in the history that tiers were set otherwise than by a change.

        :param partners: with their new tiers
        :param dict before: {partner: tier before}
        """
        today = fields.Date.context_today(self)
        changed = partners.filtered(
            lambda partner: (
                partner == partner.commercial_partner_id
                and partner.grade_id != before.get(partner, partner.browse().grade_id)
            )
        )
        if not changed:
            return
        changes_sudo = self.sudo()
        open_changes = changes_sudo.search(
            [
                ("partner_id", "in", changed.ids),
                ("state", "in", ("proposed", "confirmed")),
            ]
        )
        open_changes._make_obsolete()
        progress_sudo = self.env["partner.tier.progress"].sudo()
        programmes = {
            progress.partner_id: progress.programme_id
            for progress in progress_sudo.search([("partner_id", "in", changed.ids)])
        }
        changes_sudo.with_context(tracking_disable=True)._create_kept(
            [
                {
                    "partner_id": partner.id,
                    "company_id": (
                        programmes[partner].company_id.id
                        if partner in programmes
                        else partner.company_id.id or self.env.company.id
                    ),
                    "programme_id": programmes[partner].id
                    if partner in programmes
                    else False,
                    "from_grade_id": before[partner].id if partner in before else False,
                    "to_grade_id": partner.grade_id.id,
                    "state": "applied",
                    "origin": origin,
                    "date_effective": today,
                    "applied_on": today,
                    "decided_by_id": self.env.uid,
                }
                for partner in changed
            ]
        )
        if programmes:
            self.env["partner.programme"].sudo()._evaluate(changed)

    @api.model
    def _due_domain(self):
        return [
            ("state", "=", "confirmed"),
            ("date_effective", "<=", fields.Date.context_today(self)),
        ]

    @api.model
    def _apply_due(self):
        """Apply confirmed changes whose day has come, one batch.

        :return: number of changes applied
        """
        due = self.search(self._due_domain(), limit=BATCH).try_lock_for_update()
        due.filtered_domain(self._due_domain())._apply()
        return len(due)
