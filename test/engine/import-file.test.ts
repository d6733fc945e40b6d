import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { lt } from "semver";
import { succeeds } from "../support/run-program";
import { type CreatedByHand, GitLab } from "./harness/gitlab";
import { typescriptProject } from "./harness/project";
import { Stack } from "./harness/stack";

const COUNT = 200;
const NAMES = Array.from({ length: COUNT }, (_, index) => `mirror-${index}`);

const PROGRAM = `
import { DeployToken } from "pulumi-gitlab-deploy-tokens";
export const tokens = ${JSON.stringify(NAMES)}.map(
	(name) => new DeployToken(name, { project: 5, scopes: ["read_registry"] }).token,
);
`;

/** What Pulumi writes in front of a secret. */
const SECRET = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

/** The engine that first takes `outputs` from an import file. */
const FIRST_WITH_OUTPUTS = "3.254.0";

describe("`pulumi import --file` with outputs", function () {
	this.timeout(300_000);
	let gitlab: GitLab;
	let stack: Stack;
	let made: readonly CreatedByHand[];
	let takesOutputs: boolean;

	// Not `useStack`: where the engine takes no outputs, the SDK prints a stack trace.
	before(async () => {
		gitlab = await GitLab.start();
		stack = await Stack.create(gitlab, { files: typescriptProject(PROGRAM) });
		takesOutputs = !lt((await stack.pulumi("version")).output.trim(), FIRST_WITH_OUTPUTS);
		made = await Promise.all(
			NAMES.map((name) => gitlab.createByHand("projects/5", { name, scopes: ["read_registry"] })),
		);
	});

	after(async () => {
		// Destroying so many tokens one by one proves nothing here.
		await stack.pulumi("stack", "rm", "--force", "--yes");
		expect(await stack.secretsFound(await gitlab.stop())).to.deep.equal([]);
		await stack.remove();
	});

	it(`adopts ${COUNT} tokens with their secrets from engine 3.254 on, and fails before`, async () => {
		const { requests, result } = await gitlab.during(importTokens);
		if (!takesOutputs) {
			expect(result.code, result.output).to.not.equal(0);
			expect(await stack.deployTokens()).to.deep.equal({});
			return;
		}
		expect(result.code, result.output).to.equal(0);
		expect(requests, "requests of the import").to.deep.equal([]);
		const imported = await stack.deployTokens();
		expect(Object.keys(imported)).to.have.members(NAMES);
		for (const name of NAMES) expect(imported[name]?.outputs?.token, name).to.have.property("ciphertext");
	});

	it("leaves nothing to change then, or else the tokens would be created", async () => {
		const { output } = await stack.preview();
		expect(output).to.contain(takesOutputs ? ` ${COUNT + 1} unchanged` : ` ${COUNT} to create`);
	});

	it("gives the program the tokens and their secrets, or else others are created", async () => {
		await succeeds(stack.up());
		const { tokens } = await stack.outputs();
		expect(JSON.stringify(tokens) === JSON.stringify(made.map(({ token }) => token))).to.equal(takesOutputs);
		expect(await gitlab.tokens()).to.have.length(takesOutputs ? COUNT : 2 * COUNT);
	});

	const entryOf = ({ id: tokenId, name, username, token }: CreatedByHand) => {
		const inputs = {
			project: 5,
			name,
			scopes: ["read_registry"],
			status: "active",
			__provider: 'exports.handler=()=>require("pulumi-gitlab-deploy-tokens/runtime").deployToken',
		};
		const outputs = {
			...inputs,
			username,
			tokenId,
			createdAt: "2026-01-01T00:00:00.000Z",
			host: gitlab.url,
			token: { ...SECRET, plaintext: JSON.stringify(token) },
		};
		const type = "pulumi-nodejs:dynamic/gitlab:DeployToken";
		return { type, name, id: `projects/5/deploy_tokens/${tokenId}`, inputs, outputs };
	};

	const importTokens = async () => {
		const file = join(stack.project, "import.json");
		await writeFile(file, JSON.stringify({ resources: made.map(entryOf) }));
		try {
			const flags = ["--yes", "--skip-preview", "--generate-code=false", "--protect=false"];
			return await stack.pulumi("import", "--file", file, ...flags);
		} finally {
			// It holds the secrets in clear.
			await rm(file);
		}
	};
});
