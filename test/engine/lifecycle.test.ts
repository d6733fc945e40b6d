import { expect } from "chai";
import { succeeds } from "../support/run-program";
import { asked } from "./harness/gitlab";
import { CONSUMER, typescriptProject } from "./harness/project";
import { useStack } from "./harness/use-stack";

/** One token for each input that can change, each with a consumer. */
const tokens = (changed: boolean) => `
import { DeployToken, type DeployTokenArgs } from "pulumi-gitlab-deploy-tokens";
${CONSUMER}
const basics = { project: "grp/proj", scopes: ["read_registry"] };
const declared: Record<string, DeployTokenArgs> = {
	named: { ...basics, name: ${changed ? '"second"' : '"first"'} },
	scoped: { ...basics, scopes: ${changed ? '["read_registry", "write_registry"]' : '["read_registry"]'} },
	called: { ...basics, username: ${changed ? '"robot.two"' : '"robot.one"'} },
	expiring: { ...basics, expiresAt: ${changed ? '"2099-02-01"' : '"2099-01-01"'} },
	placed: { scopes: ["read_registry"], project: ${changed ? '"grp/other"' : '"grp/proj"'} },
	lifted: { scopes: ["read_registry"], ${changed ? 'group: "grp"' : 'project: "grp/proj"'} },
};
for (const [name, args] of Object.entries(declared)) {
	const token = new DeployToken(name, args);
	new Consumer(name, { tokenId: token.tokenId, secret: token.credentials.dockerConfigJson("registry.example.com") });
}
`;

const NAMES = ["named", "scoped", "called", "expiring", "placed", "lifted"];

describe("a stack of deploy tokens", function () {
	this.timeout(180_000);
	const under = useStack(() => ({ files: typescriptProject(tokens(false)), languageHost: true }));

	it("is created by the first `up`", async () => {
		await succeeds(under.stack.up());
		const rows = await under.gitlab.tokens();
		expect(rows.map(({ name }) => name)).to.have.members(["first", ...NAMES.slice(1)]);
	});

	it("keeps each secret encrypted, and `__provider` as its constant text", async () => {
		for (const [name, { inputs, outputs }] of Object.entries(await under.stack.deployTokens())) {
			expect(outputs?.token, name).to.have.property("ciphertext").that.is.a("string");
			for (const properties of [inputs, outputs])
				expect(properties?.__provider, name).to.equal(
					'exports.handler=()=>require("pulumi-gitlab-deploy-tokens/runtime").deployToken',
				);
		}
	});

	it("takes at most 900 bytes of state for one token's inputs and outputs", async () => {
		const tokens = await under.stack.deployTokens();
		for (const name of NAMES) {
			const { inputs, outputs } = tokens[name] ?? {};
			expect(JSON.stringify({ inputs, outputs }).length, name).to.be.at.most(900);
		}
	});

	it("shows no change in the next `preview`, with one GET per token", async () => {
		const { requests } = await under.gitlab.during(() =>
			succeeds(under.stack.preview("--expect-no-changes")),
		);
		expect(requests.map(({ method }) => method)).to.satisfy((all: string[]) => all.every((m) => m === "GET"));
		expect(requests.length).to.be.at.most(NAMES.length);
	});

	it("shows no change in `refresh`", async () => {
		await succeeds(under.stack.refresh("--expect-no-changes"));
	});

	it("creates a new token for each changed input, updates its consumer, then deletes the old one", async () => {
		const before = await under.stack.deployTokens();
		await under.stack.write({ "index.ts": tokens(true) });
		const { requests } = await under.gitlab.during(() => succeeds(under.stack.up()));
		const after = await under.stack.deployTokens();
		const log = requests.map((request) => `${asked(request)}${/search=.*/.exec(request.path) ?? ""}`);
		for (const name of NAMES) {
			const [old, replacement] = [before[name], after[name]];
			const moved = log.indexOf(`GET /versionsearch=consumer-of-${replacement?.outputs?.tokenId}`);
			const deleted = log.indexOf(`DELETE /${old?.id}`);
			expect(replacement?.id, name).to.not.equal(old?.id);
			expect(moved, `${name}: consumer moved over`).to.be.at.least(0);
			expect(deleted, `${name}: old token deleted after that`).to.be.greaterThan(moved);
		}
		expect(log.filter((line) => line.startsWith("POST"))).to.have.length(NAMES.length);
		expect(await under.gitlab.tokenIds()).to.have.members(NAMES.map((name) => after[name]?.outputs?.tokenId));
	});

	it("can be destroyed from a folder that only contains the packages", async () => {
		await under.stack.removeProject();
		await succeeds(under.stack.destroy());
		expect(await under.gitlab.tokens()).to.deep.equal([]);
	});
});
