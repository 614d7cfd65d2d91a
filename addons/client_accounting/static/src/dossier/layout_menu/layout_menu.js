import { Component } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";

/** Which layout the dossier has; the way to arrange it oneself. */
export class LayoutMenu extends Component {
    static template = "client_accounting.LayoutMenu";
    static components = { Dropdown, DropdownItem };
    static props = {
        /** `{ id, name, own, choices, hidden }` of `client.dossier.get_dossier` */
        layout: Object,
        arranging: Boolean,
        /** `(layoutId or false) => void` */
        onChoose: Function,
        /** Begins to arrange. */
        onArrange: Function,
        /** Keeps what was arranged. */
        onDone: Function,
        /** Shows a hidden part again: `(key) => void` */
        onShow: Function,
    };
}
