import { Component } from "@odoo/owl";

/** Who the client is, how to reach it, and what to do with it. */
export class ClientHeader extends Component {
    static template = "client_accounting.ClientHeader";
    static props = {
        client: Object,
        /** `(name) => void` with one of: contact, quotation, event, activity, message, pdf */
        onAction: Function,
    };

    get website() {
        const { website } = this.props.client;
        return /^https?:\/\//i.test(website) ? website : `https://${website}`;
    }

    get websiteName() {
        return this.props.client.website.replace(/^https?:\/\/(www\.)?/i, "").replace(/\/$/, "");
    }

    get phone() {
        return this.props.client.phone.replace(/[^\d+]/g, "");
    }
}
