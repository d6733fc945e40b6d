import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { succeeds } from "../../support/run-program";
import { writes } from "../harness/gitlab";
import { typescriptProject } from "../harness/project";
import { useStack } from "../harness/use-stack";
import { reference, token, yamlProject } from "./harness/yaml";

const SCOPES = ["read_registry"];
const EXPIRY = "2040-01-01T00:00:00Z";
const STACK = "urn:pulumi:dev::trial::pulumi:pulumi:Stack::trial-dev";
const PROVIDER = "urn:pulumi:dev::trial::pulumi:providers:gitlab::default_8_0_0";

/** What the program of pulumi-gitlab declared: each type of its deploy tokens, with the id that it records. */
const TOKENS = [
	{
		name: "mirror",
		type: "gitlab:index/deployToken:DeployToken",
		owner: "project",
		idOf: (id: number) => `project:5:${id}`,
	},
	{
		name: "ci",
		type: "gitlab:index/projectDeployToken:ProjectDeployToken",
		owner: "project",
		idOf: (id: number) => `5:${id}`,
	},
	{
		name: "pull",
		type: "gitlab:index/groupDeployToken:GroupDeployToken",
		owner: "group",
		idOf: (id: number) => `7:${id}`,
	},
] as const;

const refOf = (owner: "project" | "group") => ({ [owner]: owner === "project" ? "5" : "7" });
const declared = (owner: "project" | "group") => ({ ...refOf(owner), scopes: SCOPES, expiresAt: EXPIRY });

/** The same tokens, declared by this package in YAML, whose aliases are whole URNs. */
const urnOf = (type: string, name: string) => `urn:pulumi:dev::trial::${type}::${name}`;
const packaged = yamlProject({
	resources: Object.fromEntries(
		TOKENS.map(({ name, type, owner }) => [
			name,
			token(declared(owner), { options: { aliases: [urnOf(type, name)] } }),
		]),
	),
	outputs: Object.fromEntries(TOKENS.map(({ name }) => [name, reference(`${name}.token`)])),
});

/** The same in TypeScript, by the dynamic provider. */
const dynamic = typescriptProject(`
import { DeployToken } from "pulumi-gitlab-deploy-tokens";

${TOKENS.map(
	({ name, type, owner }) =>
		`export const ${name} = new DeployToken("${name}", ${JSON.stringify(declared(owner))}, { aliases: [{ type: "${type}" }] }).token;`,
).join("\n")}
`);

for (const { door, files } of [
	{ door: "packaged", files: packaged },
	{ door: "dynamic", files: dynamic },
])
	describe(`a stack of pulumi-gitlab that moves to the ${door} provider`, function () {
		this.timeout(120_000);
		const under = useStack(() => ({ files }));
		const secrets: Record<string, string> = {};

		/** Makes the tokens in GitLab, and a state as pulumi-gitlab leaves it. */
		before(async function () {
			this.timeout(120_000);
			const resources: object[] = [
				{ urn: STACK, custom: false, type: "pulumi:pulumi:Stack" },
				{
					urn: PROVIDER,
					custom: true,
					id: "6d1ac9a5-0b36-4d06-a7a9-ff4a3a9a6d4b",
					type: "pulumi:providers:gitlab",
				},
			];
			for (const { name, type, owner, idOf } of TOKENS) {
				const path = owner === "project" ? "projects/5" : "groups/7";
				const made = await under.gitlab.createByHand(path, { name, scopes: SCOPES, expires_at: EXPIRY });
				secrets[name] = made.token;
				const inputs = { __defaults: [], name, scopes: SCOPES, expiresAt: EXPIRY, ...refOf(owner) };
				resources.push({
					urn: urnOf(type, name),
					custom: true,
					id: idOf(made.id),
					type,
					parent: STACK,
					provider: `${PROVIDER}::6d1ac9a5-0b36-4d06-a7a9-ff4a3a9a6d4b`,
					inputs,
					outputs: {
						...inputs,
						__defaults: undefined,
						id: idOf(made.id),
						username: made.username,
						token: {
							"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
							plaintext: JSON.stringify(made.token),
						},
					},
					additionalSecretOutputs: ["token"],
				});
			}
			const settings = await readFile(join(under.stack.project, "Pulumi.dev.yaml"), "utf8");
			const [, salt] = /encryptionsalt: (\S+)/.exec(settings) ?? [];
			const secretsProvider = { type: "passphrase", state: { salt } };
			const manifest = { time: "2026-11-25T00:00:00Z", magic: "", version: "" };
			const deployment = { manifest, secrets_providers: secretsProvider, resources };
			const state = { version: 3, deployment };
			await under.stack.write({ "state.json": JSON.stringify(state) });
			await succeeds(under.stack.pulumi("stack", "import", "--file", "state.json"));
			await rm(join(under.stack.project, "state.json"));
		});

		it("moves in one `up` without the pulumi-gitlab plugin: secrets are kept, and GitLab is only read", async () => {
			const { result: output, requests } = await under.gitlab.during(() => succeeds(under.stack.up()));
			expect(output).to.match(/~ 3 updated/);
			expect(writes(requests)).to.deep.equal([]);
			expect(await under.stack.outputs()).to.deep.equal(secrets);
			expect(
				(await under.stack.resources()).filter(({ type }) => type.includes("providers:gitlab")),
			).to.have.length(door === "packaged" ? 1 : 0);
		});

		it("is unchanged afterwards, and has this provider's IDs from the next refresh on", async () => {
			await succeeds(under.stack.preview("--expect-no-changes"));
			await succeeds(under.stack.refresh());
			const ids = (await under.stack.resources())
				.map(({ id }) => id ?? "")
				.filter((id) => id.includes("deploy_tokens"));
			expect(ids).to.have.length(3);
			expect(await under.stack.outputs()).to.deep.equal(secrets);
			await succeeds(under.stack.preview("--expect-no-changes"));
		});
	});
