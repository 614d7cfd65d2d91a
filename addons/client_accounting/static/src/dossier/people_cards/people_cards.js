import { Component } from "@odoo/owl";
import { sectionProps } from "../section_props";

/** Persons and addresses, each one click or one call away. */
export class PeopleCards extends Component {
    static template = "client_accounting.PeopleCards";
    static props = { ...sectionProps };

    tel(person) {
        return person.phone.replace(/[^\d+]/g, "");
    }

    open(ev, person) {
        if (ev.ctrlKey || ev.metaKey || ev.shiftKey) {
            return;
        }
        ev.preventDefault();
        this.props.openRecord(person.res_model, person.res_id);
    }

    get hidden() {
        const { people, total } = this.props.section.data;
        return total - people.length;
    }
}
