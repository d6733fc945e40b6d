import { expect } from "chai";
import { writes } from "../lifecycle/harness/gitlab";
import { type TokenRow, world } from "../lifecycle/harness/world";
import type { DeclaredSet } from "./harness/set-stack";
import { useSets } from "./harness/use-set";

const READ = { scopes: ["read_registry"] };
const SECRET = "gldt-of-the-token-made-by-hand";

const row = (id: number, more: Partial<TokenRow>): TokenRow => ({
	id,
	name: `by hand ${id}`,
	scopes: ["read_registry"],
	...more,
});

describe("a set that adopts tokens", () => {
	const under = useSets(() =>
		world([row(41, { project: 5 }), row(42, { project: 6, username: "robot" }), row(43, { group: 7 })]),
	);

	it("does not create them, and creates the other keys' tokens", async () => {
		const set = under.set({
			...READ,
			tokens: {
				a: { project: 5, name: "by hand 41", adopt: { tokenId: 41, token: SECRET } },
				b: { project: "grp/other", name: "by hand 42", username: "robot", adopt: { tokenId: 42 } },
				c: { group: "grp", name: "by hand 43", adopt: { tokenId: 43 } },
				d: { project: 5 },
			},
		});
		const { error, requests, failures, said } = await set.up();
		expect({ error, failures }).to.deep.equal({ error: undefined, failures: [] });
		expect(said).to.include('deploy token "by hand 43" (43) of group grp is adopted, not created.');
		expect(said).to.have.length(3);
		expect(writes(requests)).to.deep.equal(["POST /projects/5/deploy_tokens"]);
		expect(set.tokenIds).to.include({ a: 41, b: 42, c: 43 });
		expect(set.contents.tokens.a?.token).to.equal(SECRET);
		expect(set.contents.tokens.b).to.not.have.property("token");
		expect((await set.preview()).step).to.equal("same");
	});

	it("keeps them once `adopt` is removed", async () => {
		const declared = (adopt: object): DeclaredSet => ({
			...READ,
			tokens: { a: { project: 5, name: "by hand 41", ...adopt } },
		});
		const set = await under.made(declared({ adopt: { tokenId: 41, token: SECRET } }));
		set.declared = declared({});
		const { requests, error } = await set.up();
		expect(error).to.equal(undefined);
		expect(writes(requests)).to.deep.equal([]);
		expect(set.contents.tokens.a).to.deep.include({ id: "p5/41", token: SECRET });
		expect((await set.preview()).step).to.equal("same");
		await set.destroy();
		expect(await under.gitlab.tokenIds()).to.not.include(41);
	});

	it("names every mismatch of every key by its path in a preview, and changes nothing", async () => {
		const set = under.set({
			scopes: ["read_repository"],
			expiresAt: "2032-01-01",
			tokens: {
				a: { project: 5, adopt: { tokenId: 41 } },
				b: { project: 6, scopes: ["read_registry"], name: "by hand 42", adopt: { tokenId: 42 } },
				c: { project: 5, adopt: { tokenId: 43 } },
				d: { project: 5 },
			},
		});
		const { failures, requests } = await set.up();
		expect(failures.map(({ property }) => property)).to.have.members([
			'tokens["a"].name',
			'tokens["a"].scopes',
			'tokens["a"].expiresAt',
			'tokens["b"].username',
			'tokens["b"].expiresAt',
			'tokens["c"].adopt',
		]);
		expect(writes(requests)).to.deep.equal([]);
		expect(await under.gitlab.tokenIds()).to.deep.equal([41, 42, 43]);
	});

	it("reads them in `check` only until they are adopted", async () => {
		const declared: DeclaredSet = {
			...READ,
			tokens: { a: { project: 5, name: "by hand 41", adopt: { tokenId: 41 } } },
		};
		const set = await under.made(declared);
		set.env = { GITLAB_DRIFT_DETECTION: "refresh" };
		expect(await set.preview()).to.deep.include({ step: "same", requests: [] });
		await set.refresh();
		expect(await set.preview()).to.deep.include({ step: "same", requests: [] });
	});

	it("refuses to replace what `adopt` still names, and says what to do", async () => {
		const declared: DeclaredSet = {
			...READ,
			tokens: { a: { project: 5, name: "by hand 41", adopt: { tokenId: 41 } } },
		};
		const set = await under.made(declared);
		await under.gitlab.revoke(41);
		const { error } = await set.preview();
		expect(error?.message).to.contain('tokens["a"]').and.to.contain("Remove `adopt`");
		expect(error?.message).to.contain("DEPLOY_TOKEN_ADOPTED");
		set.declared = { ...READ, tokens: { a: { project: 5, name: "by hand 41" } } };
		expect((await set.up()).error).to.equal(undefined);
		expect(await under.gitlab.tokenIds()).to.deep.equal([42, 43, 44]);
	});

	it("refuses a token that two keys name", async () => {
		const adopt = { tokenId: 41 };
		const { failures } = await under
			.set({ ...READ, tokens: { a: { project: 5, adopt }, b: { project: 5, adopt } } })
			.preview();
		expect(failures.map(({ property }) => property)).to.deep.equal(['tokens["b"].adopt']);
		expect(failures[0]?.reason).to.contain('tokens["a"]');
	});

	it("refuses a token that another key of the set has", async () => {
		const set = await under.made({ ...READ, tokens: { a: { project: 5, name: "ci" } } });
		const { a } = set.tokenIds;
		const adopter = { project: 5, name: "ci", adopt: { tokenId: a } };
		set.declared = { ...READ, tokens: { a: { project: 5, name: "ci" }, b: adopter } };
		for (const operation of [() => set.preview(), () => set.up()]) {
			const { error } = await operation();
			expect(error?.message).to.contain(
				`tokens["b"]: Deploy token ${a} was not adopted: tokens["a"] has it already.`,
			);
		}
		expect(await under.gitlab.tokenIds()).to.include(a);
	});

	it("moves a token to another key with its secret, without deleting it in between", async () => {
		const set = await under.made({ ...READ, tokens: { old: { project: 5, name: "ci" } } });
		const { old } = set.contents.tokens;
		const adopt = { tokenId: set.tokenIds.old };
		set.declared = { ...READ, tokens: { site: { project: 5, name: "ci", adopt } } };
		const { requests, error } = await set.up();
		expect(error).to.equal(undefined);
		expect(writes(requests)).to.deep.equal([]);
		expect(set.contents.tokens).to.deep.equal({ site: { ...old, name: "ci" } });
		set.declared = { ...READ, tokens: { site: { project: 5, name: "ci" } } };
		expect(writes((await set.up()).requests)).to.deep.equal([]);
		expect((await set.preview()).step).to.equal("same");
	});

	it("keeps a token under its old key where the move fails, and retries", async () => {
		const set = await under.made({ ...READ, tokens: { old: { project: 5, name: "ci" } } });
		const { old } = set.contents.tokens;
		const adopt = { tokenId: set.tokenIds.old };
		set.declared = { ...READ, tokens: { site: { project: 5, name: "ci", adopt } } };
		// `check` and the update read it once each.
		set.env = { GITLAB_DRIFT_DETECTION: "refresh" };
		await set.preview();
		await under.gitlab.fault({ path: "deploy_tokens/\\d+$", kind: "delay", delayMs: 0, times: 1 });
		await under.gitlab.fault({ path: "deploy_tokens/\\d+$", kind: "status", status: 500, times: 1 });
		const { error } = await set.up();
		expect(error?.reasons?.[0]).to.match(/^tokens\["site"\]: /);
		expect(set.contents.tokens).to.deep.equal({ old });
		expect((await set.up()).error).to.equal(undefined);
		expect(set.contents.tokens).to.deep.equal({ site: { ...old, name: "ci" } });
		expect(await under.gitlab.tokenIds()).to.include(adopt.tokenId);
	});

	it("adopts a token again that it replaced, and keeps it when its overlap ends", async () => {
		const set = await under.made({ ...READ, tokens: { a: { project: 5, name: "ci" } } });
		const first = set.tokenIds.a;
		set.declared = { scopes: ["read_repository"], tokens: { a: { project: 5, name: "ci" } } };
		await set.up();
		const second = set.tokenIds.a;
		set.declared = {
			...READ,
			tokens: { a: { project: 5, name: "ci", adopt: { tokenId: first, token: SECRET } } },
		};
		expect((await set.up()).error).to.equal(undefined);
		expect(set.contents.tokens.a).to.include({ id: `p5/${first}`, token: SECRET });
		expect(set.contents.retired?.map(({ id }) => id)).to.deep.equal([`p5/${second}`]);
		under.time.advance(3_600_000);
		await set.up();
		expect(await under.gitlab.tokenIds())
			.to.include(first)
			.and.to.not.include(second);
	});
});
