import { expect } from "chai";
import { fails, succeeds } from "../../support/run-program";
import { useStack } from "../harness/use-stack";
import { type DeclaredResource, declaring, urnOf } from "./declared-resources";

const SCOPES = ["read_registry"];

describe("a token that `adopt` names is not deleted by", function () {
	this.timeout(240_000);
	const under = useStack(() => ({ files: declaring([]) }));
	let adopt: { tokenId: number };

	beforeEach(async () => {
		const { id } = await under.gitlab.createByHand("projects/5", { name: "mirror", scopes: SCOPES });
		adopt = { tokenId: id };
	});

	const token = (name: string, opts?: object): DeclaredResource => ({
		name,
		args: { project: 5, name: "mirror", scopes: SCOPES, adopt },
		...(opts && { opts: { ...opts } }),
	});
	const set = (name: string, more: object = {}): DeclaredResource => ({
		kind: "set",
		name,
		args: { scopes: SCOPES, tokens: { web: { project: 5, name: "mirror", adopt } }, ...more },
	});
	const up = async (resources: readonly DeclaredResource[], ...args: string[]) => {
		await under.stack.write(declaring(resources));
		const output = await succeeds(under.stack.up(...args));
		return output;
	};
	const isAlive = async () => (await under.gitlab.tokens()).some(({ id }) => id === adopt.tokenId);

	for (const [how, args] of [
		["--replace", ["--replace", urnOf("ci")]],
		["--target-replace", ["--target-replace", urnOf("ci")]],
	] as const)
		it(`\`up ${how}\`, with \`adopt\` kept`, async () => {
			await up([token("ci")]);
			expect(await up([token("ci")], ...args)).to.contain("was not deleted: it now belongs to");
			expect(await isAlive()).to.equal(true);
		});

	it("`state taint`, with `adopt` kept", async () => {
		await up([token("tainted")]);
		await succeeds(under.stack.pulumi("state", "taint", "--yes", urnOf("tainted")));
		await up([token("tainted")]);
		expect(await isAlive()).to.equal(true);
	});

	it("another name of the resource, without an alias", async () => {
		await up([token("one")]);
		await up([token("another")]);
		expect(await isAlive()).to.equal(true);
	});

	it("another name of the resource, in a run that begins with a refresh", async () => {
		await up([token("one")]);
		await up([token("another")], "--refresh");
		expect(await isAlive()).to.equal(true);
	});

	it("a replacement whose predecessor a failed run has left in the state: refresh, up and destroy", async () => {
		const failing: DeclaredResource = {
			kind: "set",
			name: "failing",
			args: { scopes: SCOPES, tokens: { web: { project: 999 } } },
		};
		await up([token("ci")]);
		await under.stack.write(declaring([token("ci"), failing]));
		await fails(under.stack.up("--replace", urnOf("ci")));
		const left = (await under.stack.resources()).filter(({ urn }) => urn.endsWith("::ci"));
		expect(left.map((resource) => resource.delete ?? false)).to.have.members([false, true]);

		await succeeds(under.stack.refresh());
		await up([token("ci")], "--refresh");
		expect(await isAlive(), "behind an update").to.equal(true);
		await succeeds(under.stack.destroy("--refresh"));
		expect(await isAlive(), "behind a destroy").to.equal(false);
	});

	it("`deleteBeforeReplace`, with `--replace`", async () => {
		await up([token("first", { deleteBeforeReplace: true })]);
		await up([token("first", { deleteBeforeReplace: true })], "--replace", urnOf("first"));
		expect(await isAlive()).to.equal(true);
	});

	it("a move from a single token into a set, and of the set under another name", async () => {
		await up([token("single")]);
		await up([set("tokens")]);
		expect(await isAlive(), "in the set").to.equal(true);
		await up([set("renamed")]);
		expect(await isAlive(), "in the renamed set").to.equal(true);
	});

	it("`--replace` of a whole set", async () => {
		await up([set("whole")]);
		await up([set("whole")], "--replace", urnOf("whole", "DeployTokenSet"));
		expect(await isAlive()).to.equal(true);
	});

	it("a move from one set to another", async () => {
		await up([set("from"), { ...set("to"), args: { scopes: SCOPES, tokens: {} } }]);
		await up([{ ...set("from"), args: { scopes: SCOPES, tokens: {} } }, set("to")]);
		expect(await isAlive()).to.equal(true);
	});

	it("two resources that adopt it: the preview fails, and names both", async () => {
		await under.stack.write(declaring([token("left"), token("right")]));
		const output = await fails(under.stack.preview());
		expect(output).to.match(
			/names deploy token \d+, which another resource of this stack already has or adopts/,
		);
		await up([token("left")]);
	});
});
