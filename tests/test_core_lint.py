"""Checks of Odoo's own test_lint that need a database with our addons.

Indexes on the inverse of each one2many, overrides that keep the signature, parameters
of public methods that a remote call can pass.
"""

from contextlib import nullcontext

from odoo.addons.test_lint.tests import (
    test_index,
    test_naming,
    test_override_signatures,
)


class _OneTest:
    """They make a part of each method of each model: 40,000 that nobody reads."""

    def subTest(self, *_args, **_params):
        return nullcontext()


class TestIndex(_OneTest, test_index.TestIndex):
    pass


class TestNaming(_OneTest, test_naming.TestNaming):
    pass


class TestOverrideSignatures(
    _OneTest, test_override_signatures.TestLintOverrideSignatures
):
    pass
