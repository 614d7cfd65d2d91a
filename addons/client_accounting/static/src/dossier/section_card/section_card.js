import { Component } from "@odoo/owl";
import { dossierKinds } from "../dossier_kinds";
import { sectionProps } from "../section_props";

/** A section in its frame: heading, number of documents, way to all of them. */
export class SectionCard extends Component {
    static template = "client_accounting.SectionCard";
    static props = {
        ...sectionProps,
        order: Number,
        /** While the user arranges the parts: `{ up, down, turn, hide }`, by key. */
        arrange: { type: Object, optional: true },
    };

    get component() {
        return dossierKinds.get(this.props.section.kind, null);
    }

    get kindProps() {
        const { order, arrange, ...props } = this.props;
        return props;
    }

    get isEmpty() {
        const { data } = this.props.section;
        const lists = [data.rows, data.people, data.items, data.facts, data.tiles];
        return data.empty ?? lists.every((list) => !list?.length);
    }

    get total() {
        return this.props.section.data.total || 0;
    }
}
