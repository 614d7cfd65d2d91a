from odoo import api, models
from odoo.exceptions import AccessError, LockError, UserError
from odoo.tools import SQL

GROUP = "client_accounting.group_client_accounting_merge"


class ClientMerge(models.Model):
    """Who may be merged, and by whom."""

    _inherit = "client.merge"

    @api.model
    def _check_merge(self, survivor, others):
        """Raise unless the user may merge these clients, with the reason."""
        if not self.env.user.has_group(GROUP):
            raise AccessError(self.env._("You may not merge clients."))
        partners = survivor | others
        if len(survivor) != 1 or not others:
            raise UserError(self.env._("Choose two clients or more to merge."))
        if len(partners.exists()) != len(partners):
            raise UserError(self.env._("One of the clients has been deleted."))
        partners.check_access("read")
        partners.check_access("write")
        partners_sudo = partners.sudo()
        for check in (
            self._check_merge_state,
            self._check_merge_kind,
            self._check_merge_company,
            self._check_merge_people,
            self._check_merge_entries,
        ):
            check(survivor.sudo(), partners_sudo)

    @api.model
    def _check_merge_state(self, survivor, partners):
        partners.invalidate_recordset(["active", "client_merged_into_id"])
        for partner in partners:
            if partner.client_merged_into_id:
                raise UserError(
                    self.env._(
                        "%(name)s has been merged into %(other)s already.",
                        name=partner.name,
                        other=partner.client_merged_into_id.name,
                    )
                )
        if not survivor.active:
            raise UserError(
                self.env._(
                    "%(name)s is archived and cannot take over the documents of "
                    "others.",
                    name=survivor.name,
                )
            )

    @api.model
    def _check_merge_kind(self, survivor, partners):
        """Clients with clients, or people of one client with each other."""
        clients = partners.filtered(lambda one: one.commercial_partner_id == one)
        if clients == partners:
            return
        contacts = partners - clients
        if clients or len(contacts.commercial_partner_id) > 1:
            raise UserError(
                self.env._(
                    "%(name)s is a contact of %(client)s. Merge clients with clients, "
                    "or contacts of one client with each other.",
                    name=contacts[0].name or contacts[0].display_name,
                    client=contacts[0].commercial_partner_id.name,
                )
            )
        for contact in contacts:
            if (contact.parent_id | contact.child_ids) & contacts:
                raise UserError(
                    self.env._(
                        "%(name)s lies above or below another of these contacts.",
                        name=contact.display_name,
                    )
                )

    @api.model
    def _check_merge_company(self, survivor, partners):
        if not survivor.company_id:
            return
        for partner in partners:
            if partner.company_id != survivor.company_id:
                raise UserError(
                    self.env._(
                        "%(name)s belongs to %(company)s only, and %(other)s does "
                        "not. Take the company off the client that remains first.",
                        name=survivor.name,
                        company=survivor.company_id.name,
                        other=partner.name,
                    )
                )

    @api.model
    def _check_merge_people(self, survivor, partners):
        """Neither our own companies nor employees or the public user."""
        companies = self.env["res.company"].sudo().with_context(active_test=False)
        if company := companies.search([("partner_id", "in", partners.ids)], limit=1):
            raise UserError(
                self.env._(
                    "%(name)s is one of our own companies.", name=company.display_name
                )
            )
        users = partners.with_context(active_test=False).user_ids
        portal = self.env.ref("base.group_portal")
        for user in users:
            if portal not in user.all_group_ids:
                raise UserError(
                    self.env._(
                        "%(name)s is an employee or a technical user and cannot be "
                        "merged.",
                        name=user.name,
                    )
                )

    @api.model
    def _check_merge_entries(self, survivor, partners):
        """Entries that are secured by a hash must keep their partner."""
        rows = self.env.execute_query(
            SQL(
                """
                SELECT m.name FROM account_move_line l
                  JOIN account_move m ON m.id = l.move_id
                 WHERE l.partner_id = ANY(%s) AND m.inalterable_hash IS NOT NULL
                 LIMIT 1
                """,
                (partners - survivor).ids,
            )
        )
        if rows:
            raise UserError(
                self.env._(
                    "Journal entry %(entry)s is secured by a hash that holds its "
                    "client. Merge the other way round, into the client that has the "
                    "secured entries.",
                    entry=rows[0][0],
                )
            )

    @api.model
    def _lock_clients(self, partners):
        """Lock the rows of the clients: no merge at the same time, no new document.

        :raise UserError: while somebody else works on one of them
        """
        partners_sudo = partners.sudo()
        self.env.flush_all()
        try:
            partners_sudo.lock_for_update()
        except LockError as error:
            raise UserError(
                self.env._(
                    "Somebody else is changing one of these clients at this moment. "
                    "Try again in a minute."
                )
            ) from error
        partners_sudo.invalidate_recordset(flush=False)
