"""What a person leaves behind in a company, and how another one takes it over.

Each link is a small object; an addon lists its own in
``client.contact.leave._leave_links()``.
"""

from dataclasses import dataclass

from odoo import Command
from odoo.fields import Datetime, Domain
from odoo.tools import LazyTranslate

_lt = LazyTranslate(__name__)

#: what an order must not lose when its contact changes
ORDER_TERMS = (
    "pricelist_id",
    "payment_term_id",
    "fiscal_position_id",
    "user_id",
    "team_id",
    "partner_invoice_id",
    "partner_shipping_id",
    "note",
)


@dataclass(frozen=True)
class Link:
    """Records that name a person.

    :ivar str key: name of the link
    :ivar str model: model of the records
    :ivar label: what the reader calls one, a lazy translation
    :ivar str field: field with the person
    :ivar bool hands: whether another person takes it over as a rule
    """

    key: str
    model: str
    label: object
    field: str = "partner_id"
    hands: bool = True

    def domain(self, person):
        """Return the domain of what is open with the person."""
        return Domain(self.field, "=", person.id)

    def find(self, env, person):
        """Return the open records that the user may see."""
        if not env[self.model].has_access("read"):
            return env[self.model]
        return env[self.model].search(self.domain(person))

    def hidden(self, env, person, seen):
        """Return how many there are that the user may not see."""
        return env[self.model].sudo().search_count(self.domain(person)) - len(seen)

    def describe(self, record):
        """Return the name of a record in the list."""
        return record.display_name

    def hand(self, records, person, successor):
        """Give the records to the other person, as the user."""
        records.write({self.field: successor.id})

    def keep(self, records, person, client, sentence):
        """Leave the records with the person who left; their history says so."""
        for record in records:
            if hasattr(record, "message_post"):
                record.message_post(body=sentence)


@dataclass(frozen=True)
class Leads(Link):
    def domain(self, person):
        return super().domain(person) & Domain("won_status", "=", "pending")


@dataclass(frozen=True)
class Quotations(Link):
    states: tuple = ("draft", "sent")

    def domain(self, person):
        named = Domain.OR(
            Domain(name, "=", person.id)
            for name in ("partner_id", "partner_invoice_id", "partner_shipping_id")
        )
        return named & Domain("state", "in", self.states)

    def hand(self, records, person, successor):
        for order in records:
            values = {name: order[name] for name in ORDER_TERMS}
            if order.state != "draft":
                values.pop("pricelist_id")  # settled, and not to be written
            values["partner_id"] = order.partner_id
            for name, value in values.items():
                if value == person:
                    values[name] = successor
                if hasattr(value, "_ids"):
                    values[name] = values[name].id
            order.write(values)


@dataclass(frozen=True)
class Orders(Quotations):
    """Confirmed, and not yet delivered and invoiced."""

    states: tuple = ("sale",)

    def domain(self, person):
        return super().domain(person) & (
            Domain("invoice_status", "!=", "invoiced")
            | Domain("delivery_status", "in", ("pending", "started", "partial"))
        )


@dataclass(frozen=True)
class Activities(Link):
    def domain(self, person):
        return Domain("res_model", "=", "res.partner") & Domain(
            "res_id", "=", person.id
        )

    def describe(self, record):
        return " · ".join(
            filter(
                None,
                (
                    record.summary or record.activity_type_id.name,
                    record.user_id.name,
                ),
            )
        )

    def hand(self, records, person, successor):
        records.write({"res_id": successor.id})

    def keep(self, records, person, client, sentence):
        # they would go with an archived card: they wait at the company instead
        records.write({"res_id": client.id})


@dataclass(frozen=True)
class Meetings(Link):
    def domain(self, person):
        return Domain("partner_ids", "in", person.ids) & Domain(
            "stop", ">=", Datetime.now()
        )

    def hand(self, records, person, successor):
        records.write(
            {
                "partner_ids": [
                    Command.unlink(person.id),
                    Command.link(successor.id),
                ]
            }
        )

    def keep(self, records, person, client, sentence):
        records.write({"partner_ids": [Command.unlink(person.id)]})


@dataclass(frozen=True)
class Runs(Link):
    def domain(self, person):
        return super().domain(person) & Domain("state", "in", ("running", "waiting"))

    def hand(self, records, person, successor):
        # runs are written by the engine only
        records.check_access("read")
        records.sudo().write({self.field: successor.id})


@dataclass(frozen=True)
class Followers(Link):
    """Documents whose messages the person gets."""

    def domain(self, person):
        return super().domain(person) & Domain("res_model", "!=", "res.partner")

    def find(self, env, person):
        followers_sudo = env["mail.followers"].sudo().search(self.domain(person))
        kept = followers_sudo.browse()
        for model, found in followers_sudo.grouped("res_model").items():
            if model in env and env[model].has_access("write"):
                documents = env[model].browse(found.mapped("res_id")).exists()
                readable = set(documents._filtered_access("write").ids)
                kept |= found.filtered(lambda one, ids=readable: one.res_id in ids)
        return kept

    def describe(self, record):
        return record.env[record.res_model].browse(record.res_id).display_name

    def hand(self, records, person, successor):
        for follower in records:
            document = self._document(follower, successor)
            document.message_unsubscribe(person.ids)
            document.message_subscribe(successor.ids)

    def keep(self, records, person, client, sentence):
        for follower in records:
            self._document(follower, client).message_unsubscribe(person.ids)

    def _document(self, follower, partner):
        return partner.env[follower.res_model].browse(follower.res_id)


LINKS = (
    Leads("lead", "crm.lead", _lt("Opportunity")),
    Quotations("quotation", "sale.order", _lt("Quotation")),
    Orders("order", "sale.order", _lt("Order"), hands=False),
    Activities("activity", "mail.activity", _lt("Activity")),
    Meetings("meeting", "calendar.event", _lt("Meeting")),
    Runs("run", "client.process.run", _lt("Process"), field="person_id"),
    Followers("follower", "mail.followers", _lt("Gets messages of")),
)
"""What is asked about when a person leaves."""

#: documents that would move to the new company with the card
DOCUMENTS = ("sale.order", "crm.lead", "account.move", "stock.picking")
