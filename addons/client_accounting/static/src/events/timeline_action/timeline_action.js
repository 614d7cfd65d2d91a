import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { deserializeDate, deserializeDateTime, today } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { _t } from "@web/core/l10n/translation";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { formatAmount } from "../../dossier/dossier_format";
import { Timeline } from "../../dossier/timeline/timeline";

const REFUSALS = [
    "odoo.exceptions.AccessError",
    "odoo.exceptions.MissingError",
    "odoo.exceptions.UserError",
];
const PERIODS = [
    ["", _t("Any time")],
    ["1", _t("Last month")],
    ["3", _t("Last 3 months")],
    ["12", _t("Last 12 months")],
    ["days", _t("From … to …")],
];
/** Planned steps shown at first: the history below is what one came for. */
const PLANNED_SHOWN = 4;
const NO_FILTERS = {
    kinds: [],
    channel: "",
    user_id: false,
    period: "",
    date_from: "",
    date_to: "",
    text: "",
};

/** All that happened with a client, a contact or a document, the newest first. */
export class TimelineAction extends Component {
    static template = "client_accounting.TimelineAction";
    static components = { Layout, RecordSelector, Timeline };
    static props = { ...standardActionServiceProps };
    static path = "timeline";
    static displayName = _t("Timeline");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.keepLast = new KeepLast();
        this.root = useRef("root");
        this.display = { controlPanel: {} };
        this.periods = PERIODS;
        this.userDomain = [["share", "=", false]];
        this.state = useState({
            frame: null,
            refusal: "",
            items: [],
            next: false,
            busy: false,
            allPlanned: false,
            filters: { ...NO_FILTERS, ...this.props.state?.filters },
        });
        this.search = useDebounced(() => this.load(), 300);
        this.reload = this.load.bind(this);
        this.openRecord = this.openRecord.bind(this);
        useSetupAction({
            rootRef: this.root,
            getLocalState: () => ({ filters: { ...this.state.filters } }),
        });
        onWillStart(() => this.load());
        onMounted(() => this.announce());
    }

    /** Model and id of whose timeline it is: from the caller or from the address. */
    get subject() {
        const params = this.props.action.params || {};
        const model = params.res_model || params.document || "res.partner";
        const id = Number(params.partner_id || this.props.resId || params.resId) || false;
        return { model, id };
    }

    get filtered() {
        const { kinds, channel, user_id, period, text } = this.state.filters;
        return Boolean(kinds.length || channel || user_id || period || text);
    }

    get values() {
        const { period, date_from, date_to, ...values } = this.state.filters;
        if (period === "days") {
            Object.assign(values, { date_from, date_to });
        } else if (period) {
            values.months = Number(period);
        }
        return this.filtered ? values : {};
    }

    fetch(after) {
        const { model, id } = this.subject;
        return this.keepLast.add(
            this.orm.call("client.timeline", "get_timeline", [model, id], {
                filters: this.values,
                after,
            })
        );
    }

    async load() {
        this.state.busy = true;
        try {
            const { items, next, ...frame } = await this.fetch(false);
            Object.assign(this.state, { items, next, frame, refusal: "" });
        } catch (error) {
            if (!REFUSALS.includes(error.exceptionName)) {
                throw error;
            }
            this.state.refusal = error.data.message;
        } finally {
            this.state.busy = false;
        }
    }

    async loadMore() {
        this.state.busy = true;
        try {
            const { items, next } = await this.fetch(this.state.next);
            this.state.items.push(...items);
            this.state.next = next;
        } finally {
            this.state.busy = false;
        }
    }

    /** Tell the address bar and the breadcrumb whose timeline it is. */
    announce() {
        const { model, id } = this.subject;
        const state = { resId: id };
        if (model !== "res.partner") {
            state.document = model;
        }
        this.props.updateActionState?.(state);
        const title = this.state.frame?.title;
        this.env.config.setDisplayName(title ? _t("Timeline: %s", title) : _t("Timeline"));
    }

    set(name, value) {
        this.state.filters[name] = value;
        if (name !== "period" || value !== "days") {
            this.load();
        }
    }

    setText(value) {
        this.state.filters.text = value;
        this.search();
    }

    toggleKind(key) {
        const { kinds } = this.state.filters;
        this.set("kinds", kinds.includes(key) ? kinds.filter((k) => k !== key) : [...kinds, key]);
    }

    clear() {
        Object.assign(this.state.filters, NO_FILTERS, { kinds: [] });
        this.load();
    }

    /** Lines by day, in the order of the days. */
    get days() {
        const days = [];
        for (const item of this.state.items) {
            const moment = item.datetime
                ? deserializeDateTime(item.date)
                : deserializeDate(item.date);
            const key = moment.toISODate();
            if (days.at(-1)?.key !== key) {
                days.push({ key, title: this.dayTitle(moment), items: [] });
            }
            days.at(-1).items.push(item);
        }
        return days;
    }

    dayTitle(moment) {
        const age = today().diff(moment.startOf("day"), "days").days;
        if (age === 0) {
            return _t("Today");
        }
        return age === 1
            ? _t("Yesterday")
            : `${moment.toFormat("cccc")}, ${moment.toFormat(localization.dateFormat)}`;
    }

    time(item) {
        if (!item.datetime) {
            return "";
        }
        return deserializeDateTime(item.date).toFormat(localization.timeFormat.replace(":ss", ""));
    }

    amount(item) {
        return formatAmount(item.amount, item.currency_id);
    }

    get plannedSection() {
        const { planned } = this.state.frame;
        const items = this.state.allPlanned ? planned : planned.slice(0, PLANNED_SHOWN);
        return { key: "planned", kind: "timeline", data: { items } };
    }

    get plannedHidden() {
        return this.state.allPlanned ? 0 : this.state.frame.planned.length - PLANNED_SHOWN;
    }

    open(ev, model, id) {
        if (ev.ctrlKey || ev.metaKey || ev.shiftKey) {
            return;
        }
        ev.preventDefault();
        this.openRecord(model, id);
    }

    /** Events open above the timeline, documents in its place. */
    openRecord(model, id) {
        const isEvent = model === "client.event";
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: isEvent ? _t("Event") : "",
                res_model: model,
                res_id: id,
                views: [[false, "form"]],
                target: isEvent ? "new" : "current",
            },
            isEvent ? { onClose: this.reload } : {}
        );
    }

    async record() {
        const { model, id } = this.subject;
        const action = await this.orm.call("client.event", "get_record_action", [model, id]);
        await this.action.doAction(action, { onClose: this.reload });
    }

    openDossier() {
        return this.action.doAction({
            type: "ir.actions.client",
            tag: "client_accounting.dossier",
            path: "dossier",
            params: { partner_id: this.state.frame.client.id },
        });
    }
}

registry.category("actions").add("client_accounting.timeline", TimelineAction);
