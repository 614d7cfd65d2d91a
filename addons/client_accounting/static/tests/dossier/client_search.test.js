import { expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { runAllTimers } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import { contains, mountWithCleanup, onRpc } from "@web/../tests/web_test_helpers";
import { ClientSearch } from "@client_accounting/dossier/client_search/client_search";

defineMailModels();

const FOUND = [
    { id: 7, name: "Vega", why: "", place: "Antwerp", active: true },
    { id: 8, name: "Rigel <i>", why: "invoice INV/1", place: "", active: false },
];

async function mountSearch() {
    onRpc("client.dossier", "search_clients", ({ args }) => {
        expect.step(args[0]);
        return args[0] === "nobody" ? [] : FOUND;
    });
    await mountWithCleanup(ClientSearch, {
        props: { onSelect: (id) => expect.step(`select ${id}`) },
    });
}

async function type(term) {
    await contains(".o_dossier_search_input").edit(term, { confirm: false });
    await runAllTimers();
}

test("shows the clients found and why", async () => {
    await mountSearch();
    await type("v");
    expect(".o_dossier_found [role=option]").toHaveCount(2);
    expect(queryAllTexts(".o_dossier_why")).toEqual(["Antwerp", "invoice INV/1"]);
    expect(".o_dossier_found i").toHaveCount(0);
    expect(".o_dossier_search_input").toHaveAttribute("aria-activedescendant", "o_dossier_found_7");
    expect.verifySteps(["v"]);
});

test("arrows and enter choose a client", async () => {
    await mountSearch();
    await type("v");
    await contains(".o_dossier_search_input").press("ArrowDown");
    expect(".o_dossier_active").toHaveText(/Rigel/);
    await contains(".o_dossier_search_input").press("ArrowDown");
    expect(".o_dossier_active").toHaveText(/Vega/);
    await contains(".o_dossier_search_input").press("ArrowUp");
    await contains(".o_dossier_search_input").press("Enter");
    expect(".o_dossier_found").toHaveCount(0);
    expect.verifySteps(["v", "select 8"]);
});

test("escape empties the box; nothing found is said", async () => {
    await mountSearch();
    await type("nobody");
    expect(".o_dossier_found").toHaveText(/No client matches/);
    await contains(".o_dossier_search_input").press("Escape");
    expect(".o_dossier_search_input").toHaveValue("");
    expect(".o_dossier_found").toHaveCount(0);
    expect.verifySteps(["nobody"]);
});
