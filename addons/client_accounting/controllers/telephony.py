from odoo import http
from odoo.exceptions import AccessError
from odoo.http import request

from ..tools.call_message import MAX_SIZE

#: seconds
RETRY_AFTER = 60


class TelephonyController(http.Controller):
    """Where telephone exchanges tell of their calls."""

    @http.route(
        "/client_accounting/telephony/v1/call",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def call(self, **_params):
        """Take one message of an exchange: JSON, with its key as bearer token.

        Answers 200 with what became of it, 400 with what is wrong, 401 without detail
        for a key that is not valid, 413 for too large a message, 429 for too many
        messages, and for too many wrong keys from one address. A valid key is let in
        whatever else comes from its address.
        """
        connections = request.env["client.telephony.connection"]
        try:
            connection = connections._authenticate(
                request.httprequest.headers.get("Authorization")
            )
        except AccessError:
            refusals_sudo = request.env["client.telephony.refusal"].sudo()
            if refusals_sudo._refuse(request.httprequest.remote_addr):
                return self._answer(
                    429,
                    {"error": "Too many wrong keys within a minute."},
                    [("Retry-After", str(RETRY_AFTER))],
                )
            return self._answer(
                401, {"error": "Unauthorized"}, [("WWW-Authenticate", "Bearer")]
            )
        size = request.httprequest.content_length
        if size is None or size > MAX_SIZE:
            return self._answer(
                411 if size is None else 413,
                {"error": f"Send a message of known size up to {MAX_SIZE} bytes."},
            )
        if request.httprequest.mimetype != "application/json":
            return self._answer(400, {"error": "Send JSON as application/json."})
        result, reason = connection._take(request.httprequest.get_data())
        if result == "bad":
            return self._answer(400, {"error": reason})
        if result == "limit":
            return self._answer(
                429,
                {"error": "Too many messages within a minute."},
                [("Retry-After", str(RETRY_AFTER))],
            )
        return self._answer(200, {"result": result})

    def _answer(self, status, data, headers=()):
        return request.make_json_response(data, headers=list(headers), status=status)
