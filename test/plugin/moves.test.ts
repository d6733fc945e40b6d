import { expect } from "chai";
import { Stack } from "../lifecycle/harness/engine";
import { writes } from "../lifecycle/harness/gitlab";
import { CREDENTIALS } from "../lifecycle/harness/world";
import type { SetInState } from "../sets/harness/set-stack";
import { useSets } from "../sets/harness/use-set";
import { opened, Packaged, type Properties, type Recorded, SET, TOKEN } from "./harness/packaged";

const TOKENS = { scopes: ["read_registry"], tokens: { web: { project: 5 }, api: { group: "grp" } } };

/** A state that one door recorded, as the engine hands it to the other one after a move by an alias. */
const moved = (type: string, { id, inputs, outputs }: SetInState): Recorded => ({
	type,
	name: "x",
	id,
	inputs,
	outputs,
});

describe("a resource that moves between the dynamic and the packaged provider", () => {
	const under = useSets();
	let provider: Packaged;
	beforeEach(async () => {
		const config = { baseUrl: under.gitlab.url, token: CREDENTIALS.maintainer };
		provider = await Packaged.start({ clock: under.time, config });
	});
	afterEach(() => provider.stop());

	const dynamic = (declared: Properties) => new Stack(under.gitlab, under.time, { x: declared });

	it("is unchanged as a token, and is refreshed and deleted by the packaged provider", async () => {
		const stack = dynamic({ project: "grp/proj", scopes: ["read_registry"] });
		await stack.up();
		const recorded = moved(TOKEN, stack.entries.x as SetInState);
		const declared = { project: "grp/proj", scopes: ["read_registry"] };
		const { changes, detail } = await provider.compare(recorded, declared);
		expect({ changes, detail }).to.deep.equal({ changes: false, detail: {} });
		const read = await provider.read(recorded);
		expect(read?.outputs).to.not.have.property("__provider");
		expect(opened(read?.outputs.token)).to.equal(recorded.outputs.token);
		await provider.delete(recorded);
		expect(await under.gitlab.tokens()).to.deep.equal([]);
	});

	it("is updated once where its owner is recorded as a number, which typed languages cannot read", async () => {
		const stack = dynamic({ project: 5, scopes: ["read_registry"] });
		await stack.up();
		const recorded = moved(TOKEN, stack.entries.x as SetInState);
		const before = writes(await under.gitlab.requests());
		const { changes, replaces, inputs } = await provider.compare(recorded, {
			project: "5",
			scopes: ["read_registry"],
		});
		expect({ changes, replaces }).to.deep.equal({ changes: true, replaces: [] });
		const { outputs } = await provider.update(recorded, inputs);
		expect(outputs).to.include({ project: "5" });
		expect(opened(outputs.token)).to.equal(recorded.outputs.token);
		expect(writes(await under.gitlab.requests())).to.deep.equal(before);
	});

	it("is updated once as a set, which then has its secrets by key, and GitLab is only read", async () => {
		const stack = await under.made(TOKENS);
		const recorded = moved(SET, stack.state as SetInState);
		const before = writes(await under.gitlab.requests());
		const declared = { ...TOKENS, tokens: { web: { project: "5" }, api: { group: "grp" } } };
		const { changes, detail, inputs } = await provider.compare(recorded, declared);
		expect({ changes, detail }).to.deep.equal({ changes: true, detail: {} });
		// The engine finds nothing by a path into the text that the dynamic provider recorded.
		const more = { ...declared, tokens: { ...declared.tokens, more: { project: "6" } } };
		expect((await provider.compare(recorded, more)).detail).to.deep.equal({ tokens: "update" });
		const { outputs } = await provider.update(recorded, inputs);
		expect(Object.keys(opened(outputs.secrets) as Properties)).to.deep.equal(["api", "web"]);
		expect(opened(outputs.contents)).to.equal(recorded.outputs.contents);
		expect(writes(await under.gitlab.requests())).to.deep.equal(before);
	});

	it("moves back to the dynamic provider as a token and as a set, and GitLab is only read", async () => {
		const declared = { project: "5", scopes: ["read_registry"] };
		const token = await provider.made(TOKEN, "x", declared);
		const set = await provider.made(SET, "all", {
			...TOKENS,
			tokens: { web: { project: "5" }, api: { group: "grp" } },
		});
		const before = writes(await under.gitlab.requests());
		const plain = (outputs: Properties) =>
			Object.fromEntries(
				Object.entries(outputs).map(([name, value]) => [name, isSecret(value) ? opened(value) : value]),
			);
		const stack = dynamic(declared);
		stack.entries.x = { id: token.id, inputs: token.inputs, outputs: plain(token.outputs) };
		expect((await stack.up()).error).to.equal(undefined);
		expect(stack.outputs("x").token).to.equal(opened(token.outputs.token));
		const sets = under.set(TOKENS);
		sets.state = { id: set.id, inputs: set.inputs, outputs: plain(set.outputs) };
		expect((await sets.up()).error).to.equal(undefined);
		expect(sets.outputs.contents).to.equal(opened(set.outputs.contents));
		expect(sets.outputs).to.not.have.any.keys("secrets", "usernames", "tokenIds");
		expect(writes(await under.gitlab.requests())).to.deep.equal(before);
	});
});

function isSecret(value: unknown): boolean {
	return typeof value === "object" && value !== null && "4dabf18193072939515e22adb298388d" in value;
}
