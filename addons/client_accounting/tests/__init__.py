from . import test_portal_leaks
