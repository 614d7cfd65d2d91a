import { Component } from "@odoo/owl";

/** Sales of the dossier by who was billed, or by who consumed. */
export class BasisSwitch extends Component {
    static template = "client_accounting.BasisSwitch";
    static props = {
        /** billed or consumed */
        basis: String,
        /** `(basis) => void` */
        onChange: Function,
    };
}
