import { expect } from "chai";
import { DEPLOY_TOKEN_PROVIDER } from "../../provider/pulumi/provider-text";
import type { Declared, Entry, Stack } from "./harness/engine";
import { useGitLab } from "./harness/use-gitlab";
import { type TokenRow, type World, world } from "./harness/world";

const BASICS = { scopes: ["read_registry"] };
const LIST = /^GET \/(projects|groups)\/\d+\/deploy_tokens\?/;

/** A row of GitLab's that no stack knows. */
function row(more: Partial<TokenRow> = {}): TokenRow {
	return { project: 5, name: "stranger", scopes: ["read_registry"], ...more };
}

describe("reads of GitLab in one run", () => {
	const under = useGitLab();

	/** A stack whose state holds these tokens of GitLab, without having made them. */
	function stackOf(rows: readonly TokenRow[], gitlab: World): { stack: Stack; ready: Promise<void> } {
		const declared: Declared = Object.fromEntries(
			rows.map(({ project, name }) => [name, { ...BASICS, project: project as number }]),
		);
		const stack = under.stack(declared);
		stack.entries = Object.fromEntries(rows.map((held) => [held.name, entry(held, under.gitlab.url)]));
		return { stack, ready: under.gitlab.reset(gitlab) };
	}

	/** A project with `count` tokens of a stack's own behind `strangers`. */
	async function tokensOf5(count: number, strangers: readonly TokenRow[] = []): Promise<Stack> {
		const from = strangers.length;
		const own = numbers(count).map((n) => row({ id: from + n + 1, name: `own-${n}` }));
		const { stack, ready } = stackOf(own, world([...strangers, ...own]));
		await ready;
		return stack;
	}

	describe("made at once, as `refresh` does", () => {
		for (const [count, expected] of [
			[1, ["GET /projects/5/deploy_tokens/1"]],
			[2, ["GET /projects/5/deploy_tokens?active=true&per_page=100&page=1"]],
			[100, ["GET /projects/5/deploy_tokens?active=true&per_page=100&page=1"]],
			[250, [1, 2, 3].map((page) => `GET /projects/5/deploy_tokens?active=true&per_page=100&page=${page}`)],
		] as const)
			it(`${count} of a project cost ${expected.length} request(s)`, async () => {
				const stack = await tokensOf5(count);
				const { steps, requests, error } = await stack.refresh();
				expect(error).to.equal(undefined);
				expect(new Set(Object.values(steps))).to.deep.equal(new Set(["same"]));
				expect(requests).to.deep.equal(expected);
			});
	});

	describe("made one after the other, as `preview` does", () => {
		for (const [count, lists] of [
			[1, 0],
			[2, 1],
			[100, 1],
			[250, 3],
		] as const)
			it(`${count} of a project cost one GET and ${lists} page(s)`, async () => {
				const stack = await tokensOf5(count);
				const { steps, requests } = await stack.preview();
				expect(new Set(Object.values(steps))).to.deep.equal(new Set(["same"]));
				expect(requests.filter((request) => LIST.test(request))).to.have.length(lists);
				expect(requests.filter((request) => !LIST.test(request))).to.deep.equal([
					"GET /projects/5/deploy_tokens/1",
				]);
			});
	});

	it("of two tokens do not page through 5,000 inactive ones of the same project", async () => {
		const stack = await tokensOf5(
			2,
			numbers(5000).map((n) => row({ id: n + 1, revoked: true })),
		);
		expect((await stack.preview()).requests).to.deep.equal([
			"GET /projects/5/deploy_tokens/5001",
			"GET /projects/5/deploy_tokens?active=true&per_page=100&page=1",
		]);
		expect((await stack.refresh()).requests).to.have.length(1);
	});

	it("of two tokens do not page through 5,000 active ones of the same project", async () => {
		const stack = await tokensOf5(
			2,
			numbers(5000).map((n) => row({ id: n + 1 })),
		);
		expect((await stack.preview()).requests.length).to.be.at.most(4);
		const { requests, steps } = await stack.refresh();
		expect(requests.length).to.be.at.most(4);
		expect(Object.values(steps)).to.deep.equal(["same", "same"]);
	});

	it("of 1,000 unchanged tokens in 10 projects send at most 20 requests, in `preview` and in `refresh`", async () => {
		const projects = numbers(10).map((n) => ({ id: 100 + n, path: `grp/p${n}` }));
		const rows = numbers(1000).map((n) => row({ id: n + 1, project: 100 + (n % 10), name: `own-${n}` }));
		const { stack, ready } = stackOf(rows, { ...world(rows), projects });
		await ready;
		const preview = await stack.preview();
		expect(preview.requests.length).to.be.at.most(20);
		expect(Object.values(preview.steps).every((step) => step === "same")).to.equal(true);
		expect((await stack.refresh()).requests).to.have.length(10);
	});

	it("request what a list of active tokens lacks one by one, and distinguish revoked from deleted", async () => {
		const stack = await tokensOf5(5);
		await under.gitlab.revoke(2);
		await under.gitlab.remove(4);
		const { steps, requests } = await stack.refresh();
		expect(steps).to.deep.equal({
			"own-0": "same",
			"own-1": "changed",
			"own-2": "same",
			"own-3": "gone",
			"own-4": "same",
		});
		expect(stack.outputs("own-1").status).to.equal("revoked");
		expect(requests).to.have.members([
			"GET /projects/5/deploy_tokens?active=true&per_page=100&page=1",
			"GET /projects/5/deploy_tokens/2",
			"GET /projects/5/deploy_tokens/4",
		]);
	});

	it("keep a project and a group of the same ID apart", async () => {
		await under.gitlab.change((next) => {
			next.projects = [...next.projects, { id: 7, path: "grp/seven" }];
			next.deployTokens = [row({ id: 1, project: 7, name: "a" }), { ...row({ id: 2, name: "b" }) }];
			next.deployTokens[1] = { id: 2, group: 7, name: "b", scopes: ["read_registry"] };
		});
		const stack = under.stack({ a: { ...BASICS, project: 7 }, b: { ...BASICS, group: 7 } });
		const [url] = [under.gitlab.url];
		const asGroup = entry(row({ id: 2, name: "b" }), url);
		const { project: _, ...outputs } = asGroup.outputs;
		stack.entries = {
			a: entry(row({ id: 1, project: 7, name: "a" }), url),
			b: { ...asGroup, id: "groups/7/deploy_tokens/2", outputs: { ...outputs, group: 7 } },
		};
		const { steps, requests } = await stack.preview();
		expect(steps).to.deep.equal({ a: "same", b: "same" });
		expect(requests).to.deep.equal(["GET /projects/7/deploy_tokens/1", "GET /groups/7/deploy_tokens/2"]);
	});

	describe("within one provider process", () => {
		const diffOf = (stack: Stack, provider: ReturnType<Stack["provider"]>, name: string) => {
			const { id, inputs, outputs } = stack.entries[name] as Entry;
			return provider.diff(id, outputs as never, inputs as never);
		};

		it("of the same token wait for one request", async () => {
			const stack = await tokensOf5(1);
			const provider = stack.provider();
			const diffs = await Promise.all(numbers(20).map(() => diffOf(stack, provider, "own-0")));
			expect(diffs.every(({ changes }) => changes === false)).to.equal(true);
			expect(await under.gitlab.requests()).to.have.length(1);
		});

		it("are shared by `diff` and `read`", async () => {
			const stack = await tokensOf5(1);
			const provider = stack.provider();
			const { id, outputs } = stack.entries["own-0"] as Entry;
			await provider.read(id, outputs as never);
			await diffOf(stack, provider, "own-0");
			expect(await under.gitlab.requests()).to.have.length(1);
		});

		it("include what this process deleted", async () => {
			const stack = await tokensOf5(1);
			const provider = stack.provider();
			const { id, outputs } = stack.entries["own-0"] as Entry;
			await diffOf(stack, provider, "own-0");
			await provider.delete(id, outputs as never);
			expect(await provider.read(id, outputs as never)).to.deep.equal({});
			expect((await diffOf(stack, provider, "own-0")).replaces).to.deep.equal(["status"]);
		});

		it("read again before a delete, whatever was read before", async () => {
			const stack = await tokensOf5(1);
			const said: string[] = [];
			const provider = stack.provider((sentence) => said.push(sentence));
			await diffOf(stack, provider, "own-0");
			await under.gitlab.edit(1, { name: "somebody-elses" });
			const { id, outputs } = stack.entries["own-0"] as Entry;
			await provider.delete(id, outputs as never);
			expect(said).to.deep.equal([
				'warning: deploy token "own-0" (1) of project 5 is gone, and nothing was deleted: GitLab has another token with this ID now, which differs in name.',
			]);
			expect(await under.gitlab.tokenIds()).to.deep.equal([1]);
		});

		it("include what this process created, though it listed the project before", async () => {
			const stack = await tokensOf5(2);
			const provider = stack.provider();
			await diffOf(stack, provider, "own-0");
			await diffOf(stack, provider, "own-1");
			const { id, outs } = await provider.create({ ...BASICS, project: 5, name: "new", status: "active" });
			expect((await provider.read(id, outs)).props).to.deep.equal(outs);
		});

		it("do not remember a failure", async () => {
			const stack = await tokensOf5(1);
			const provider = stack.provider();
			await under.gitlab.fault({ kind: "status", status: 502 });
			const failed = await diffOf(stack, provider, "own-0").catch(({ code }) => code);
			expect(failed).to.equal("GITLAB_SERVER_ERROR");
			expect((await diffOf(stack, provider, "own-0")).changes).to.equal(false);
		});

		it("do not remember the failure of a list", async () => {
			const stack = await tokensOf5(3);
			const provider = stack.provider();
			await diffOf(stack, provider, "own-0");
			await under.gitlab.fault({ path: "per_page", kind: "status", status: 502 });
			const failed = await diffOf(stack, provider, "own-1").catch(({ code }) => code);
			expect(failed).to.equal("GITLAB_SERVER_ERROR");
			expect((await diffOf(stack, provider, "own-1")).changes).to.equal(false);
			expect((await diffOf(stack, provider, "own-2")).changes).to.equal(false);
		});

		it("that wait for one list fail with it, and do not each send another request", async () => {
			const stack = await tokensOf5(50);
			const provider = stack.provider();
			await under.gitlab.fault({ kind: "status", status: 502, times: 1000 });
			const failures = await Promise.allSettled(
				Object.keys(stack.entries).map((name) => diffOf(stack, provider, name)),
			);
			expect(failures.every(({ status }) => status === "rejected")).to.equal(true);
			expect(await under.gitlab.requests()).to.have.length(1);
		});
	});
});

function numbers(count: number): number[] {
	return Array.from({ length: count }, (_, n) => n);
}

/** The state of a token as a `create` would have left it. */
function entry({ id = 0, project, name }: TokenRow, host: string): Entry {
	const inputs = { ...BASICS, project, name, status: "active", __provider: DEPLOY_TOKEN_PROVIDER };
	return {
		id: `projects/${project}/deploy_tokens/${id}`,
		inputs,
		outputs: {
			...inputs,
			username: `gitlab+deploy-token-${id}`,
			tokenId: id,
			token: `gldt-secret-of-${id}`,
			createdAt: "2031-01-01T00:00:00.000Z",
			host,
		},
	};
}
