from werkzeug.exceptions import TooManyRequests

from odoo import models


class IrHttp(models.AbstractModel):
    _inherit = "ir.http"

    @classmethod
    def _handle_error(cls, exception):
        # EXTENDS http_routing: its page of an error forgets the headers of the error
        response = super()._handle_error(exception)
        if isinstance(exception, TooManyRequests) and exception.retry_after:
            response.headers.setdefault("Retry-After", str(exception.retry_after))
        return response
