import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";
import { Component } from "@odoo/owl";

/** Clients that are like the one in the form: with score, reasons and what to do. */
export class DuplicateBanner extends Component {
    static template = "client_accounting.DuplicateBanner";
    static props = { ...standardFieldProps };

    setup() {
        this.action = useService("action");
    }

    get found() {
        return this.props.record.data[this.props.name];
    }

    get insists() {
        return this.props.record.data.client_not_duplicate;
    }

    get isSaved() {
        return Boolean(this.props.record.resId) && this.found.lines.every((line) => line.pair);
    }

    url(line) {
        return `/odoo/res.partner/${line.id}`;
    }

    async onMerge() {
        await this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Merge Clients"),
                res_model: "client.merge.wizard",
                views: [[false, "form"]],
                target: "new",
                context: {
                    active_model: "res.partner",
                    active_ids: [
                        this.props.record.resId,
                        ...this.found.lines.map((line) => line.id),
                    ],
                    dialog_size: "extra-large",
                },
            },
            { onClose: () => this.props.record.load() }
        );
    }

    /** What is being typed is said with the client; what is proposed, with a reason. */
    async onInsist() {
        if (!this.isSaved) {
            await this.props.record.update({ client_not_duplicate: !this.insists });
            return;
        }
        await this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Not Duplicates"),
                res_model: "client.duplicate.twin",
                views: [[false, "form"]],
                target: "new",
                context: { default_pair_ids: this.found.lines.map((line) => line.pair) },
            },
            { onClose: () => this.props.record.load() }
        );
    }
}

export const duplicateBanner = {
    component: DuplicateBanner,
    displayName: _t("Possible Duplicates"),
    supportedTypes: ["json"],
    fieldDependencies: [{ name: "client_not_duplicate", type: "boolean" }],
};

registry.category("fields").add("client_duplicates", duplicateBanner);
