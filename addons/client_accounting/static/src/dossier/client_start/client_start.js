import { Component, onWillStart, useState } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { ClientSearch } from "../client_search/client_search";
import { recentClients } from "../recent_clients";

/** What is shown before a client is chosen: search, clients opened last, the largest. */
export class ClientStart extends Component {
    static template = "client_accounting.ClientStart";
    static components = { ClientSearch };
    static props = { onSelect: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ recent: [], largest: [] });
        onWillStart(async () => {
            const start = await this.orm.call("client.dossier", "get_start", [recentClients.get()]);
            Object.assign(this.state, start);
        });
    }
}
