module.exports = {
    // Resolved from where the launcher installs the formatter, not from this folder.
    plugins: [
        require.resolve("@prettier/plugin-xml", { paths: [process.env.CONTOUR_NODE || __dirname] }),
    ],
    printWidth: 100,
    tabWidth: 4,
    bracketSpacing: true,
    trailingComma: "es5",
    xmlWhitespaceSensitivity: "preserve",
    overrides: [{ files: "*.xml", options: { xmlSelfClosingSpace: true } }],
};
