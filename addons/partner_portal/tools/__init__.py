from . import deal_file, upload
