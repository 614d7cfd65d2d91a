import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { BasisSwitch } from "../../linking/basis_switch/basis_switch";
import { ClientHeader } from "../client_header/client_header";
import { ClientSearch } from "../client_search/client_search";
import { ClientStart } from "../client_start/client_start";
import { hideSection, moveSection, placesOf, turnSection } from "../arrangement";
import { FigureTiles } from "../figure_tiles/figure_tiles";
import { LayoutMenu } from "../layout_menu/layout_menu";
import { recentClients } from "../recent_clients";
import { SectionCard } from "../section_card/section_card";

/** Errors that mean: this client is not for this user. Others are shown by Odoo. */
const REFUSALS = ["odoo.exceptions.AccessError", "odoo.exceptions.MissingError"];

/** The client on one screen. */
export class DossierAction extends Component {
    static template = "client_accounting.DossierAction";
    static components = {
        BasisSwitch,
        ClientHeader,
        ClientSearch,
        ClientStart,
        FigureTiles,
        Layout,
        LayoutMenu,
        SectionCard,
    };
    static props = { ...standardActionServiceProps };
    static path = "dossier";
    static displayName = _t("Client Dossier");

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.mailStore = useService("mail.store");
        this.keepLast = new KeepLast();
        this.root = useRef("root");
        this.display = { controlPanel: {} };
        this.state = useState({
            clientId: this.firstClientId,
            dossier: null,
            refusal: "",
            basis: this.props.state?.basis || "billed",
            arranging: false,
        });
        this.openRecord = this.openRecord.bind(this);
        this.openDocuments = this.openDocuments.bind(this);
        this.reload = this.reload.bind(this);
        this.select = this.select.bind(this);
        this.setBasis = this.setBasis.bind(this);
        this.chooseLayout = this.chooseLayout.bind(this);
        this.startArranging = this.startArranging.bind(this);
        this.keepPlaces = this.keepPlaces.bind(this);
        this.showSection = this.showSection.bind(this);
        useSetupAction({
            rootRef: this.root,
            getLocalState: () => ({ clientId: this.state.clientId, basis: this.basis }),
        });
        onWillStart(async () => {
            if (this.state.clientId) {
                await this.load();
            }
        });
        onMounted(() => this.announce());
    }

    /** The client that the address, the breadcrumb or the caller asks for. */
    get firstClientId() {
        const { state, resId, action } = this.props;
        const params = action.params || {};
        const id = state?.clientId || resId || params.partner_id || params.resId;
        return Number(id) || false;
    }

    get areas() {
        const sections = this.state.dossier?.sections || [];
        const of = (area) => sections.filter((section) => section.area === area);
        return { top: of("top"), main: of("main"), side: of("side") };
    }

    /** Place on a phone, where the columns are one: by sequence. */
    order(section) {
        return this.state.dossier.sections.indexOf(section);
    }

    get sectionProps() {
        return {
            currency: this.state.dossier.currency,
            openRecord: this.openRecord,
            openDocuments: this.openDocuments,
            reload: this.reload,
        };
    }

    async load() {
        const { clientId } = this.state;
        try {
            const dossier = await this.keepLast.add(
                this.orm.call("client.dossier", "get_dossier", [clientId, this.basis, true])
            );
            Object.assign(this.state, { dossier, refusal: "", clientId: dossier.client.id });
            recentClients.add(dossier.client.id);
            this.orm.silent.call("client.dossier", "mark_dossier_seen", [dossier.client.id]);
        } catch (error) {
            if (!REFUSALS.includes(error.exceptionName)) {
                throw error;
            }
            Object.assign(this.state, { dossier: null, refusal: error.data.message });
        }
    }

    async reload() {
        await this.load();
        this.announce();
    }

    /** Sales by who was billed, or by who consumed. */
    get basis() {
        return this.state.basis;
    }

    async setBasis(basis) {
        this.state.basis = basis;
        await this.load();
    }

    async chooseLayout(layoutId) {
        await this.orm.call("client.dossier", "choose_layout", [layoutId]);
        await this.load();
    }

    startArranging() {
        this.state.arranging = true;
    }

    async keepPlaces() {
        const places = placesOf(this.state.dossier);
        await this.orm.call("client.dossier", "save_places", [places]);
        this.state.arranging = false;
        await this.load();
    }

    /** Show a hidden part again; it is read with the others once all is kept. */
    async showSection(key) {
        const { hidden } = this.state.dossier.layout;
        hidden.splice(
            hidden.findIndex((part) => part.key === key),
            1
        );
        const places = [...placesOf(this.state.dossier), [key, "main"]];
        await this.orm.call("client.dossier", "save_places", [places]);
        await this.load();
    }

    /** What the buttons of a part do while the user arranges them. */
    get arrange() {
        if (!this.state.arranging) {
            return undefined;
        }
        const { dossier } = this.state;
        return {
            up: (key) => moveSection(dossier.sections, key, -1),
            down: (key) => moveSection(dossier.sections, key, 1),
            turn: (key) => turnSection(dossier.sections, key),
            hide: (key) => hideSection(dossier, key),
        };
    }

    async select(clientId) {
        Object.assign(this.state, { clientId, dossier: null, refusal: "" });
        if (this.root.el) {
            this.root.el.scrollTop = 0;
        }
        await this.reload();
    }

    /** Tell the address bar and the breadcrumb who is shown. */
    announce() {
        const { clientId, dossier } = this.state;
        this.props.updateActionState?.({ resId: clientId });
        this.env.config.setDisplayName(
            dossier?.client.name || DossierAction.displayName.toString()
        );
    }

    openRecord(resModel, resId) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: resModel,
            res_id: resId,
            views: [[false, "form"]],
        });
    }

    async openDocuments(key, params) {
        const action = await this.orm.call("client.dossier", "get_section_action", [
            this.state.clientId,
            key,
            { ...params, basis: this.basis },
        ]);
        if (action) {
            await this.action.doAction(action);
        }
    }

    onAction(name) {
        return {
            activity: () => this.schedule(),
            contact: () => this.openRecord("res.partner", this.state.clientId),
            event: () => this.recordEvent(),
            message: () => this.writeMessage(),
            pdf: () => this.print(),
            quotation: () => this.newQuotation(),
        }[name]();
    }

    async schedule() {
        await this.mailStore.scheduleActivity("res.partner", [this.state.clientId]);
        await this.reload();
    }

    async recordEvent() {
        const action = await this.orm.call("client.event", "get_record_action", [
            "res.partner",
            this.state.clientId,
        ]);
        await this.action.doAction(action, { onClose: this.reload });
    }

    writeMessage() {
        const { clientId } = this.state;
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: _t("Message"),
                res_model: "mail.compose.message",
                views: [[false, "form"]],
                target: "new",
                context: {
                    default_composition_mode: "comment",
                    default_model: "res.partner",
                    default_res_ids: [clientId],
                    default_partner_ids: [clientId],
                },
            },
            { onClose: this.reload }
        );
    }

    newQuotation() {
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: _t("New Quotation"),
            res_model: "sale.order",
            views: [[false, "form"]],
            context: { default_partner_id: this.state.clientId },
        });
    }

    print() {
        const { clientId } = this.state;
        return this.action.doAction("client_accounting.action_report_client_dossier", {
            additionalContext: {
                active_id: clientId,
                active_ids: [clientId],
                active_model: "res.partner",
                // on paper as on the screen
                client_dossier_print_basis: this.basis,
            },
        });
    }
}

registry.category("actions").add("client_accounting.dossier", DossierAction);
