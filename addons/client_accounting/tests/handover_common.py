from odoo import Command, fields

from .process_common import MANAGER_GROUP, MONDAY, ProcessCommon, freeze_time

SALES = "sales_team.group_sale_salesman"


class HandoverCommon(ProcessCommon):
    """A manager with clients and open work of each kind, colleagues who take over, and
    an administrator who decides."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        sales = cls.env.ref(SALES)
        (cls.manager | cls.colleague | cls.head).group_ids = [Command.link(sales.id)]
        cls.third = cls._user("third", SALES)
        cls.boss = cls._user("boss", MANAGER_GROUP, "sales_team.group_sale_manager")
        cls.company.client_head_id = cls.head
        cls.team = cls.env["crm.team"].create(
            {"name": "South", "member_ids": [Command.set(cls.colleague.ids)]}
        )
        cls.handovers = cls.env["client.handover"]
        cls.product = cls.env["product.product"].create(
            {"name": "Desk", "type": "service", "list_price": 100}
        )

    # ------------------------------------------------------------------ builders
    @classmethod
    def _activity(cls, record, user=None, days=0, **values):
        return cls.env["mail.activity"].create(
            {
                "res_model_id": cls.env["ir.model"]._get_id(record._name),
                "res_id": record.id,
                "activity_type_id": cls.env.ref("mail.mail_activity_data_call").id,
                "summary": "Call back",
                "date_deadline": fields.Date.add(MONDAY, days=days),
                "user_id": (user or cls.manager).id,
                **values,
            }
        )

    @classmethod
    def _lead(cls, client=None, **values):
        return cls.env["crm.lead"].create(
            {
                "name": "Desks",
                "type": "opportunity",
                "partner_id": client.id if client else False,
                "user_id": cls.manager.id,
                **values,
            }
        )

    @classmethod
    def _order(cls, client, **values):
        return cls.env["sale.order"].create(
            {
                "partner_id": client.id,
                "user_id": cls.manager.id,
                "order_line": [
                    Command.create({"product_id": cls.product.id, "product_uom_qty": 1})
                ],
                **values,
            }
        )

    @classmethod
    def _meeting(cls, client, day=1, **values):
        start = fields.Datetime.to_datetime(fields.Date.add(MONDAY, days=day))
        return (
            cls.env["calendar.event"]
            .with_context(no_mail_to_attendees=True)
            .create(
                {
                    "name": "Visit",
                    "start": start,
                    "stop": fields.Datetime.add(start, hours=1),
                    "user_id": cls.manager.id,
                    "partner_ids": [Command.set((cls.manager.partner_id | client).ids)],
                    **values,
                }
            )
        )

    @classmethod
    def _everything(cls, client):
        """Open work of each kind with a client: {kind: record}."""
        process = cls._process({})
        work = {
            "activity": cls._activity(client),
            "lead": cls._lead(client),
            "quotation": cls._order(client),
            "meeting": cls._meeting(client),
            "run": process._start(client, "hand"),
            "breach": cls.env["client.next.step.breach"]
            .sudo()
            .create(
                {
                    "partner_id": client.id,
                    "company_id": cls.company.id,
                    "user_id": cls.manager.id,
                    "kind": "none",
                    "date_from": MONDAY,
                    "date_found": MONDAY,
                }
            ),
        }
        cls.env.flush_all()
        return work

    def _hand_over(self, clients=None, receivers=None, user=None, **values):
        """A draft of the boss; clients of the manager to the colleague."""
        domain = [("id", "in", clients.ids)] if clients is not None else []
        return (
            self.handovers.with_user(user or self.boss)
            .with_company(self.company)
            ._prepare_handover(
                values.pop("giver", self.manager),
                receivers or self.colleague,
                domain,
                reason="New regions",
                **values,
            )
        )

    def _line(self, handover, client):
        return handover.sudo().line_ids.filtered(lambda line: line.partner_id == client)


__all__ = ["MONDAY", "HandoverCommon", "freeze_time"]
