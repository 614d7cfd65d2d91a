import { onWillStart } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import {
    Many2ManyTagsField,
    many2ManyTagsField,
} from "@web/views/fields/many2many_tags/many2many_tags_field";

/** What the chips of a model mean: asked for once, for all rows of all lists. */
const explanations = {};

/** Tags that say what they mean when the mouse rests on them. */
export class GlossaryTagsField extends Many2ManyTagsField {
    setup() {
        super.setup();
        this.explanations = {};
        onWillStart(async () => {
            this.explanations = await this.loadExplanations();
        });
    }

    loadExplanations() {
        const key = `${this.relation} ${user.lang}`;
        explanations[key] ??= this.orm
            .call("client.glossary.term", "get_explanations", [this.relation])
            .catch(() => ({}));
        return explanations[key];
    }

    getTagProps(record) {
        return { ...super.getTagProps(record), title: this.explanations[record.resId] };
    }
}

registry.category("fields").add("client_glossary_tags", {
    ...many2ManyTagsField,
    component: GlossaryTagsField,
});
