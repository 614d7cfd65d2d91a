import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { user } from "@web/core/user";
import { useService } from "@web/core/utils/hooks";

const GROUP = "client_accounting.group_client_accounting_user";

/** The telephone at the top of the screen: records an event on what is open below. */
export class RecordEvent extends Component {
    static template = "client_accounting.RecordEvent";
    static props = {};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ allowed: false });
        onWillStart(async () => {
            this.state.allowed = await user.hasGroup(GROUP);
        });
    }

    /** Model and id of the record whose form is open, if any. */
    get shown() {
        const props = this.action.currentController?.props;
        return props?.type === "form" && props.resId ? [props.resModel, props.resId] : [];
    }

    async record() {
        const action = await this.orm.call("client.event", "get_record_action", this.shown);
        await this.action.doAction(action);
    }
}

registry
    .category("systray")
    .add("client_accounting.record_event", { Component: RecordEvent }, { sequence: 30 });
