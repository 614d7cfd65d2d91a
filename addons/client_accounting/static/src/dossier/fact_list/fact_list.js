import { Component } from "@odoo/owl";
import { formatValue } from "../dossier_format";
import { sectionProps } from "../section_props";

/** Names and values; phones, mails and sites can be clicked. */
export class FactList extends Component {
    static template = "client_accounting.FactList";
    static props = { ...sectionProps };

    get facts() {
        const currencyId = this.props.currency.id;
        return this.props.section.data.facts.map((fact) => ({
            ...fact,
            text: formatValue(fact.value, fact.type, { currencyId }).replace(
                /^https?:\/\/(www\.)?/i,
                ""
            ),
            href: this.href(fact),
        }));
    }

    href({ type, value }) {
        switch (type) {
            case "phone":
                return `tel:${value.replace(/[^\d+]/g, "")}`;
            case "email":
                return `mailto:${value}`;
            case "url":
                return /^https?:\/\//i.test(value) ? value : `https://${value}`;
            default:
                return "";
        }
    }
}
