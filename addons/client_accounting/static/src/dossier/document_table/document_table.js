import { Component } from "@odoo/owl";
import { formatAmount, formatValue } from "../dossier_format";
import { sectionProps } from "../section_props";

/** Rows of documents: a table, or on a phone a list with two lines for each. */
export class DocumentTable extends Component {
    static template = "client_accounting.DocumentTable";
    static props = { ...sectionProps };

    get data() {
        return this.props.section.data;
    }

    /** Columns that say anything: one that is empty in every row is left out. */
    get columns() {
        const used = ({ name }) =>
            this.data.rows.some(({ values }) => values[name] || values[name] === 0);
        return this.data.columns.filter(used);
    }

    get titleColumn() {
        return this.data.columns[0];
    }

    get strongColumn() {
        return this.data.columns.find((column) => column.strong);
    }

    get badgeColumn() {
        return this.columns.find((column) => column.type === "badge");
    }

    /** What a phone shows in the second line. */
    get detailColumns() {
        const shown = [this.titleColumn, this.strongColumn, this.badgeColumn];
        return this.columns.filter((column) => !column.optional && !shown.includes(column));
    }

    get hidden() {
        return this.data.total - this.data.rows.length;
    }

    get hasFooter() {
        return this.columns.some((column) => column.name in this.data.footer);
    }

    isNumber(column) {
        return ["monetary", "number", "integer", "percent"].includes(column.type);
    }

    format(column, value) {
        return formatValue(value, column.type, { currencyId: this.props.currency.id });
    }

    cell(row, column) {
        const text = this.format(column, row.values[column.name]);
        const unit = column.unit && row.values[column.unit];
        return unit ? `${text}\u00a0${unit}` : text;
    }

    /** The amount in the document's own currency, where that is another one. */
    original(row, column) {
        const original = column.original && row.values[column.original];
        return original ? formatAmount(original.amount, original.currency_id) : "";
    }

    details(row) {
        return this.detailColumns
            .map((column) => [column, this.cell(row, column)])
            .filter(([, text]) => text)
            .map(([column, text]) => (column.type === "char" ? text : `${column.label}: ${text}`))
            .join(" · ");
    }

    /** Share of the largest value, for the bar behind a number. */
    share(row, column) {
        const values = this.data.rows.map(({ values }) => Math.abs(values[column.name] || 0));
        const largest = Math.max(...values);
        const value = Math.max(row.values[column.name] || 0, 0);
        return largest ? Math.round((100 * value) / largest) : 0;
    }

    href(row) {
        return `/odoo/${row.res_model}/${row.res_id}`;
    }

    open(row) {
        this.props.openRecord(row.res_model, row.res_id);
    }

    /** A click on the link itself with a modifier is the browser's affair. */
    onRowClick(ev, row) {
        if (ev.ctrlKey || ev.metaKey || ev.shiftKey) {
            return;
        }
        ev.preventDefault();
        this.open(row);
    }
}
