from odoo import api, models
from odoo.exceptions import UserError

#: documents that an event is recorded on by one click: model -> field of the contact
DOCUMENTS = {
    "res.partner": "id",
    "crm.lead": "partner_id",
    "sale.order": "partner_id",
    "account.move": "partner_id",
    "stock.picking": "partner_id",
}


class ClientEvent(models.Model):
    """The dialog in which an event is recorded, filled in as far as it is known."""

    _inherit = "client.event"

    @api.model
    def get_record_action(self, res_model=False, res_id=False):
        """Return the action of the dialog that records an event.

        :param str res_model: model of the document or contact that the user looks at
        :param int res_id: id of it; without both the dialog asks for the contact
        :raise AccessError: for a document that the user may not read
        """
        document = self._get_document(res_model, res_id)
        partner = self._partner_of(document)
        client = partner.commercial_partner_id
        context = {
            "default_partner_id": self._usual_contact(partner).id,
            "record_client_id": client.id,
            "dialog_size": "medium",
        }
        if document and document._name != "res.partner":
            context["default_res_model"] = document._name
            context["default_res_id"] = document.id
            if company := self._company_of(document):
                context["default_company_id"] = company.id
        view = self.env.ref("client_accounting.client_event_view_form_quick")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Record Event"),
            "res_model": "client.event",
            "views": [[view.id, "form"]],
            "target": "new",
            "context": context,
        }

    @api.model
    def _get_document(self, res_model, res_id):
        """Return the record, checked; an empty one for what events are not recorded
        on."""
        if res_model not in DOCUMENTS or type(res_id) is not int or res_id <= 0:
            return self.env["res.partner"]
        document = self.env[res_model].browse(res_id).exists()
        document.check_access("read")
        return document

    @api.model
    def _partner_of(self, document):
        if not document or document._name == "res.partner":
            return document
        return document[DOCUMENTS[document._name]]

    @api.model
    def _partner_of_any(self, document):
        """Return the partner of a record of any model; empty where it has none."""
        if document._name in DOCUMENTS:
            return self._partner_of(document)
        partners = self.env["res.partner"]
        field = document._fields.get("partner_id")
        if field is None or field.comodel_name != "res.partner":
            return partners
        return document.sudo().partner_id.with_env(self.env)

    @api.model
    def _company_of(self, document):
        company = document.company_id
        return company if company in self.env.companies else self.env["res.company"]

    @api.model
    def _usual_contact(self, partner):
        """Return with whom one speaks for a client: the person of the last event, or
        its only person, else the client itself."""
        if not partner.is_company:
            return partner
        last = self.search(
            [
                ("client_id", "=", partner.commercial_partner_id.id),
                ("partner_id.is_company", "=", False),
                ("partner_id.active", "=", True),
                ("partner_id.commercial_partner_id", "=", partner.id),
            ],
            limit=1,
        )
        if last:
            return last.partner_id
        people = self.env["res.partner"].search(
            [("parent_id", "=", partner.id), ("type", "=", "contact")], limit=2
        )
        people = people.filtered(lambda person: not person.is_company)
        return people if len(people) == 1 else partner


class ClientEventDocument(models.AbstractModel):
    """For documents that events are recorded on."""

    _name = "client.event.document"
    _description = "Document with Client Events"

    def action_record_event(self):
        """Open the dialog that records an event on this document.

        :raise UserError: where no client is named on the document
        """
        self.ensure_one()
        events = self.env["client.event"]
        if not events._partner_of(self):
            raise UserError(self.env._("Choose a client on this document first."))
        return events.get_record_action(self._name, self.id)

    def action_open_timeline(self):
        """Open the timeline of this document, of a contact or of a client."""
        self.ensure_one()
        return self.env["client.timeline"].get_timeline_action(self._name, self.id)


class ResPartner(models.Model):
    _name = "res.partner"
    _inherit = ["res.partner", "client.event.document"]


class SaleOrder(models.Model):
    _name = "sale.order"
    _inherit = ["sale.order", "client.event.document"]


class AccountMove(models.Model):
    _name = "account.move"
    _inherit = ["account.move", "client.event.document"]


class StockPicking(models.Model):
    _name = "stock.picking"
    _inherit = ["stock.picking", "client.event.document"]


class CrmLead(models.Model):
    _name = "crm.lead"
    _inherit = ["crm.lead", "client.event.document"]
