import { join, resolve } from "node:path";
import { expect } from "chai";
import { lt } from "semver";
import { fails, succeeds } from "../support/run-program";
import { useStack } from "./harness/use-stack";
import { PLUGINS } from "./plugin/harness/yaml";

const PACK = resolve(__dirname, "../../policy");

/** The engine that first takes an executable for a pack, and can analyse a stack that exists. */
const FIRST_WITH_EXECUTABLES = "3.255.0";

/** Resources of both providers; of `late` the owner, and of `lateSet` all tokens are not known in a preview. */
const PROGRAM = `
import * as pulumi from "@pulumi/pulumi";
import { DeployToken, DeployTokenSet } from "pulumi-gitlab-deploy-tokens";

const packaged = (type: string, name: string, inputs: pulumi.Inputs) =>
	new pulumi.CustomResource("gitlab-deploy-tokens:index:" + type, name, inputs);

const scopes = ["read_registry"];
const good = new DeployToken("good", { project: "grp/proj", scopes, username: "good", expiresIn: "90d", rotateBefore: "14d" });
new DeployToken("forever", { project: "grp/proj", scopes, username: pulumi.secret(["hidden", "user"].join("-")) });
new DeployTokenSet("all", { scopes, tokens: { web: { project: 5 }, api: { project: 6, expiresIn: "9d" } } });
packaged("DeployToken", "plugged", { project: "grp/other", scopes: ["read_virtual_registry", "read_repository"] });
packaged("DeployTokenSet", "pluggedSet", { scopes, tokens: { docs: { project: "5", name: "docs" } } });
const five = good.tokenId.apply(() => 5);
new DeployToken("late", { project: five, scopes, name: "late", expiresIn: "9d" });
new DeployTokenSet("lateSet", { scopes, expiresIn: "9d", tokens: { late: { project: five, name: "late-set" } } });
`;

const FILES = {
	"Pulumi.yaml": JSON.stringify({ name: "trial", runtime: "nodejs", plugins: PLUGINS }),
	"package.json": '{ "private": true, "main": "index.ts" }',
	"index.ts": PROGRAM,
	"strict.json": JSON.stringify({ expiry: { maxDays: 20 } }),
	// Everything is only reported, except for what can be put right.
	"remedies.json": JSON.stringify({
		all: "advisory",
		expiry: { enforcementLevel: "remediate", maxDays: 30 },
		"virtual-registry-scopes": "remediate",
		"allowed-hosts": { hosts: ["gitlab.example.com"] },
		"allowed-owners": { owners: ["grp/**", "groups/7"] },
	}),
};

/** Resources of which a rule said something, by name: a violation is printed as rule, then resource. */
function refused(output: string, rule: string): string[] {
	const found = [
		...output.matchAll(new RegExp(`\\b${rule}\\b[^\\n]*\\(\\S*DeployToken(?:Set)?: (\\w+)\\)`, "g")),
	];
	return [...new Set(found.map(([, name]) => name ?? ""))];
}

describe("the policy pack", function () {
	this.timeout(240_000);
	const under = useStack(() => ({ files: FILES, secrets: ["hidden-user"] }));
	let pack: string[];
	let takesExecutables: boolean;

	before(async () => {
		takesExecutables = !lt((await under.stack.pulumi("version")).output.trim(), FIRST_WITH_EXECUTABLES);
		pack = [
			"--policy-pack",
			takesExecutables ? join(PACK, "bin", "pulumi-gitlab-deploy-tokens-policy") : PACK,
		];
	});

	const withConfig = (name: string) => [...pack, "--policy-pack-config", join(under.stack.project, name)];

	it("fails a preview with every violation, for both providers, and ignores what is not known", async () => {
		const output = await fails(under.stack.preview(...pack));
		expect(refused(output, "expiry")).to.have.members(["forever", "all", "plugged", "pluggedSet"]);
		expect(refused(output, "virtual-registry-scopes")).to.deep.equal(["plugged"]);
		expect(output).to.contain('tokens["web"]: the token never expires; set `expiresIn` to at most 365 days.');
		expect(output).to.not.contain("can't run policy");
		expect(await under.gitlab.tokens()).to.deep.equal([]);
	});

	it("remedies what it may, so that the update succeeds, and checks there what was not known", async () => {
		const output = await succeeds(under.stack.up(...withConfig("remedies.json")));
		expect(refused(output, "allowed-owners")).to.have.members(["pluggedSet", "late", "all", "lateSet"]);
		expect(refused(output, "allowed-hosts")).to.include.members(["good", "all", "plugged", "pluggedSet"]);
		const inputs = Object.fromEntries(
			(await under.stack.resources()).map(({ urn, inputs }) => [urn.split("::").at(-1), inputs]),
		);
		for (const name of ["good", "forever", "all", "plugged", "pluggedSet"])
			expect(inputs[name], name).to.include({ expiresIn: "30d" });
		expect(inputs.plugged?.scopes).to.deep.equal(["read_repository"]);
		expect(inputs.forever?.__provider, "what the provider needs to delete it").to.be.a("string");
		const rows = await under.gitlab.tokens();
		expect(rows.every(({ expires_at }) => expires_at !== null)).to.equal(true);
	});

	it("analyses the stack without its program, where the engine has a command for it", async () => {
		if (!takesExecutables) {
			const output = await succeeds(under.stack.pulumi("policy", "--help"));
			expect(output).to.not.contain("analyze");
			return;
		}
		const analyze = ["policy", "analyze", "--stack", "dev"];
		const strict = await fails(under.stack.pulumi(...analyze, ...withConfig("strict.json")));
		expect(refused(strict, "expiry")).to.have.members(["good", "forever", "all", "plugged", "pluggedSet"]);
		await succeeds(under.stack.pulumi(...analyze, ...pack));
	});
});
