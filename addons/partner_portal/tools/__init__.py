from . import deal_file, upload
from . import deal_file, tier_period
