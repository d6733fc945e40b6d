import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { lt } from "semver";
import { GitLab } from "./harness/gitlab";
import { typescriptProject } from "./harness/project";
import { Stack } from "./harness/stack";
import { CREDENTIALS } from "./harness/world";

const PROGRAM = `
import { DeployToken } from "pulumi-gitlab-deploy-tokens";
export const token = new DeployToken("mirror", { project: 5, scopes: ["read_registry"] }).token;
`;

/** What Pulumi writes in front of a secret. */
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

/** The engine that first takes `outputs` from an import file. */
const FIRST_WITH_OUTPUTS = "3.254.0";

interface Made {
	readonly id: number;
	readonly username: string;
	readonly token: string;
}

describe("`pulumi import --file` with outputs", function () {
	this.timeout(300_000);
	let gitlab: GitLab;
	let stack: Stack;
	let made: Made;
	let takesOutputs: boolean;

	// Not `useStack`: where the engine takes no outputs, the SDK prints a stack trace.
	before(async () => {
		gitlab = await GitLab.start();
		stack = await Stack.create(gitlab, { files: typescriptProject(PROGRAM) });
		takesOutputs = !lt((await stack.pulumi("version")).output.trim(), FIRST_WITH_OUTPUTS);
		const response = await fetch(`${gitlab.url}/api/v4/projects/5/deploy_tokens`, {
			method: "POST",
			headers: { "PRIVATE-TOKEN": CREDENTIALS.admin, "content-type": "application/json" },
			body: JSON.stringify({ name: "mirror", scopes: ["read_registry"] }),
		});
		expect(response.status).to.equal(201);
		made = (await response.json()) as Made;
	});

	after(async () => {
		await stack.destroy();
		expect(await stack.secretsFound(await gitlab.stop())).to.deep.equal([]);
		await stack.remove();
	});

	it("adopts a token with its secret from engine 3.254 on, and fails before", async () => {
		const { requests, result } = await gitlab.during(importToken);
		if (!takesOutputs) {
			expect(result.code, result.output).to.not.equal(0);
			expect(await stack.deployTokens()).to.deep.equal({});
			return;
		}
		expect(result.code, result.output).to.equal(0);
		expect(requests, "requests of the import").to.deep.equal([]);
		const { mirror } = await stack.deployTokens();
		expect(mirror?.outputs?.token).to.have.property("ciphertext");
	});

	it("leaves nothing to change then, or else the token would be created", async () => {
		const { output } = await stack.preview();
		expect(output).to.match(takesOutputs ? / 2 unchanged/ : / 1 to create/);
	});

	it("gives the program the token and its secret, or else another one is created", async () => {
		const up = await stack.up();
		expect(up.code, up.output).to.equal(0);
		expect((await stack.outputs()).token === made.token).to.equal(takesOutputs);
		expect(await gitlab.tokens()).to.have.length(takesOutputs ? 1 : 2);
	});

	const importToken = async () => {
		const inputs = {
			project: 5,
			name: "mirror",
			scopes: ["read_registry"],
			status: "active",
			__provider: 'exports.handler=()=>require("pulumi-gitlab-deploy-tokens/runtime").deployToken',
		};
		const outputs = {
			...inputs,
			username: made.username,
			tokenId: made.id,
			createdAt: "2026-01-01T00:00:00.000Z",
			host: gitlab.url,
			token: { ...SECRET, plaintext: JSON.stringify(made.token) },
		};
		const type = "pulumi-nodejs:dynamic/gitlab:DeployToken";
		const id = `projects/5/deploy_tokens/${made.id}`;
		const file = join(stack.project, "import.json");
		await writeFile(file, JSON.stringify({ resources: [{ type, name: "mirror", id, inputs, outputs }] }));
		try {
			const flags = ["--yes", "--skip-preview", "--generate-code=false", "--protect=false"];
			return await stack.pulumi("import", "--file", file, ...flags);
		} finally {
			// It holds the secret in clear.
			await rm(file);
		}
	};
});
