import { Component, useState } from "@odoo/owl";
import { SelectMenu } from "@web/core/select_menu/select_menu";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { uniqueId } from "@web/core/utils/functions";
import { PropertyValue } from "@web/views/fields/properties/property_value";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const NUMBERS = ["integer", "float", "monetary"];
/** A longer list is searched instead of scrolled. */
const SCROLLED = 30;

function isEmpty(value) {
    return (
        value === undefined ||
        value === null ||
        value === false ||
        value === "" ||
        (Array.isArray(value) && !value.length)
    );
}

/** A value that knows the difference between nothing and the number 0. */
class AttributeValue extends PropertyValue {
    get displayValue() {
        if (NUMBERS.includes(this.props.type) && isEmpty(this.props.value)) {
            return "";
        }
        return super.displayValue;
    }

    async onValueChange(newValue) {
        if (NUMBERS.includes(this.props.type) && !/\d/.test(newValue)) {
            return this.props.onChange(false);
        }
        return super.onValueChange(newValue);
    }
}

/**
 * Attributes of a client in their sections, with what is missing or old.
 *
 * Unlike other properties they are never defined here: the dictionary is.
 */
export class ClientAttributesField extends Component {
    static template = "client_accounting.ClientAttributesField";
    static components = { AttributeValue, SelectMenu };
    static props = { ...standardFieldProps, context: { type: Object, optional: true } };

    setup() {
        this.orm = useService("orm");
        this.folded = useState({});
        this.domId = uniqueId("client_attribute_");
    }

    get items() {
        return this.props.record.data[this.props.name] || [];
    }

    get status() {
        return this.props.record.data.client_attribute_status || {};
    }

    get sections() {
        const sections = [];
        for (const item of this.items) {
            if (item.type === "separator") {
                sections.push({ name: item.name, title: item.string, item, attributes: [] });
                continue;
            }
            if (!sections.length) {
                sections.push({ name: "", title: "", item: {}, attributes: [] });
            }
            sections.at(-1).attributes.push(this.describe(item));
        }
        return sections;
    }

    describe(item) {
        const status = this.status[item.name] || {};
        const options = item.selection || [];
        return {
            ...item,
            id: `${this.domId}_${item.name}`,
            isReadonly: Boolean(this.props.readonly || item.readonly),
            isMissing: Boolean(
                status.required &&
                    (item.type === "boolean" ? item.value === undefined : isEmpty(item.value))
            ),
            isStale: Boolean(status.stale && item.value === item.stored_value),
            isSearched: item.type === "selection" && options.length > SCROLLED,
            color: (item.colors && item.colors[item.value]) || 0,
        };
    }

    choices(attribute) {
        return attribute.selection.map(([value, label]) => ({ value, label }));
    }

    optionName(attribute) {
        const option = attribute.selection.find(([code]) => code === attribute.value);
        return option ? option[1] : "";
    }

    isFolded(section) {
        return this.folded[section.name] ?? Boolean(section.item.fold_by_default);
    }

    toggle(section) {
        this.folded[section.name] = !this.isFolded(section);
    }

    get staleTitle() {
        return _t("To be confirmed. Click if it is still true.");
    }

    get missingTitle() {
        return _t("Required, and not filled in yet.");
    }

    async onChange(name, value) {
        const items = this.items.map((item) =>
            item.name === name ? { ...item, value } : { ...item }
        );
        await this.props.record.update({ [this.props.name]: items });
    }

    async confirm(name) {
        const { record } = this.props;
        if (await record.save()) {
            await this.orm.call("res.partner", "action_confirm_client_attribute", [
                [record.resId],
                name,
            ]);
            await record.load();
        }
    }
}

export const clientAttributesField = {
    component: ClientAttributesField,
    displayName: _t("Client Attributes"),
    supportedTypes: ["properties"],
    fieldDependencies: [{ name: "client_attribute_status", type: "json" }],
    extractProps: (fieldInfo, dynamicInfo) => ({ context: dynamicInfo.context }),
};

registry.category("fields").add("client_attributes", clientAttributesField);
