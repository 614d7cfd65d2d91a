import { browser } from "@web/core/browser/browser";
import { session } from "@web/session";
import { user } from "@web/core/user";

const LIMIT = 8;

function key() {
    return `client_accounting.recent.${session.db}.${user.userId}`;
}

/** Ids of the clients that this user opened last on this device, the last one first. */
export const recentClients = {
    /** @returns {number[]} */
    get() {
        try {
            const ids = JSON.parse(browser.localStorage.getItem(key()) || "[]");
            return Array.isArray(ids) ? ids.filter(Number.isInteger).slice(0, LIMIT) : [];
        } catch {
            return [];
        }
    },
    /** @param {number} id */
    add(id) {
        const ids = [id, ...this.get().filter((other) => other !== id)].slice(0, LIMIT);
        try {
            browser.localStorage.setItem(key(), JSON.stringify(ids));
        } catch {
            // A full or forbidden storage only costs the list of recent clients.
        }
    },
};
