import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { pulumiCli } from "../../inventory/src/cli/pulumi";
import type { Report } from "../../inventory/src/report/report";
import { succeeds } from "../support/run-program";
import { runInventory } from "./harness/inventory";
import { typescriptProject } from "./harness/project";
import { useStack } from "./harness/use-stack";

const files = typescriptProject(`
import { DeployToken, DeployTokenSet } from "pulumi-gitlab-deploy-tokens";
new DeployToken("one", { project: "grp/proj", scopes: ["read_registry"], expiresIn: "90d", rotateBefore: "14d" });
new DeployTokenSet("many", {
	scopes: ["read_registry"],
	tokens: { web: { project: "grp/proj" }, cart: { project: "grp/proj", scopes: ["read_repository"] } },
});
`);

describe("the inventory of a stack that the real CLI exported", function () {
	this.timeout(180_000);
	const under = useStack(() => ({ files }));
	let plain: string;
	let decrypted: string;

	before(async () => {
		await succeeds(under.stack.up());
		plain = (await under.stack.pulumi("stack", "export")).output;
		// Not printed, since everything that the CLI prints is searched for secrets.
		const file = join(under.stack.temp, "decrypted.json");
		await under.stack.pulumi("stack", "export", "--show-secrets", "--file", file);
		decrypted = await readFile(file, "utf8");
		await rm(file);
	});

	async function report(state: string): Promise<{ report: Report; text: string; err: string }> {
		const args = ["report", "--project", "grp/proj", "--format", "json", "--state", "-"];
		const { text, err } = await runInventory(args, under.gitlab.url, { state });
		return { report: JSON.parse(text), text, err };
	}

	const holders = ({ tokens }: Report) =>
		Object.fromEntries(
			tokens
				.filter((token) => token.holders.length > 0)
				.map(({ name, holders: [holder] }) => [name, [holder?.stack, holder?.by, holder?.rotates]]),
		);

	it("recognises a token by its ID, and those of a set by what its keys declare", async () => {
		const { report: found } = await report(plain);
		expect(found.gaps).to.deep.equal([]);
		expect(holders(found)).to.deep.equal({
			one: ["trial/dev", "id", true],
			web: ["trial/dev", "declaration", false],
			cart: ["trial/dev", "declaration", false],
		});
		expect(found.findings.map(({ rule }) => rule)).to.not.include.members(["missing", "unmanaged"]);
	});

	for (const option of [["--stack", "organization/trial/dev"], ["--all-stacks"]])
		it(`reads the state itself through the CLI with ${option.join(" ")}, from any folder and without the passphrase`, async () => {
			const { PULUMI_CONFIG_PASSPHRASE: _, ...env } = under.stack.environment;
			const args = ["report", "--project", "grp/proj", "--format", "json", ...option];
			const { text } = await runInventory(args, under.gitlab.url, { pulumi: pulumiCli(env) });
			const found: Report = JSON.parse(text);
			expect(found.gaps).to.deep.equal([]);
			expect(found.states.map(({ stack, file }) => [stack, file])).to.deep.equal([
				["trial/dev", "stack organization/trial/dev"],
			]);
			expect(Object.keys(holders(found))).to.have.members(["one", "web", "cart"]);
		});

	it("says of a stack that the CLI does not know how the names are found, and calls nothing unmanaged", async () => {
		const args = [
			"report",
			"--project",
			"grp/proj",
			"--format",
			"json",
			"--stack",
			"organization/trial/nope",
		];
		const pulumi = pulumiCli(under.stack.environment);
		const { text, code } = await runInventory(args, under.gitlab.url, { pulumi });
		const { gaps, summary }: Report = JSON.parse(text);
		expect(code).to.equal(3);
		expect(gaps.map(({ what }) => what)).to.deep.equal(["state of stack organization/trial/nope"]);
		expect(gaps[0]?.reason).to.contain("no stack named");
		expect(gaps[0]?.remedy).to.contain("`pulumi stack ls --all` shows the names");
		expect(summary.management.unmanaged).to.equal(0);
	});

	it("recognises all of them by their IDs from a decrypted export, and shows none of its secrets", async () => {
		const { report: found, text, err } = await report(decrypted);
		expect(holders(found)).to.deep.equal({
			one: ["trial/dev", "id", true],
			web: ["trial/dev", "id", false],
			cart: ["trial/dev", "id", false],
		});
		const secrets = decrypted.match(/gldt-[\w-]+/g) ?? [];
		expect(secrets.length).to.be.at.least(3);
		for (const secret of secrets) expect(text + err).to.not.contain(secret);
	});
});

describe("the programs that the inventory writes for tokens created by hand", function () {
	this.timeout(180_000);
	const under = useStack(() => ({ files: typescriptProject("export {};") }));

	before(async () => {
		for (const body of [
			{ project: "grp%2Fproj", name: "by-hand", expires_at: "2099-01-01", username: "robot" },
			{ project: "grp%2Fproj", name: 'odd "name" `x` \\' },
			{ project: "grp%2Fother", name: "adopt: {" },
			{ project: "grp%2Fother", name: "by-hand", expires_at: "2099-01-01" },
		]) {
			const { project, ...token } = { scopes: ["read_registry", "read_repository"], ...body };
			await under.gitlab.createByHand(`projects/${project}`, token);
		}
	});

	it("adopt them without a rotation, one by one and as a set, and leave nothing unmanaged", async () => {
		const pulumi = pulumiCli(under.stack.environment);
		const run = (...args: string[]) =>
			runInventory([...args, "--stack", "organization/trial/dev"], under.gitlab.url, { pulumi });
		const before = await under.gitlab.tokenIds();
		const { text: tokens } = await run("adopt", "--project", "grp/proj");
		const { text: set } = await run("adopt", "--project", "grp/other", "--as", "typescript-set");
		const program = tokens + set;
		await under.stack.write({ "index.ts": program });
		await succeeds(under.stack.up());
		await under.stack.write({ "index.ts": program.replaceAll(/^\s*adopt: \{.*\n/gm, "") });
		// A set records what its keys declare, so that its state changes.
		await succeeds(under.stack.up());
		await succeeds(under.stack.preview("--diff", "--expect-no-changes"));
		expect(await under.gitlab.tokenIds()).to.deep.equal(before);
		const { text } = await run("report", "--group", "grp", "--format", "json");
		expect((JSON.parse(text) as Report).summary.management).to.deep.include({ managed: 4, unmanaged: 0 });
	});
});
