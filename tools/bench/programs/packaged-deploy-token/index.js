const { CustomResource } = require("@pulumi/pulumi");

const { count, owners, changed } = JSON.parse(process.env.BENCH_PROGRAM);

/** What a generated SDK does, and no more. */
class DeployToken extends CustomResource {
	constructor(name, args) {
		super("gitlab-deploy-tokens:index:DeployToken", name, { ...args, token: undefined, tokenId: undefined });
	}
}

for (let index = 0; index < count; index += 1)
	new DeployToken(`token-${index}`, {
		project: `acme/project-${(index % owners) + 1}`,
		scopes: [changed && index === 0 ? "read_repository" : "read_registry"],
	});
