import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { formatDay, formatMoment } from "../dossier_format";
import { sectionProps } from "../section_props";

/** What happened or is to happen, one under the other. */
export class Timeline extends Component {
    static template = "client_accounting.Timeline";
    static props = { ...sectionProps };

    setup() {
        this.action = useService("action");
    }

    when(item) {
        return item.datetime ? formatMoment(item.date) : formatDay(item.date);
    }

    open(ev, item) {
        if (ev.ctrlKey || ev.metaKey || ev.shiftKey) {
            return;
        }
        ev.preventDefault();
        this.props.openRecord(item.res_model, item.res_id);
    }

    /** Open the planned activity, to mark it done or to move it. */
    openActivity(item) {
        this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: item.title,
                res_model: "mail.activity",
                res_id: item.activity_id,
                views: [[false, "form"]],
                target: "new",
            },
            { onClose: () => this.props.reload() }
        );
    }
}
