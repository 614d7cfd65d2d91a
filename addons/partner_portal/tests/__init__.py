from . import test_channel_partner, test_partner_desk, test_tours
