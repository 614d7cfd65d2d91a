import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { Component, status, useState } from "@odoo/owl";

/** The client of a document in one line; asked for when the form is there already. */
export class ClientGlance extends Component {
    static template = "client_accounting.ClientGlance";
    static props = { ...standardWidgetProps, partnerField: { type: String } };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ partnerId: false, glance: null });
        useRecordObserver((record) => {
            const partner = record.data[this.props.partnerField];
            // not awaited: the form does not wait for it
            this.load(partner ? partner.id : false);
        });
    }

    async load(partnerId) {
        if (partnerId === this.state.partnerId) {
            return;
        }
        this.state.partnerId = partnerId;
        this.state.glance = null;
        if (!partnerId) {
            return;
        }
        let glance = null;
        try {
            glance = await this.orm.silent.call("client.glance", "get_glance", [partnerId]);
        } catch {
            return; // a client that may not be read, or no connection: the form goes on
        }
        if (partnerId === this.state.partnerId && status(this) !== "destroyed") {
            this.state.glance = glance;
        }
    }

    get items() {
        return this.state.glance?.items || [];
    }

    async onOpen() {
        if (!this.state.glance.dossier) {
            return;
        }
        await this.action.doActionButton({
            name: "action_open_dossier",
            type: "object",
            resModel: "res.partner",
            resId: this.state.glance.client.id,
            resIds: [this.state.glance.client.id],
            context: {},
        });
    }
}

export const clientGlance = {
    component: ClientGlance,
    fieldDependencies: [],
    extractProps: ({ attrs }) => ({ partnerField: attrs.partner_field || "partner_id" }),
    displayName: _t("Client at a Glance"),
};

registry.category("view_widgets").add("client_glance", clientGlance);
