import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";

/** A card dropped on another stage asks until when and why before anything is written. */
export class LifecycleBoardRenderer extends KanbanRenderer {
    setup() {
        super.setup();
        this.lifecycleAction = useService("action");
    }

    async sortRecordDrop(dataRecordId, dataGroupId, params) {
        const { list } = this.props;
        const target = this.lifecycleTarget(dataGroupId, params.parent);
        const record = target && list.records.find(({ id }) => id === dataRecordId);
        if (!record) {
            return super.sortRecordDrop(...arguments);
        }
        params.parent.classList.remove("o_kanban_hover");
        await this.lifecycleAction.doAction("client_accounting.client_lifecycle_move_action", {
            additionalContext: {
                default_state_ids: [record.resId],
                default_stage_id: target.value,
            },
            onClose: () => list.model.load(),
        });
    }

    /** The stage that a card is dropped on, unless it is its own. */
    lifecycleTarget(dataGroupId, parent) {
        const { list } = this.props;
        if (!list.isGrouped || list.groupByField.name !== "stage_id" || !parent) {
            return undefined;
        }
        const { id } = parent.dataset;
        return list.groups.find((group) => group.id === id && id !== dataGroupId && group.value);
    }
}

export const lifecycleBoardView = { ...kanbanView, Renderer: LifecycleBoardRenderer };

registry.category("views").add("client_lifecycle_board", lifecycleBoardView);
