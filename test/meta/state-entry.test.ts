import { expect } from "chai";
import { DEPLOY_TOKEN_PROVIDER, DEPLOY_TOKEN_SET_PROVIDER } from "../../provider/pulumi/provider-text";

/** What the states of all times call, by the resource's type. */
const FROZEN = [
	{
		type: "DeployToken",
		text: DEPLOY_TOKEN_PROVIDER,
		frozen: 'exports.handler=()=>require("pulumi-gitlab-deploy-tokens/runtime").deployToken',
	},
	{
		type: "DeployTokenSet",
		text: DEPLOY_TOKEN_SET_PROVIDER,
		frozen: 'exports.handler=()=>require("pulumi-gitlab-deploy-tokens/runtime").deployTokenSet',
	},
];
const METHODS = ["configure", "check", "diff", "create", "read", "update", "delete"];

/** A failure here means that the change breaks every stack there is. */
describe("what is in every state", () => {
	for (const { type, text, frozen } of FROZEN) {
		it(`names the provider of a ${type} by its constant text of at most 120 bytes`, () => {
			expect(text).to.equal(frozen);
			expect(Buffer.byteLength(frozen)).to.be.at.most(120);
		});

		it(`finds a provider by the text of a ${type}, with every method that the engine calls`, () => {
			const exported: { handler?: () => object } = {};
			new Function("exports", "require", frozen)(exported, require);
			expect(exported.handler?.()).to.have.all.keys(METHODS);
		});
	}

	it("loads nothing of Pulumi in the provider process", () => {
		const runtime = require.resolve("pulumi-gitlab-deploy-tokens/runtime");
		const loaded = loadedBy(runtime);
		expect(loaded.size).to.be.greaterThan(10);
		expect([...loaded].filter((path) => path.includes("@pulumi"))).to.deep.equal([]);
	});
});

/** Every file that loading `entry` leads to. */
function loadedBy(entry: string, seen = new Set<string>()): Set<string> {
	require(entry);
	seen.add(entry);
	for (const { filename } of require.cache[entry]?.children ?? [])
		if (!seen.has(filename)) loadedBy(filename, seen);
	return seen;
}
