// Pulumi's runner for plugins in Node calls the function that this module exports. A class of Pulumi among the exports
// would start the SDK's own server instead, which offers components only.
const { dirname, join } = require("node:path");

const root = dirname(require.resolve("pulumi-gitlab-deploy-tokens/package.json"));

module.exports = () => require(join(root, "dist/plugin/main.js")).main();
