import io

import xlsxwriter

from odoo.http import content_disposition, request, route

from .orders import PartnerOrders

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class PartnerOrderDocuments(PartnerOrders):
    """The papers of an order: PDF of core, the lines as a workbook."""

    @route(
        "/my/partner/orders/<int:order_id>/pdf",
        type="http",
        auth="user",
        website=True,
    )
    def portal_partner_order_pdf(self, order_id, **kwargs):
        """The order as PDF, as core prints it."""
        return self._show_report(
            model=self._get_order_sudo(order_id),
            report_type="pdf",
            report_ref="sale.action_report_saleorder",
            download=True,
        )

    @route(
        "/my/partner/orders/<int:order_id>/delivery/<int:picking_id>",
        type="http",
        auth="user",
        website=True,
    )
    def portal_partner_delivery_pdf(self, order_id, picking_id, **kwargs):
        """The delivery slip of a delivery of the order."""
        order_sudo = self._get_order_sudo(order_id)
        shown = {row["id"] for row in self._deliveries(order_sudo)}
        if picking_id not in shown:
            raise request.not_found()
        picking_sudo = order_sudo.picking_ids.filtered(lambda one: one.id == picking_id)
        report_sudo = request.env["ir.actions.report"].sudo()
        content, _kind = report_sudo._render_qweb_pdf(
            "stock.action_report_delivery", picking_sudo.ids
        )
        return self._as_file(content, f"{picking_sudo.name}.pdf", "application/pdf")

    @route(
        "/my/partner/orders/<int:order_id>/xlsx",
        type="http",
        auth="user",
        website=True,
        readonly=True,
    )
    def portal_partner_order_xlsx(self, order_id, **kwargs):
        """The lines of the order as a workbook."""
        order_sudo = self._get_order_sudo(order_id)
        content = self._order_workbook(order_sudo)
        return self._as_file(content, f"{order_sudo.name}.xlsx", XLSX)

    def _as_file(self, content, name, kind):
        return request.make_response(
            content,
            headers=[
                ("Content-Type", kind),
                ("Content-Length", len(content)),
                ("Content-Disposition", content_disposition(name.replace("/", "-"))),
                ("X-Content-Type-Options", "nosniff"),
            ],
        )

    def _order_workbook(self, order_sudo):
        """Lines with code, name, quantities, price, discount and amount, the totals in
        the currency of the order."""
        _ = request.env._
        memory = io.BytesIO()
        # texts of products stay texts: no formulas and no links are made of them
        book = xlsxwriter.Workbook(
            memory,
            {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False},
        )
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True})
        money = book.add_format({"num_format": "#,##0.00"})
        heading = [
            _("Code"),
            _("Product"),
            _("Quantity"),
            _("Unit"),
            _("Delivered"),
            _("Unit Price"),
            _("Discount, %"),
            _("Amount without Taxes"),
        ]
        sheet.write_row(0, 0, heading, bold)
        number = 0
        for number, line in enumerate(order_sudo._basket_lines(), 1):
            row = self._line_row(line, {})
            sheet.write_string(number, 0, row["code"])
            sheet.write_string(number, 1, row["name"])
            sheet.write_number(number, 2, row["quantity"])
            sheet.write_string(number, 3, row["uom"])
            sheet.write_number(number, 4, row["delivered"])
            sheet.write_number(number, 5, row["price"], money)
            sheet.write_number(number, 6, row["discount"])
            sheet.write_number(number, 7, row["subtotal"], money)
        totals = (
            (_("Without taxes"), order_sudo.amount_untaxed),
            (_("Taxes"), order_sudo.amount_tax),
            (_("Total"), order_sudo.amount_total),
        )
        for place, (label, amount) in enumerate(totals, number + 2):
            sheet.write_string(
                place, 6, f"{label}, {order_sudo.currency_id.name}", bold
            )
            sheet.write_number(place, 7, amount, money)
        sheet.set_column(0, 0, 16)
        sheet.set_column(1, 1, 44)
        sheet.set_column(2, 7, 14)
        sheet.freeze_panes(1, 0)
        book.close()
        return memory.getvalue()
