import { Component, onWillStart, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { formatMonetary } from "@web/views/fields/formatters";
import { ListController } from "@web/views/list/list_controller";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

const LINKED = "client-linked";

/** What is left to link, above the work list: a click shows it. */
export class LinkCounters extends Component {
    static template = "client_accounting.LinkCounters";
    static props = { list: Object };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ counters: [] });
        onWillStart(() => this.load());
        // also after an edit of the list, which loads no row anew
        const reload = useDebounced(() => this.load(), 200);
        useBus(this.props.list.model.bus, "update", () => reload());
        useBus(this.props.list.model.bus, LINKED, () => reload());
    }

    async load() {
        this.state.counters = await this.orm.call("client.link.task", "get_counters", []);
    }

    amount(counter) {
        return formatMonetary(counter.amount, {
            currencyId: counter.currency_id,
            digits: [16, 0],
        });
    }

    /** Show the rows of a counter: its filters instead of those that are on. */
    show(counter) {
        const { searchModel } = this.env;
        const items = searchModel.getSearchItems((item) => counter.filters.includes(item.name));
        searchModel.query = [];
        for (const item of items) {
            searchModel.toggleSearchItem(item.id);
        }
    }
}

export class LinkListRenderer extends ListRenderer {
    static template = "client_accounting.LinkListRenderer";
    static components = { ...ListRenderer.components, LinkCounters };
}

/** Tells the counters when the list saved what was edited in it. */
export class LinkListController extends ListController {
    get modelParams() {
        const params = super.modelParams;
        const onSavedMulti = () => this.model.bus.trigger(LINKED);
        return { ...params, hooks: { ...params.hooks, onSavedMulti } };
    }

    async onRecordSaved(record) {
        await super.onRecordSaved(record);
        this.model.bus.trigger(LINKED);
    }
}

registry.category("views").add("client_link_list", {
    ...listView,
    Controller: LinkListController,
    Renderer: LinkListRenderer,
});
