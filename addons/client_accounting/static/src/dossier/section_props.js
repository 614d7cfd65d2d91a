/** Props of every component that shows a section. */
export const sectionProps = {
    /** The section as `client.dossier.get_dossier` gives it. */
    section: Object,
    /** Currency of all amounts: `{ id, name, symbol, position, digits }`. */
    currency: Object,
    /** Opens a record: `(resModel, resId) => void`. */
    openRecord: Function,
    /** Opens the documents behind what was clicked: `(key, params) => void`. */
    openDocuments: Function,
    /** Reads the dossier again. */
    reload: Function,
};
