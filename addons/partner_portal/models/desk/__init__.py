from . import (
    ir_http,
    partner_announcement,
    partner_announcement_read,
    partner_audit,
    partner_cockpit,
    partner_limit,
)
