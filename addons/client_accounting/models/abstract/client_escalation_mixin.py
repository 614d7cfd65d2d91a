from markupsafe import Markup

from odoo import api, fields, models

#: records named in a notice; the list has them all
NAMED = 20


class ClientEscalationMixin(models.AbstractModel):
    """For what a manager leaves open for too long: his head is told, once for each
    record, and gets one notice of all.

    A model has a manager, ``user_id``, and a company, and gives what a line says
    (`_notice_line`), and subject, opening words and address of the list (`_notice`).
    """

    _name = "client.escalation.mixin"
    _description = "What Heads Are Told Of"

    escalated_on = fields.Date("Head Told on", readonly=True, copy=False)
    escalated_to_id = fields.Many2one(
        "res.users",
        "Head",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )

    def _tell_heads(self):
        """Tell the heads of these records.

        :return: the records that were told: those that have a head
        """
        told = self.browse()
        for head, records in self.grouped(lambda record: record._head()).items():
            if head:
                records._tell(head)
                told |= records
        return told

    def _tell(self, head):
        """Send a head a notice about these records, in his language."""
        self.write(
            {
                "escalated_on": self.env["client.work.days"]._today(),
                "escalated_to_id": head.id,
            }
        )
        self = self.with_context(lang=head.lang)
        lines = [
            Markup("<li>%s</li>") % record._notice_line() for record in self[:NAMED]
        ]
        if len(self) > NAMED:
            lines.append(
                Markup("<li>%s</li>")
                % self.env._("and %(count)s more", count=len(self) - NAMED)
            )
        subject, opening, address = self._notice()
        self.env["mail.thread"].message_notify(
            partner_ids=head.partner_id.ids,
            subject=subject,
            body=Markup("<p>%s</p><ul>%s</ul><p><a href='%s'>%s</a></p>")
            % (
                opening,
                Markup("").join(lines),
                address,
                self.env._("Open the list"),
            ),
        )

    def _head(self):
        """Who is told; no record where there is nobody."""
        self.ensure_one()
        return self._head_of(self.user_id, self.company_id)

    @api.model
    def _head_of(self, user, company, last=None):
        """Who is told about a manager: the leader of his sales team, else the head of
        the company, else `last`, or who stands in for one of them; no record where
        that is the manager himself."""
        today = self.env["client.work.days"]._today()
        for head in (user.sale_team_id.user_id, company.client_head_id, last):
            head = head and self.env["client.substitution"]._acting(head, today)
            if head and head != user and company in head.company_ids:
                return head
        return self.env["res.users"]

    def _notice_line(self):
        """The line of one record; by default its name."""
        return self.display_name

    @api.model
    def _notice(self):
        """``(subject, opening words, address of the list)`` of a notice of these; by
        default what they are, and the first page."""
        return self._description, "", "/odoo"
