import { deserializeDate, deserializeDateTime } from "@web/core/l10n/dates";
import { localization } from "@web/core/l10n/localization";
import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";

/** Amounts from here on are shown without cents: they would only be noise. */
const WHOLE_AMOUNTS_FROM = 10000;

/**
 * Format an amount as the user's language does.
 *
 * @param {number|false|null} amount
 * @param {number} currencyId
 * @param {{ whole?: boolean }} [options] whole: leave the cents of large amounts out
 */
export function formatAmount(amount, currencyId, { whole = false } = {}) {
    if (typeof amount !== "number") {
        return "";
    }
    const options = { currencyId };
    if (whole && Math.abs(amount) >= WHOLE_AMOUNTS_FROM) {
        options.digits = [16, 0];
    }
    return formatMonetary(amount, options);
}

/** Format an ISO date or a moment in UTC as a date of the user's language. */
export function formatDay(value) {
    if (!value) {
        return "";
    }
    const moment = value.length > 10 ? deserializeDateTime(value) : deserializeDate(value);
    return moment.toFormat(localization.dateFormat);
}

/** Format a moment in UTC as date and time of the user; a bare date stays a date. */
export function formatMoment(value) {
    if (!value || value.length <= 10) {
        return formatDay(value);
    }
    const moment = deserializeDateTime(value);
    const time = localization.timeFormat.replace(":ss", "");
    return moment.toFormat(`${localization.dateFormat} ${time}`);
}

/** Format a number with two digits at most and no zeros behind them. */
export function formatNumber(value) {
    if (typeof value !== "number") {
        return "";
    }
    return Number.isInteger(value)
        ? formatInteger(value)
        : formatFloat(value, { digits: [16, 2], trailingZeros: false });
}

/**
 * Format the value of a figure, a fact or a cell by its type.
 *
 * @param {any} value
 * @param {string} type monetary, number, integer, percent, date, datetime or text
 * @param {{ currencyId: number, whole?: boolean }} options
 */
export function formatValue(value, type, { currencyId, whole = false }) {
    switch (type) {
        case "monetary":
            return formatAmount(value, currencyId, { whole });
        case "number":
        case "integer":
            return formatNumber(value);
        case "percent":
            return typeof value === "number" ? `${formatNumber(value)}\u00a0%` : "";
        case "date":
        case "datetime":
            return formatDay(value);
        default:
            return value || "";
    }
}
