import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";

/**
 * Shows the client's card to whose telephone rings.
 */
export const clientTelephonyService = {
    dependencies: ["action", "bus_service", "notification", "orm"],

    start(env, { action, bus_service: bus, notification, orm }) {
        // one card for a call: ringing, then answered
        const shown = new Map();

        const openDossier = (call) =>
            action.doAction({
                type: "ir.actions.client",
                tag: "client_accounting.dossier",
                path: "dossier",
                name: call.client_name,
                params: { partner_id: call.client_id },
            });
        const record = async (call) =>
            action.doAction(
                await orm.call("client.telephony.call", "get_record_action", [call.call_id])
            );
        const openProposal = (call) =>
            action.doAction({
                type: "ir.actions.act_window",
                res_model: "client.contact.proposal",
                res_id: call.proposal_id,
                views: [[false, "form"]],
                target: "new",
            });

        const buttons = (call) => {
            const list = [];
            if (call.client_id) {
                list.push({
                    name: _t("Open Dossier"),
                    primary: true,
                    onClick: () => openDossier(call),
                });
                list.push({ name: _t("Record Event"), onClick: () => record(call) });
            } else if (call.proposal_id) {
                list.push({
                    name: _t("Who is it?"),
                    primary: true,
                    onClick: () => openProposal(call),
                });
            }
            return list;
        };

        const show = (call) => {
            shown.get(call.call_id)?.();
            const who = call.partner_name || call.number || _t("Number withheld");
            const lines = [who];
            if (call.client_name && call.client_id !== call.partner_id) {
                lines.push(call.client_name);
            }
            if (call.partner_name && call.number) {
                lines.push(call.number);
            }
            shown.set(
                call.call_id,
                notification.add(lines.join(" · "), {
                    title: call.direction === "in" ? _t("Incoming call") : _t("Outgoing call"),
                    type: call.client_id ? "success" : "warning",
                    sticky: true,
                    className: "o_client_call",
                    buttons: buttons(call),
                    onClose: () => shown.delete(call.call_id),
                })
            );
        };

        bus.subscribe("client_accounting/call", show);
        return { show };
    },
};

registry.category("services").add("client_telephony", clientTelephonyService);
