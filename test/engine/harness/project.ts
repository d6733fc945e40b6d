/** A Pulumi project with one program in TypeScript, as `pulumi new typescript` lays it out. */
export function typescriptProject(program: string): Record<string, string> {
	return {
		"Pulumi.yaml": "name: trial\nruntime: nodejs\n",
		"package.json": '{ "private": true, "main": "index.ts" }',
		"index.ts": program,
	};
}

/** The same as an ES module. */
export function esModuleProject(program: string): Record<string, string> {
	return {
		"Pulumi.yaml":
			"name: trial\nruntime:\n  name: nodejs\n  options:\n    nodeargs: --loader ts-node/esm --no-warnings\n",
		"package.json": '{ "private": true, "main": "index.ts", "type": "module" }',
		"index.ts": program,
	};
}

/**
 * A class for programs: a resource that represents a consumer of a token. Its requests show the token that it was
 * given in GitLab's access log.
 */
export const CONSUMER = `
import * as pulumi from "@pulumi/pulumi";

const consumer: pulumi.dynamic.ResourceProvider = {
	async create(inputs) {
		await fetch(inputs.gitlab + "/api/v4/version?search=consumer-of-" + inputs.tokenId);
		return { id: "consumer", outs: inputs };
	},
	async update(_id, _olds, inputs) {
		await fetch(inputs.gitlab + "/api/v4/version?search=consumer-of-" + inputs.tokenId);
		return { outs: inputs };
	},
};

class Consumer extends pulumi.dynamic.Resource {
	constructor(name: string, props: { tokenId: pulumi.Input<number>; secret: pulumi.Input<string> }) {
		super(consumer, name, { ...props, gitlab: process.env.GITLAB_BASE_URL });
	}
}
`;
