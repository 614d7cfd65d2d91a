from odoo.exceptions import UserError
from odoo.http import request, route

from ..tools import order_file
from .basket import PartnerBasket

MAX_FILE = 1024 * 1024
MAX_TEXT = 50_000
#: Lists of lines that a user may send in a minute.
SENDS = 30


class PartnerBasketLines(PartnerBasket):
    """Many lines at once: codes and quantities, pasted or of a file."""

    @route(
        "/my/basket/lines",
        type="http",
        auth="user",
        website=True,
        methods=["GET", "POST"],
    )
    def portal_basket_lines(self, **texts):
        """Codes and quantities, pasted or of a file, with an answer line by line."""
        partner_sudo = self._get_desk_partner_sudo("orders")
        if not partner_sudo:
            return request.redirect("/my")
        values = {"results": None, "error": None, "text": ""}
        if request.httprequest.method == "POST":
            request.env["partner.limit"]._take("order_lines", SENDS, 60)
            answer = self._take_lines(partner_sudo, texts)
            if answer is None:
                return request.redirect("/my/basket")
            values.update(answer)
        values = self._ordering_values(page_name="partner_basket", lines=True, **values)
        return request.render("partner_portal.portal_basket_lines", values)

    def _take_lines(self, partner_sudo, texts):
        """Put lines into the basket, or return values of the page that says why not.

        Nothing is written as long as a line has a mistake, unless the user says that
        such lines are left out.
        """
        text = (texts.get("text") or "")[: MAX_TEXT + 1]
        try:
            rows = self._rows_of(texts.get("file"), text)
            with request.env.cr.savepoint():
                basket_sudo = self._get_basket_sudo(partner_sudo, create=True)
                results = basket_sudo._check_asked(rows)
                wrong = [one for one in results if one["error"]]
                if wrong and not texts.get("leave_out") or len(wrong) == len(results):
                    return {"results": results, "text": self._text_of(results)}
                if not self._is_first(texts):
                    return None
                sentences = basket_sudo._add_asked(results)
                self._trace("basket_change", basket_sudo)
        except order_file.BadFile as error:
            return {"error": self._lines_sentence(error), "text": text}
        except UserError as error:
            return {"error": str(error), "text": text}
        self._say([*self._added_sentences(results), *sentences])
        return None

    def _rows_of(self, file, text):
        if getattr(file, "filename", ""):
            _name, content, _type = self._take_upload(file, ("csv", "xlsx"), MAX_FILE)
            return order_file.read_file(content)
        if len(text) > MAX_TEXT:
            raise UserError(
                request.env._("The text is too long: send the lines as a file.")
            )
        return order_file.read_text(text)

    def _added_sentences(self, results):
        _ = request.env._
        good = [one for one in results if not one["error"]]
        sentences = [_("Lines put into the basket: %(count)s.", count=len(good))]
        return sentences + [
            _(
                "Line %(line)s, %(code)s, was left out: %(error)s",
                line=one["line"],
                code=one["code"],
                error=one["error"],
            )
            for one in results
            if one["error"]
        ]

    def _text_of(self, results):
        """The lines again, for the text field in which they are mended."""
        return "\n".join(f"{one['code']}; {one['asked']}" for one in results)

    def _lines_sentence(self, error):
        _ = request.env._
        return {
            "encoding": lambda: _("This is no text. Save the table as CSV (UTF-8)."),
            "workbook": lambda: _(
                "The workbook cannot be read. Save it anew as .xlsx."
            ),
            "empty": lambda: _("There are no lines: give a code and a quantity each."),
            "long": lambda: _(
                "At most %(limit)s lines at once: send the rest afterwards.",
                **error.details,
            ),
        }[error.kind]()
