from . import ir_http, partner_audit, partner_limit
