import { expect } from "chai";
import { HOUR } from "../lifecycle/harness/time";
import type { DeclaredSet, SetStack } from "./harness/set-stack";
import { useSets } from "./harness/use-set";

const READ = { scopes: ["read_registry"] };
const WRITE = { scopes: ["write_registry"] };

/** A provider process can outlive an operation: the engine attaches to one that `PULUMI_DEBUG_PROVIDERS` names. */
describe("a set in a provider process that serves several operations", () => {
	const under = useSets();

	const made = async (declared: DeclaredSet): Promise<SetStack> => {
		const set = under.set(declared);
		set.keepsProcess = true;
		await up(set);
		return set;
	};
	/** The same with its own process, and another one for all further operations. */
	const madeBefore = async (declared: DeclaredSet): Promise<SetStack> => {
		const set = await under.made(declared);
		set.keepsProcess = true;
		return set;
	};
	const up = async (set: SetStack, tokens?: object): Promise<readonly string[]> => {
		under.time.advance(HOUR);
		if (tokens !== undefined) set.declared = { ...set.declared, tokens };
		const { error, failures, said } = await set.up();
		expect({ error, failures }).to.deep.equal({ error: undefined, failures: [] });
		return said;
	};

	it("keeps a replaced token until its overlap has ended, and deletes it then", async () => {
		const set = await made({ ...READ, overlap: "90m", tokens: { ci: { project: 5 } } });
		await up(set, { ci: { project: 5, ...WRITE } });
		expect(await up(set)).to.deep.equal([]);
		expect(await under.gitlab.tokenIds()).to.deep.equal([1, 2]);
		expect(set.contents.retired).to.have.length(1);
		await up(set);
		expect(await under.gitlab.tokenIds()).to.deep.equal([2]);
		expect((await set.preview()).step).to.equal("same");
	});

	it("deletes an inactive token whose deletion was postponed", async () => {
		const set = await made({ ...READ, tokens: { ci: { project: 5 }, api: { project: 6 } } });
		for (const id of await under.gitlab.tokenIds()) await under.gitlab.revoke(id);
		under.time.advance(HOUR);
		await under.gitlab.fault({ method: "POST", path: "projects/6", kind: "status", status: 403, times: 1 });
		expect((await set.up()).error?.code).to.equal("DEPLOY_TOKENS_INCOMPLETE");
		expect(set.contents.retired).to.have.length(1);
		await up(set);
		expect((await under.gitlab.tokenIds()).sort()).to.deep.equal(Object.values(set.tokenIds).sort());
	});

	it("deletes a token that moved from one key to another with the latter", async () => {
		const set = await madeBefore({ ...READ, tokens: { old: { project: 5, name: "ci" } } });
		const adopt = { tokenId: set.tokenIds.old };
		await up(set, { site: { project: 5, name: "ci", adopt } });
		await up(set, { site: { project: 5, name: "ci" } });
		await up(set, {});
		expect(await under.gitlab.tokenIds()).to.deep.equal([]);
	});

	it("deletes a token that was replaced and adopted again, with its key", async () => {
		const set = await under.made({ ...READ, overlap: "5h", tokens: { ci: { project: 5 } } });
		const adopt = { tokenId: set.tokenIds.ci };
		await up(set, { ci: { project: 5, ...WRITE } });
		set.keepsProcess = true;
		await up(set, { ci: { project: 5, adopt } });
		await up(set, {});
		expect(await under.gitlab.tokenIds()).to.not.include(adopt.tokenId);
	});
});
