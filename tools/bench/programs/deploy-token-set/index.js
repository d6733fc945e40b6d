const { DeployTokenSet } = require("pulumi-gitlab-deploy-tokens");

const { count, owners, changed } = JSON.parse(process.env.BENCH_PROGRAM);

const tokens = {};
for (let index = 0; index < count; index += 1)
	tokens[`token-${index}`] = { project: `acme/project-${(index % owners) + 1}` };
if (changed) tokens["token-0"].scopes = ["read_repository"];

new DeployTokenSet("tokens", { scopes: ["read_registry"], tokens });
