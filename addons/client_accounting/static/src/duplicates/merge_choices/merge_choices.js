import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/** Clients side by side; a click on a value keeps it for the client that remains. */
export class MergeChoices extends Component {
    static template = "client_accounting.MergeChoices";
    static props = { ...standardFieldProps };

    get preview() {
        return this.props.record.data[this.props.name];
    }

    get choices() {
        return this.props.record.data.choices || {};
    }

    chosen(row) {
        return this.choices[row.name] || row.chosen;
    }

    isChosen(row, client) {
        return this.chosen(row) === client.id;
    }

    async choose(row, client) {
        await this.props.record.update({
            choices: { ...this.choices, [row.name]: client.id },
        });
    }
}

export const mergeChoices = {
    component: MergeChoices,
    displayName: _t("Values of Clients"),
    supportedTypes: ["json"],
    fieldDependencies: [{ name: "choices", type: "json" }],
};

registry.category("fields").add("client_merge_choices", mergeChoices);
