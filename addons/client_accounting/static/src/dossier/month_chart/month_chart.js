/* global Chart */
import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { formatAmount } from "../dossier_format";
import { sectionProps } from "../section_props";
import { humanNumber } from "@web/core/utils/numbers";

/** Amounts by month, a year against the year before; a bar opens its documents. */
export class MonthChart extends Component {
    static template = "client_accounting.MonthChart";
    static props = { ...sectionProps };

    setup() {
        this.canvas = useRef("canvas");
        this.current = useRef("current");
        this.previous = useRef("previous");
        this.text = useRef("text");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => {
                this.draw();
                return () => this.destroy();
            },
            () => [this.props.section.data]
        );
        onWillUnmount(() => this.destroy());
    }

    get series() {
        return this.props.section.data.series.map((series) => ({
            ...series,
            text: this.format(series.total, true),
        }));
    }

    format(amount, whole = false) {
        return formatAmount(amount, this.props.currency.id, { whole });
    }

    destroy() {
        this.chart?.destroy();
        this.chart = null;
    }

    /** Colours come from the theme, so that a dark one is followed. */
    color(name) {
        return getComputedStyle(this[name].el).color;
    }

    draw() {
        this.destroy();
        const { labels } = this.props.section.data;
        const text = this.color("text");
        const datasets = this.series.map((series) => ({
            label: series.label,
            data: series.values,
            backgroundColor: this.color(series.key),
            borderRadius: 4,
            maxBarThickness: 22,
            categoryPercentage: 0.7,
            barPercentage: 0.9,
        }));
        this.chart = new Chart(this.canvas.el, {
            type: "bar",
            data: { labels, datasets },
            options: {
                animation: false,
                responsive: true,
                maintainAspectRatio: false,
                interaction: { mode: "index", intersect: false },
                onClick: (ev) => this.onClick(ev),
                onHover: (ev, found) => {
                    ev.native.target.style.cursor = found.length ? "pointer" : "default";
                },
                plugins: {
                    legend: { display: false },
                    tooltip: {
                        callbacks: {
                            label: (item) => `${item.dataset.label}: ${this.format(item.parsed.y)}`,
                        },
                    },
                },
                scales: {
                    x: { grid: { display: false }, ticks: { color: text, maxRotation: 60 } },
                    y: {
                        beginAtZero: true,
                        border: { display: false },
                        grid: { color: `color-mix(in srgb, ${text} 15%, transparent)` },
                        ticks: {
                            color: text,
                            maxTicksLimit: 5,
                            callback: (value) => humanNumber(value, { decimals: 0, minDigits: 1 }),
                        },
                    },
                },
            },
        });
    }

    onClick(ev) {
        const [bar] = this.chart.getElementsAtEventForMode(
            ev,
            "nearest",
            { intersect: true },
            true
        );
        if (bar) {
            const { section } = this.props;
            this.props.openDocuments(section.key, {
                month: section.data.months[bar.index],
                series: section.data.series[bar.datasetIndex].key,
            });
        }
    }
}
