import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { runProgram } from "../../inventory/src/cli/program";
import type { Report } from "../../inventory/src/report/report";
import { typescriptProject } from "./harness/project";
import { useStack } from "./harness/use-stack";
import { CREDENTIALS } from "./harness/world";

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
		const { code, output } = await under.stack.up();
		expect(code, output).to.equal(0);
		plain = (await under.stack.pulumi("stack", "export")).output;
		// Not printed, since everything that the CLI prints is searched for secrets.
		const file = join(under.stack.temp, "decrypted.json");
		await under.stack.pulumi("stack", "export", "--show-secrets", "--file", file);
		decrypted = await readFile(file, "utf8");
		await rm(file);
	});

	async function report(state: string): Promise<{ report: Report; text: string; err: string }> {
		const env: Readonly<Record<string, string>> = {
			GITLAB_BASE_URL: under.gitlab.url,
			GITLAB_TOKEN: CREDENTIALS.admin,
		};
		let text = "";
		let err = "";
		await runProgram(["report", "--project", "grp/proj", "--format", "json", "--state", "-"], {
			env: (name) => env[name],
			readText: async (path) => {
				if (path === "-") return state;
				throw Object.assign(new Error("no such file"), { code: "ENOENT" });
			},
			out: async (written) => {
				text += written;
			},
			err: (written) => {
				err += written;
			},
			ask: undefined,
			terminal: undefined,
			livelyErrors: false,
		});
		return { report: JSON.parse(text), text, err };
	}

	const holders = ({ tokens }: Report) =>
		Object.fromEntries(
			tokens
				.filter((token) => token.holders.length > 0)
				.map(({ name, holders: [holder] }) => [name, [holder?.stack, holder?.by, holder?.rotates]]),
		);

	it("knows a token by its ID, and those of a set by what its keys declare", async () => {
		const { report: found } = await report(plain);
		expect(found.gaps).to.deep.equal([]);
		expect(holders(found)).to.deep.equal({
			one: ["trial/dev", "id", true],
			web: ["trial/dev", "declaration", false],
			cart: ["trial/dev", "declaration", false],
		});
		expect(found.findings.map(({ rule }) => rule)).to.not.include.members(["missing", "unmanaged"]);
	});

	it("knows all of them by their IDs from a decrypted export, and shows none of its secrets", async () => {
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
