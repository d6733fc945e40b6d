const { DeployToken } = require("pulumi-gitlab-deploy-tokens");

const { count, owners, changed } = JSON.parse(process.env.BENCH_PROGRAM);

for (let index = 0; index < count; index += 1)
	new DeployToken(`token-${index}`, {
		project: `acme/project-${(index % owners) + 1}`,
		scopes: [changed && index === 0 ? "read_repository" : "read_registry"],
	});
