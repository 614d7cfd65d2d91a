from . import deal_file
