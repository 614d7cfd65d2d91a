from markupsafe import Markup

from odoo import api, fields, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import SQL

MANAGER = "client_accounting.group_client_accounting_manager"
#: clients that a sentence names; more are counted
NAMED = 5


class ClientHandover(models.Model):
    """Who may hand over what, and to whom; each refusal is a sentence."""

    _inherit = "client.handover"

    @api.model
    def _is_manager(self):
        return self.env.su or self.env.user.has_group(MANAGER)

    def _check_decide(self):
        """Raise AccessError unless the user may hand over clients of others."""
        self.check_access("read")
        if not self._is_manager():
            raise AccessError(
                self.env._(
                    "Only administrators of client accounting hand over clients. You "
                    "can propose it for your own."
                )
            )

    @api.model
    def _check_giver(self, user):
        """Raise AccessError unless the user may prepare a handover of this manager."""
        if not self._is_manager() and user != self.env.user:
            raise AccessError(
                self.env._(
                    "You can propose to hand over your own clients, not those of "
                    "%(user)s.",
                    user=user.sudo().name,
                )
            )

    def _check_ready(self):
        """Raise UserError where something is missing before the clients can move."""
        self.ensure_one()
        lines = self.line_ids
        if not lines and not self.move_rest:
            raise UserError(self.env._("There is no client to hand over."))
        if nobody := lines.filtered(lambda line: not line.receiver_id):
            raise UserError(
                self.env._(
                    "Nobody gets these clients yet: %(clients)s. Choose a receiver for "
                    "each, or distribute them.",
                    clients=self._names(nobody.partner_id),
                )
            )
        if self.move_rest and not self.rest_receiver_id:
            raise UserError(self.env._("Say who gets everything else."))
        receivers = lines.receiver_id
        if self.move_rest:
            receivers |= self.rest_receiver_id
        for receiver in receivers.sudo():
            self._check_receiver(receiver)
        self._check_client_companies(lines)

    def _check_receiver(self, receiver):
        if receiver == self.from_user_id:
            raise UserError(
                self.env._("%(user)s has these clients already.", user=receiver.name)
            )
        if not receiver.active or receiver.share:
            raise UserError(
                self.env._(
                    "%(user)s does not work here any more and cannot take over "
                    "clients.",
                    user=receiver.name,
                )
            )

    def _check_client_companies(self, lines):
        """Clients of a company need a receiver who works in it."""
        for line in lines.sudo():
            company = line.partner_id.company_id
            if company and company not in line.receiver_id.company_ids:
                self._refuse_company(line.receiver_id, company, line.partner_id)

    def _check_item_companies(self):
        """Documents of a company need a receiver who works in it."""
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                """SELECT i.receiver_id, i.company_id, MIN(l.partner_id)
                     FROM client_handover_item i
                LEFT JOIN client_handover_line l ON l.id = i.line_id
                    WHERE i.handover_id = %s AND i.company_id IS NOT NULL
                      AND NOT EXISTS (SELECT 1 FROM res_company_users_rel r
                                       WHERE r.user_id = i.receiver_id
                                         AND r.cid = i.company_id)
                 GROUP BY i.receiver_id, i.company_id
                 ORDER BY i.receiver_id, i.company_id LIMIT 1""",
                self.id,
            )
        )
        for receiver_id, company_id, partner_id in rows:
            self._refuse_company(
                self.env["res.users"].sudo().browse(receiver_id),
                self.env["res.company"].sudo().browse(company_id),
                self.env["res.partner"].sudo().browse(partner_id),
            )

    def _refuse_company(self, receiver, company, partner):
        raise UserError(
            self.env._(
                "%(user)s does not work in %(company)s, where “%(client)s” has its "
                "records. Give him access to the company, or choose somebody else.",
                user=receiver.name,
                company=company.name,
                client=partner.name or self.env._("work without a client"),
            )
        )

    def _check_other_handovers(self):
        """Raise UserError where a client is in another planned handover."""
        others = self._planned_elsewhere()
        if others:
            raise UserError(
                self.env._(
                    "These clients are planned for another handover: %(clients)s. "
                    "Cancel that one first.",
                    clients=self._names(others.partner_id),
                )
            )

    def _planned_elsewhere(self):
        """Lines of other planned handovers of the same clients."""
        self.ensure_one()
        return (
            self.env["client.handover.line"]
            .sudo()
            .search(
                [
                    ("handover_id", "!=", self.id),
                    ("handover_id.state", "=", "planned"),
                    ("partner_id", "in", self.sudo().line_ids.partner_id.ids),
                ]
            )
        )

    def _lock_clients(self):
        """Lock the handover and its clients: no other handover at the same time.

        :raise UserError: while somebody else works on one of them
        """
        self.env.flush_all()
        partners_sudo = self.sudo().with_context(active_test=False).line_ids.partner_id
        try:
            self.sudo().lock_for_update()
            partners_sudo.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is changing one of these clients at this moment. "
                    "Try again in a minute."
                )
            ) from error
        partners_sudo.invalidate_recordset(["user_id"], flush=False)
        self.invalidate_recordset(["state"], flush=False)

    @api.model
    def _names(self, partners):
        """Names of the first clients for a sentence."""
        names = [one.name or str(one.id) for one in partners.sudo()[:NAMED]]
        if len(partners) > NAMED:
            names.append(self.env._("and %(count)s more", count=len(partners) - NAMED))
        return ", ".join(names)

    # ------------------------------------------------------------------ warnings
    @api.depends(
        "state",
        "line_ids.receiver_id",
        "line_ids.partner_id",
        "receiver_ids",
        "problem",
        "rest_receiver_id",
    )
    def _compute_warning(self):
        for handover in self:
            sentences = []
            if handover.state in ("draft", "proposed", "planned"):
                sentences = handover.sudo()._warnings()
            handover.warning = Markup("<br/>").join(sentences) if sentences else False

    def _warnings(self):
        """Sentences on what will go wrong, or has to be known, before the clients
        move; nothing here stops anybody."""
        self.ensure_one()
        found = [self.problem] if self.problem else []
        today = self.env["client.work.days"]._today()
        substitutes = self.env["client.substitution"]._substitutes(
            self.date_planned or today
        )
        receivers = self.line_ids.receiver_id | self.receiver_ids
        if self.move_rest:
            receivers |= self.rest_receiver_id
        for user in receivers:
            if not user.email:
                found.append(
                    self.env._(
                        "%(user)s has no e-mail address: he finds the clients among "
                        "his activities only.",
                        user=user.name,
                    )
                )
            if user.id in substitutes:
                found.append(
                    self.env._(
                        "%(user)s is away on that day; %(other)s acts for him.",
                        user=user.name,
                        other=self.env["res.users"].browse(substitutes[user.id]).name,
                    )
                )
        lost = self._lines_lost()
        if lost:
            found.append(
                self.env._(
                    "No longer with %(user)s, and left out: %(clients)s.",
                    user=self.from_user_id.name,
                    clients=self._names(lost.partner_id),
                )
            )
        if others := self._planned_elsewhere():
            found.append(
                self.env._(
                    "Planned for another handover already: %(clients)s.",
                    clients=self._names(others.partner_id),
                )
            )
        return found

    def _lines_lost(self):
        """Lines of clients that the author does not look after any more."""
        self.ensure_one()
        rows = self.env.execute_query(
            SQL(
                """SELECT l.id FROM client_handover_line l
                     JOIN res_partner p ON p.id = l.partner_id
                    WHERE l.handover_id = %s AND l.state = 'draft'
                      AND p.user_id IS DISTINCT FROM %s ORDER BY l.id""",
                self.id,
                self.from_user_id.id,
            )
        )
        return self.env["client.handover.line"].browse(row[0] for row in rows)

    def _today(self):
        return fields.Date.to_date(self.env["client.work.days"]._today())
