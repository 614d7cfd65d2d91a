import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatValue } from "../dossier_format";
import { sectionProps } from "../section_props";

/** The client in numbers; each opens the documents behind it. */
export class FigureTiles extends Component {
    static template = "client_accounting.FigureTiles";
    static props = { ...sectionProps };

    get tiles() {
        return this.props.section.data.tiles.map((tile) => ({
            ...tile,
            text: this.format(tile, true) || "—",
            title: this.title(tile),
            previousTitle: _t("A year before: %s", this.formatPrevious(tile)),
            percent: tile.change === null ? "" : this.formatChange(tile.change),
        }));
    }

    /** The exact value, and what the glossary says about the figure. */
    title(tile) {
        return [this.format(tile, false), tile.help].filter(Boolean).join("\n\n");
    }

    format(tile, whole) {
        const currencyId = this.props.currency.id;
        return formatValue(tile.value, tile.type, { currencyId, whole });
    }

    formatPrevious({ previous, type }) {
        return formatValue(previous, type, { currencyId: this.props.currency.id });
    }

    formatChange(change) {
        const percent = Math.abs(change) * 100;
        const text = percent >= 1000 ? "999+" : Math.round(percent).toString();
        return `${text}\u00a0%`;
    }

    open(tile) {
        this.props.openDocuments(this.props.section.key, { figure: tile.figure });
    }
}
