from . import (
    test_channel_partner,
    test_deal_file,
    test_partner_deal,
    test_partner_deal_concurrency,
    test_partner_deal_conflict,
    test_partner_deal_portal,
    test_partner_deal_protection,
    test_partner_desk,
    test_partner_team_rights,
    test_partner_trace,
    test_tours,
    test_upload,
)
