from odoo import fields


class HtmlWhole(fields.Html):
    """Sanitised HTML that is translated as a whole.

    The core translates sanitised HTML paragraph by paragraph: who rewrites a text in
    one language then overwrites it in the others. A definition is a text of its own in
    each language.
    """

    def _get_attrs(self, model_class, name):
        # EXTENDS core
        return {**super()._get_attrs(model_class, name), "translate": True}
