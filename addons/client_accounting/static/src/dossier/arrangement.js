/** Changes of the order of a dossier's parts, in place. Top parts never move. */

const inArea = (sections, area) => sections.filter((section) => section.area === area);

/** Swap a part with the one above or below it in its column. */
export function moveSection(sections, key, step) {
    const section = sections.find((one) => one.key === key);
    const column = inArea(sections, section.area);
    const other = column[column.indexOf(section) + step];
    if (other) {
        const from = sections.indexOf(section);
        const to = sections.indexOf(other);
        sections[from] = other;
        sections[to] = section;
    }
}

/** Put a part into the other column. */
export function turnSection(sections, key) {
    const section = sections.find((one) => one.key === key);
    section.area = section.area === "main" ? "side" : "main";
}

/** Take a part out; the menu offers it from then on. */
export function hideSection(dossier, key) {
    const section = dossier.sections.find((one) => one.key === key);
    dossier.sections.splice(dossier.sections.indexOf(section), 1);
    dossier.layout.hidden.push({ key, title: section.title });
}

/** What is kept: pairs of part and place, in their order. */
export function placesOf(dossier) {
    const shown = dossier.sections
        .filter((section) => section.area !== "top")
        .map(({ key, area }) => [key, area]);
    return [...shown, ...dossier.layout.hidden.map(({ key }) => [key, "hidden"])];
}
