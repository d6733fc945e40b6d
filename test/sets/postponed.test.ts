import { expect } from "chai";
import { writes } from "../lifecycle/harness/gitlab";
import { HOUR } from "../lifecycle/harness/time";
import { addressOf, type DeclaredSet, type SetOutcome, type SetStack } from "./harness/set-stack";
import { useSets } from "./harness/use-set";

const READ = { scopes: ["read_registry"] };
const FAILED_POST = { method: "POST", kind: "status", status: 400, times: 1 } as const;

const warnings = ({ said }: SetOutcome) => said.filter((line) => line.startsWith("warning: not deleted yet"));

describe("a deletion of a set", () => {
	const under = useSets();
	const declare = (tokens: object, more: DeclaredSet = {}): DeclaredSet => ({ ...READ, tokens, ...more });

	for (const mode of ["fail", "report"])
		describe(`where something could not be created, with onKeyFailure: "${mode}"`, () => {
			const options = { onKeyFailure: mode };

			/** A key that was renamed, and whose new name could not be made. */
			async function renamed(): Promise<{
				set: SetStack;
				before: SetStack["contents"];
				outcome: SetOutcome;
			}> {
				const set = await under.made(declare({ old: { project: 5 } }, options));
				const before = set.contents;
				set.declared = declare({ site: { project: 5 } }, options);
				await under.gitlab.fault(FAILED_POST);
				return { set, before, outcome: await set.up() };
			}

			it("of a removed key is postponed: it keeps its token and its secret", async () => {
				const { set, before, outcome } = await renamed();
				expect(outcome.error?.code).to.equal(mode === "fail" ? "DEPLOY_TOKENS_INCOMPLETE" : undefined);
				expect(writes(outcome.requests)).to.deep.equal(["POST /projects/5/deploy_tokens"]);
				expect(set.contents.tokens).to.deep.equal(before.tokens);
				expect(set.contents.failed).to.have.all.keys("site");
				expect(await under.gitlab.tokenIds()).to.deep.equal([1]);
			});

			it("of a removed key is reported in one warning that names the token and the key it waits for", async () => {
				const { outcome } = await renamed();
				expect(warnings(outcome)).to.deep.equal([
					'warning: not deleted yet: deploy token "old" (1) of project 5. The next update deletes what is due, once tokens["site"] has its token; remove that key from the program to continue without.',
				]);
			});

			it("of a removed key happens in the next update, once the other key has its token", async () => {
				const { set } = await renamed();
				expect((await set.preview()).step).to.equal("update");
				const outcome = await set.up();
				expect(outcome.error).to.equal(undefined);
				expect(warnings(outcome)).to.deep.equal([]);
				expect(writes(outcome.requests)).to.deep.equal([
					"POST /projects/5/deploy_tokens",
					"DELETE /projects/5/deploy_tokens/1",
				]);
				expect(set.contents.tokens).to.have.all.keys("site");
				expect(set.contents).to.not.have.any.keys("failed", "retired");
				expect((await set.preview()).step).to.equal("same");
			});

			it("of a removed key happens where the key that failed is removed too", async () => {
				const { set } = await renamed();
				set.declared = declare({ api: { project: 6 } }, options);
				const { error, requests } = await set.up();
				expect(error).to.equal(undefined);
				expect(writes(requests)).to.deep.equal([
					"POST /projects/6/deploy_tokens",
					"DELETE /projects/5/deploy_tokens/1",
				]);
				expect(set.contents.tokens).to.have.all.keys("api");
			});

			it("of a replaced token that is due is postponed, and the token stays in the state", async () => {
				const set = await under.made(declare({ web: { project: 5 } }, options));
				set.declared = declare({ web: { project: 5, username: "u" } }, options);
				expect((await set.up()).error).to.equal(undefined);
				const [retired] = set.contents.retired ?? [];
				under.time.advance(HOUR);
				set.declared = declare({ web: { project: 5, username: "u" }, api: { project: 6 } }, options);
				await under.gitlab.fault(FAILED_POST);
				const outcome = await set.up();
				expect(writes(outcome.requests)).to.deep.equal(["POST /projects/6/deploy_tokens"]);
				expect(warnings(outcome)).to.have.length(1);
				const { until: _, ...same } = retired ?? expect.fail("nothing was retired");
				expect(set.contents.retired).to.have.length(1);
				expect(set.contents.retired?.[0]).to.deep.include(same);
				expect(await under.gitlab.tokenIds()).to.deep.equal([1, 2]);
				const next = await set.up();
				expect(next.error).to.equal(undefined);
				expect(writes(next.requests)).to.deep.equal([
					"POST /projects/6/deploy_tokens",
					`DELETE ${addressOf(retired?.id)}`,
				]);
				expect(set.contents.retired).to.equal(undefined);
			});

			it("of an inactive token that was replaced is postponed, and the token stays in the state until then", async () => {
				const set = await under.made(declare({ web: { project: 5 }, api: { project: 6 } }, options));
				await under.gitlab.revoke(set.tokenIds.web ?? 0);
				await under.gitlab.revoke(set.tokenIds.api ?? 0);
				const { web } = set.contents.tokens;
				await under.gitlab.fault({ ...FAILED_POST, path: "projects/6" });
				const outcome = await set.up();
				expect(writes(outcome.requests)).to.have.members([
					"POST /projects/5/deploy_tokens",
					"POST /projects/6/deploy_tokens",
				]);
				expect(warnings(outcome)).to.have.length(1);
				expect(set.contents.retired?.map(({ id }) => id)).to.deep.equal([web?.id]);
				expect(set.contents.tokens.web?.id).to.not.equal(web?.id);
				const next = await set.up();
				expect(next.error).to.equal(undefined);
				expect(set.contents).to.not.have.any.keys("failed", "retired");
				expect((await under.gitlab.tokenIds()).sort()).to.deep.equal(Object.values(set.tokenIds).sort());
			});
		});

	it("is postponed where the declared key itself could not be checked and has no token, and not where it has one", async () => {
		const report = { onKeyFailure: "report" };
		const set = await under.made(
			declare({ web: { project: 5 }, api: { project: 6 }, old: { project: 5 } }, report),
		);
		await under.gitlab.change((next) => {
			next.projects = next.projects.filter(({ id }) => id !== 6);
			next.deployTokens = next.deployTokens.filter(({ project }) => project !== 6);
		});
		set.declared = declare({ web: { project: 5 }, api: { project: 6 } }, report);
		const { error, requests } = await set.up();
		expect(error).to.equal(undefined);
		expect(writes(requests), "api keeps what it has").to.have.length(1);
		expect(set.contents.tokens).to.have.all.keys("web", "api");
	});

	it("names the first tokens and keys of many, and counts the rest", async () => {
		const keys = Array.from({ length: 8 }, (_, n) => `k${n}`);
		const set = await under.made(declare(Object.fromEntries(keys.map((key) => [key, { project: 5 }]))));
		set.declared = declare(Object.fromEntries(keys.map((key) => [`new-${key}`, { project: 99 }])));
		const outcome = await set.up();
		const [warning = ""] = warnings(outcome);
		expect(warning.match(/deploy token "/g)).to.have.length(5);
		expect(warning.match(/tokens\["/g)).to.have.length(5);
		expect(warning.match(/ and 3 more/g)).to.have.length(2);
		expect(warning).to.contain("have their tokens; remove those keys from the program to continue without.");
		expect(await under.gitlab.tokenIds()).to.have.length(8);
	});

	it("that is not due is not mentioned where a key fails", async () => {
		const set = await under.made(declare({ web: { project: 5 } }));
		set.declared = declare({ web: { project: 5 }, late: { project: 99 } });
		expect(warnings(await set.up())).to.deep.equal([]);
	});
});

describe("what fails for all keys of a set", () => {
	const under = useSets();
	const tokens = Object.fromEntries(
		Array.from({ length: 20 }, (_, n) => [`k${n}`, { project: 5 + (n % 2) }]),
	);

	for (const mode of ["fail", "report"])
		it(`ends an update with onKeyFailure: "${mode}", keeps what was created, and tries no other key`, async () => {
			const set = under.set({ ...READ, onKeyFailure: mode, tokens }, { GITLAB_CONCURRENCY: "1" });
			await under.gitlab.fault({
				method: "POST",
				path: "projects/5",
				kind: "status",
				status: 401,
				times: 99,
			});
			const { error, requests } = await set.up();
			expect(error?.code).to.equal("DEPLOY_TOKENS_INCOMPLETE");
			const reasons = error?.reasons ?? [];
			const made = Object.keys(set.tokenIds).length;
			expect(reasons).to.have.length(20 - made);
			// The one behind the first has its turn already when that is refused.
			expect(writes(requests)).to.have.length(made + 2);
			const [first, ...others] = reasons.filter((reason) => !reason.includes("It was not attempted: "));
			expect(others).to.deep.equal([]);
			const text = first?.replace(/^tokens\["k\d+"\]: /, "") ?? expect.fail("no key says what failed");
			for (const reason of reasons) expect(reason.endsWith(text), reason).to.equal(true);
			await under.gitlab.reset(await worldWithTokens());
			expect((await set.up()).error).to.equal(undefined);
			expect(Object.keys(set.tokenIds)).to.have.length(20);
		});

	/** The same world with its tokens, without the faults. */
	async function worldWithTokens() {
		let next: Parameters<Parameters<typeof under.gitlab.change>[0]>[0] | undefined;
		await under.gitlab.change((world) => {
			next = world;
		});
		return next ?? expect.fail("no world");
	}
});
