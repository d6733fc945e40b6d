import { expect } from "chai";
import { DAY, HOUR, MINUTE } from "../lifecycle/harness/time";
import type { TokenRow } from "../lifecycle/harness/world";
import type { DeclaredSet, SetStack } from "./harness/set-stack";
import { useSets } from "./harness/use-set";

const READ = { scopes: ["read_registry"] };
const OLD: DeclaredSet = { ...READ, tokens: { web: { project: 5 }, api: { project: 6 } } };
const NEW: DeclaredSet = {
	...READ,
	tokens: { web: { project: 5, scopes: ["read_repository"] }, api: { project: 6 } },
};

const deletes = (requests: readonly string[]) => requests.filter((line) => line.startsWith("DELETE"));

describe("an active token that was replaced", () => {
	const under = useSets();

	/** A set whose token 1 was just replaced. */
	const replaced = async (more: DeclaredSet = {}): Promise<SetStack> => {
		const set = await under.made({ ...OLD, ...more, tokens: { web: { project: 5 } } });
		set.declared = { ...NEW, ...more };
		const { error } = await set.up();
		expect(error).to.equal(undefined);
		return set;
	};

	for (const [what, more, ms] of [
		["an hour where nothing is declared", {}, HOUR],
		["the overlap", { overlap: "12h" }, 12 * HOUR],
		["an overlap of days", { overlap: "P2D" }, 2 * DAY],
	] as const)
		describe(`stays active for ${what}`, () => {
			it("and is not mentioned until then", async () => {
				const set = await replaced(more);
				expect(set.contents.retired?.[0]?.until).to.equal(new Date(under.time.now() + ms).toISOString());
				under.time.advance(ms - 1);
				expect(await set.preview()).to.deep.include({ step: "same", said: [] });
				expect(deletes((await set.up()).requests)).to.deep.equal([]);
				expect(await under.gitlab.tokenIds()).to.include(1);
			});

			it("and is deleted by the first `up` after that, which a preview announces", async () => {
				const set = await replaced(more);
				under.time.advance(ms);
				const { step, said } = await set.preview();
				expect(step).to.equal("update");
				expect(said).to.deep.equal([
					'deploy token "web" (1) of project 5 was replaced and its overlap has ended; it will be deleted.',
				]);
				const { tokens } = set.contents;
				const { requests } = await set.up();
				expect(deletes(requests)).to.deep.equal(["DELETE /projects/5/deploy_tokens/1"]);
				expect(requests.filter((line) => line.startsWith("POST"))).to.deep.equal([]);
				expect(set.contents.tokens).to.deep.equal(tokens);
				expect(set.contents.retired).to.equal(undefined);
				expect((await set.preview()).step).to.equal("same");
			});
		});

	it("stays active until the next `up` with an overlap of zero, since only then its readers have moved", async () => {
		const set = await replaced({ overlap: "0s" });
		expect(await under.gitlab.tokenIds()).to.include(1);
		expect(deletes((await set.up()).requests)).to.deep.equal(["DELETE /projects/5/deploy_tokens/1"]);
		expect((await set.preview()).step).to.equal("same");
	});

	it("keeps the end it was given, though the overlap is declared differently later", async () => {
		const set = await replaced({ overlap: "12h" });
		set.declared = { ...NEW, overlap: "0s" };
		expect(deletes((await set.up()).requests)).to.deep.equal([]);
		under.time.advance(12 * HOUR);
		expect(deletes((await set.up()).requests)).to.have.length(1);
	});

	it("may be one of several of the same key", async () => {
		const set = await replaced({ overlap: "2h" });
		under.time.advance(HOUR);
		set.declared = { ...OLD, overlap: "2h" };
		await set.up();
		expect(set.contents.retired).to.have.length(2);
		under.time.advance(HOUR);
		expect(deletes((await set.up()).requests)).to.deep.equal(["DELETE /projects/5/deploy_tokens/1"]);
		under.time.advance(HOUR);
		expect(deletes((await set.up()).requests)).to.have.length(1);
		expect(await under.gitlab.tokens()).to.have.length(2);
	});

	it("is deleted at its own time though its key is removed meanwhile", async () => {
		const set = await replaced();
		set.declared = { ...READ, tokens: { api: { project: 6 } } };
		expect(deletes((await set.up()).requests)).to.have.length(1);
		expect(await under.gitlab.tokenIds()).to.include(1);
		under.time.advance(HOUR);
		expect(deletes((await set.up()).requests)).to.deep.equal(["DELETE /projects/5/deploy_tokens/1"]);
		expect(await under.gitlab.tokens()).to.have.length(1);
	});

	it("is deleted with the others when the set is destroyed", async () => {
		const set = await replaced();
		const { error } = await set.destroy();
		expect(error).to.equal(undefined);
		expect(await under.gitlab.tokens()).to.deep.equal([]);
	});

	it("may be gone already when it is due", async () => {
		const set = await replaced();
		await under.gitlab.remove(1);
		under.time.advance(HOUR);
		const { error, requests } = await set.up();
		expect(error).to.equal(undefined);
		expect(deletes(requests)).to.deep.equal([]);
		expect(set.contents.retired).to.equal(undefined);
	});

	it("is dropped from the state in a refresh only where it is gone", async () => {
		const set = await replaced();
		await set.refresh();
		expect(set.contents.retired?.map(({ id }) => id)).to.deep.equal(["p5/1"]);
		await under.gitlab.remove(1);
		await set.refresh();
		expect(set.contents.retired).to.equal(undefined);
	});

	const others = [
		["name", { name: "somebody else's" }],
		["username", { username: "somebody-else" }],
		["scopes", { scopes: ["read_registry", "read_repository"] }],
		["expiresAt", { expiresAt: "2040-01-01" }],
	] satisfies [string, Partial<TokenRow>][];
	for (const [property, change] of others) {
		it(`is dropped and not deleted where its ID now belongs to a token with another ${property}`, async () => {
			const set = await replaced();
			await under.gitlab.edit(1, change);
			under.time.advance(HOUR);
			const { error, requests, said } = await set.up();
			expect(error).to.equal(undefined);
			expect(deletes(requests)).to.deep.equal([]);
			expect(said.slice(1)).to.deep.equal([
				`warning: deploy token "web" (1) of project 5 is gone, and nothing was deleted: GitLab has another token with this ID now, which differs in ${property}.`,
			]);
			expect(set.contents.retired).to.equal(undefined);
			expect((await set.preview()).step).to.equal("same");
		});

		it(`is dropped from the state in a refresh where its ID now belongs to a token with another ${property}`, async () => {
			const set = await replaced();
			await under.gitlab.edit(1, change);
			expect((await set.refresh()).error).to.equal(undefined);
			expect(set.contents.retired).to.equal(undefined);
			under.time.advance(HOUR);
			expect(deletes((await set.up()).requests)).to.deep.equal([]);
			expect(await under.gitlab.tokenIds()).to.include(1);
		});
	}

	it("that cannot be deleted is named by its key, not by its name, and is retried", async () => {
		const set = await under.made({ ...READ, tokens: { web: { project: 5, name: "puller" } } });
		set.declared = { ...READ, overlap: "0s", tokens: { web: { project: 5, name: "other" } } };
		await set.up();
		await under.gitlab.fault({ method: "DELETE", kind: "status", status: 403, times: 1 });
		const { error } = await set.up();
		expect(error?.reasons).to.have.length(1);
		expect(error?.reasons?.[0]).to.match(/^tokens\["web"\]: The deploy token "puller" \(1\)/);
		expect(set.contents.failed).to.have.all.keys("web");
		expect((await set.preview()).step).to.equal("update");
		expect((await set.up()).error).to.equal(undefined);
		expect(set.contents.failed).to.equal(undefined);
		expect(await under.gitlab.tokens()).to.have.length(1);
	});

	it("gets no overlap where it is inactive already: revoked, expired or gone", async () => {
		const declared: DeclaredSet = {
			...READ,
			tokens: { a: { project: 5 }, b: { project: 5, expiresIn: "30m" }, c: { project: 5 } },
		};
		const set = await under.made(declared);
		const before = set.tokenIds;
		await under.gitlab.revoke(before.a ?? 0);
		await under.gitlab.remove(before.c ?? 0);
		under.time.advance(30 * MINUTE);
		const { requests } = await set.up();
		expect(deletes(requests)).to.have.members([
			`DELETE /projects/5/deploy_tokens/${before.a}`,
			`DELETE /projects/5/deploy_tokens/${before.b}`,
		]);
		expect(set.contents.retired).to.equal(undefined);
		expect(await under.gitlab.tokens()).to.have.length(3);
	});
});
