import { Component, useEffect, useExternalListener, useRef, useState } from "@odoo/owl";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

const LIMIT = 10;
const DELAY = 180;

/** Finds a client by anything that one remembers of it; all by keyboard if wanted. */
export class ClientSearch extends Component {
    static template = "client_accounting.ClientSearch";
    static props = {
        /** `(clientId) => void` */
        onSelect: Function,
        autofocus: { type: Boolean, optional: true },
        large: { type: Boolean, optional: true },
    };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.root = useRef("root");
        this.input = useRef("input");
        this.state = useState({ term: "", clients: [], open: false, loading: false, active: 0 });
        this.search = useDebounced(this.searchNow, DELAY);
        useExternalListener(window, "pointerdown", (ev) => {
            if (!this.root.el?.contains(ev.target)) {
                this.state.open = false;
            }
        });
        useEffect(
            (autofocus) => {
                if (autofocus && !this.env.isSmall) {
                    this.input.el.focus();
                }
            },
            () => [this.props.autofocus]
        );
    }

    get activeId() {
        const client = this.state.open && this.state.clients[this.state.active];
        return client ? `o_dossier_found_${client.id}` : undefined;
    }

    async searchNow() {
        const term = this.state.term.trim();
        if (!term) {
            Object.assign(this.state, { clients: [], open: false, loading: false });
            return;
        }
        this.state.loading = true;
        try {
            const clients = await this.keepLast.add(
                this.orm.silent.call("client.dossier", "search_clients", [term, LIMIT])
            );
            if (term === this.state.term.trim()) {
                Object.assign(this.state, { clients, active: 0, open: true });
            }
        } finally {
            this.state.loading = false;
        }
    }

    onInput(ev) {
        this.state.term = ev.target.value;
        this.search();
    }

    onFocus() {
        this.state.open = Boolean(this.state.clients.length && this.state.term.trim());
    }

    async onKeydown(ev) {
        const { clients, open } = this.state;
        const moves = { ArrowDown: 1, ArrowUp: -1 };
        if (ev.key in moves && clients.length) {
            const count = clients.length;
            const step = open ? moves[ev.key] : 0;
            this.state.open = true;
            this.state.active = (this.state.active + step + count) % count;
        } else if (ev.key === "Enter") {
            if (!open) {
                this.search.cancel();
                await this.searchNow();
            }
            const client = this.state.clients[this.state.active];
            if (client) {
                this.select(client);
            }
        } else if (ev.key === "Escape" && this.state.term) {
            this.clear();
        } else {
            return;
        }
        ev.preventDefault();
        ev.stopPropagation();
    }

    clear() {
        this.search.cancel();
        Object.assign(this.state, { term: "", clients: [], open: false });
        this.input.el?.focus();
    }

    select(client) {
        this.search.cancel();
        Object.assign(this.state, { term: "", clients: [], open: false });
        this.input.el?.blur();
        this.props.onSelect(client.id);
    }
}
