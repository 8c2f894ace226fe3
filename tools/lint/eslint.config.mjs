// Used from .odoo/node, where the packages are; ./test lint copies it there.
import js from "@eslint/js";
import globals from "globals";

export default [
    {ignores: ["**/static/lib/**", ".odoo/**", "**/node_modules/**"]},
    js.configs.recommended,
    {
        files: ["addons/**/*.js"],
        languageOptions: {
            ecmaVersion: 2024,
            sourceType: "module",
            globals: {...globals.browser, odoo: "readonly"},
        },
        rules: {
            curly: "error",
            eqeqeq: "error",
            "no-console": "error",
            "no-shadow": "error",
            "no-var": "error",
            "object-shorthand": "error",
            "prefer-const": "error",
            "prefer-template": "error",
        },
    },
];
