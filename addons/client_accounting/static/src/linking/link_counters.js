import { Component, onWillStart, onWillUpdateProps, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { formatMonetary } from "@web/views/fields/formatters";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";

/** What is left to link, above the work list: a click shows it. */
export class LinkCounters extends Component {
    static template = "client_accounting.LinkCounters";
    static props = { list: { type: Object, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ counters: [] });
        onWillStart(() => this.load());
        onWillUpdateProps(() => this.load());
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

registry.category("views").add("client_link_list", { ...listView, Renderer: LinkListRenderer });
