import { expect } from "chai";
import { writes } from "../lifecycle/harness/gitlab";
import { CREDENTIALS, type World, world } from "../lifecycle/harness/world";
import { namedLookalikes } from "../support/lookalikes";
import { addressOf, type DeclaredSet, type SetStack } from "./harness/set-stack";
import { useSets } from "./harness/use-set";

const READ = { scopes: ["read_registry"] };
const POST_IN_5 = { method: "POST", path: "projects/5", times: 1 };
const MODES = ["fail", "report"] as const;

const posts = (requests: readonly string[]) => requests.filter((line) => line.startsWith("POST"));

/** Thirty tokens of two projects; `bad` are of a project that is not there. */
const many = (...bad: number[]): DeclaredSet["tokens"] =>
	Object.fromEntries(
		Array.from({ length: 30 }, (_, n) => [`k${n}`, { project: bad.includes(n) ? "grp/gone" : 5 + (n % 2) }]),
	);

const withoutProject6 = (next: World) => {
	next.projects = next.projects.filter(({ id }) => id !== 6);
	next.deployTokens = next.deployTokens.filter(({ project }) => project !== 6);
};

describe("a key that fails", () => {
	const under = useSets();

	for (const mode of MODES)
		describe(`with onKeyFailure: "${mode}"`, () => {
			const declare = (tokens: DeclaredSet["tokens"], more: DeclaredSet = {}): DeclaredSet => ({
				...READ,
				onKeyFailure: mode,
				tokens,
				...more,
			});

			it("among many is named with its reason, and all others are created and kept", async () => {
				const set = under.set(declare(many(7, 19)));
				const { error, said, requests } = await set.up();
				const reasons = mode === "fail" ? (error?.reasons ?? []) : said;
				expect(reasons).to.have.length(2);
				for (const [index, key] of ["k19", "k7"].entries()) {
					expect(reasons[index]).to.contain(
						`tokens["${key}"]: The deploy token "${key}" of project grp/gone was not created`,
					);
					expect(reasons[index]).to.contain("[GITLAB_OWNER_NOT_VISIBLE]");
				}
				if (mode === "fail") {
					expect(error?.code).to.equal("DEPLOY_TOKENS_INCOMPLETE");
					expect(error?.message).to.contain("2 of the set's tokens");
				} else expect(error).to.equal(undefined);
				expect(posts(requests)).to.have.length(28);
				expect(Object.keys(set.tokenIds)).to.have.length(28);
				expect(set.contents.failed).to.have.all.keys("k7", "k19");
				for (const { token } of Object.values(set.contents.tokens)) expect(token).to.match(/^gldt-/);
			});

			it("is the only one that the next `up` and its preview retry", async () => {
				const set = under.set(declare(many(7, 19)));
				await set.up();
				const made = set.contents.tokens;
				const { step, said } = await set.preview();
				expect(step).to.equal("update");
				expect(said).to.deep.equal([
					'tokens["k19"] failed in the last update; it will be retried.',
					'tokens["k7"] failed in the last update; it will be retried.',
				]);
				set.declared = declare(many(7));
				const { requests } = await set.up();
				expect(posts(requests)).to.deep.equal(["POST /projects/6/deploy_tokens"]);
				expect(set.contents.tokens).to.deep.include(made);
				expect(set.contents.failed).to.have.all.keys("k7");
				set.declared = declare(many());
				expect((await set.up()).error).to.equal(undefined);
				expect(set.contents.failed).to.equal(undefined);
				expect((await set.preview()).step).to.equal("same");
			});

			it("in its replacement keeps the token that it has", async () => {
				const set = await under.made(declare({ web: { project: 5 }, api: { project: 6 } }));
				const before = set.contents.tokens;
				set.declared = declare({ web: { project: 5, username: "u" }, api: { project: 6, username: "u" } });
				await under.gitlab.fault({ ...POST_IN_5, kind: "status", status: 400 });
				await set.up();
				expect(set.contents.tokens.web).to.deep.equal(before.web);
				expect(set.contents.tokens.api?.username).to.equal("u");
				expect(set.contents.failed).to.have.all.keys("web");
				expect(set.contents.retired?.map(({ id }) => id)).to.deep.equal([before.api?.id]);
				const { requests, error } = await set.up();
				expect(error).to.equal(undefined);
				expect(writes(requests)).to.deep.equal(["POST /projects/5/deploy_tokens"]);
			});

			it("in its deletion is recorded as active, and deleted by the next `up`", async () => {
				const set = await under.made(declare({ web: { project: 5 }, api: { project: 6 } }));
				const { api, web } = set.contents.tokens;
				set.declared = declare({ web: { project: 5 } });
				await under.gitlab.fault({ method: "DELETE", kind: "status", status: 403, times: 1 });
				await set.up();
				expect(set.contents.tokens).to.deep.equal({ api, web });
				expect(set.contents.failed).to.have.all.keys("api");
				const { requests, error } = await set.up();
				expect(error).to.equal(undefined);
				expect(writes(requests)).to.deep.equal([`DELETE ${addressOf(api?.id)}`]);
				expect(set.contents.tokens).to.deep.equal({ web });
				expect(set.contents).to.not.have.any.keys("retired", "failed");
			});

			it("in its deletion still has its token where it is declared again", async () => {
				const both = { web: { project: 5 }, api: { project: 6 } };
				const set = await under.made(declare(both));
				const before = set.contents.tokens;
				set.declared = declare({ web: { project: 5 } });
				await under.gitlab.fault({ method: "DELETE", kind: "status", status: 403, times: 1 });
				await set.up();
				set.declared = declare(both);
				const { requests, error } = await set.up();
				expect(error).to.equal(undefined);
				expect(writes(requests)).to.deep.equal([]);
				expect(set.contents.tokens).to.deep.equal(before);
				expect(set.contents).to.not.have.any.keys("retired", "failed");
			});

			it("with an uncertain creation is named with the possible orphan, and the others are kept", async () => {
				const set = under.set(declare({ web: { project: 5 }, api: { project: 6 } }));
				await under.gitlab.fault({ ...POST_IN_5, kind: "drop-after-commit" });
				const { error, said } = await set.up();
				const [reason] = mode === "fail" ? (error?.reasons ?? []) : said;
				expect(reason)
					.to.contain("CREATE_UNCERTAIN")
					.and.to.contain("DELETE /api/v4/projects/5/deploy_tokens/");
				expect(Object.keys(set.tokenIds)).to.deep.equal(["api"]);
				const next = await set.up();
				expect(next.said.join())
					.to.contain("found 1 active deploy token identical to one being created")
					.and.to.match(/: \d+ of project 5\./);
				expect(Object.keys(set.tokenIds)).to.deep.equal(["api", "web"]);
			});

			it("together with all others does not lose the set", async () => {
				const set = under.set(declare(many()), { GITLAB_TOKEN: CREDENTIALS.revoked });
				const { error } = await set.up();
				expect(error?.code).to.equal("DEPLOY_TOKENS_INCOMPLETE");
				const reasons = error?.reasons ?? [];
				expect(reasons).to.have.length(30);
				for (const reason of reasons) expect(reason).to.match(/\[GITLAB_UNAUTHORIZED\]$/);
				expect(
					reasons.filter((reason) => /^tokens\["k\d+"\]: It was not attempted: /.test(reason)),
				).to.have.length(29);
				set.env = {};
				expect((await set.up()).error).to.equal(undefined);
				expect(Object.keys(set.tokenIds)).to.have.length(30);
				expect(await under.gitlab.tokens()).to.have.length(30);
			});

			it("is retried until it succeeds, without a second token for the others", async () => {
				const set = under.set(declare(many(0)));
				for (let run = 0; run < 3; run += 1) await set.up();
				expect(await under.gitlab.tokens()).to.have.length(29);
			});

			it("can be destroyed with the rest", async () => {
				const set = under.set(declare(many(7)));
				await set.up();
				expect((await set.destroy()).error).to.equal(undefined);
				expect(await under.gitlab.tokens()).to.deep.equal([]);
			});

			it("can be removed, and the set is complete again", async () => {
				const set = under.set(declare({ web: { project: 5 }, gone: { project: 99 } }));
				await set.up();
				set.declared = declare({ web: { project: 5 } });
				const { error, requests } = await set.up();
				expect(error).to.equal(undefined);
				expect(writes(requests)).to.deep.equal([]);
				expect(set.contents.failed).to.equal(undefined);
				expect((await set.preview()).step).to.equal("same");
			});
		});

	it("is explained for the first fifty of hundreds, and named for the rest", async () => {
		const keys = Array.from({ length: 120 }, (_, n) => `k${n}`);
		const set = under.set({ ...READ, tokens: Object.fromEntries(keys.map((key) => [key, { project: 99 }])) });
		const { error } = await set.up();
		expect(error?.reasons).to.have.length(51);
		for (const key of keys) expect(error?.reasons?.join("\n")).to.contain(`tokens["${key}"]`);
		expect(Object.keys(set.contents.failed ?? {})).to.have.length(120);
	});

	it("reveals no secret in the reasons", async () => {
		const set = under.set({ ...READ, tokens: { web: { project: 5 }, api: { project: 6 } } });
		const body = `gldt-abcdefghijklmnopqrst ${CREDENTIALS.maintainer}`;
		await under.gitlab.fault({ ...POST_IN_5, times: 10, kind: "status", status: 500, body });
		const { error, said } = await set.up();
		const seen = JSON.stringify([error, said, set.contents.failed]);
		expect(seen).to.contain("CREATE_UNCERTAIN");
		for (const secret of [
			"gldt-abcdefghijklmnopqrst",
			CREDENTIALS.maintainer,
			set.contents.tokens.api?.token,
		])
			expect(seen).to.not.contain(secret);
	});

	describe("because its owner is no longer visible", () => {
		const declared = (mode?: string): DeclaredSet => ({
			...READ,
			...(mode === undefined ? {} : { onKeyFailure: mode }),
			tokens: { web: { project: 5 }, api: { project: 6 } },
		});
		const lost = async (mode?: string): Promise<SetStack> => {
			const set = await under.made(declared(mode));
			await under.gitlab.change(withoutProject6);
			return set;
		};

		it("fails preview, refresh and update; nothing changes, and the error says what to do", async () => {
			const set = await lost();
			const { state } = set;
			for (const operation of [() => set.preview(), () => set.refresh(), () => set.up()]) {
				const { error } = await operation();
				expect(error?.code).to.equal("DEPLOY_TOKENS_INCOMPLETE");
				expect(error?.message).to.match(
					/^1 token of the set could not be checked, so (?:nothing was changed|the state was not changed): tokens\["api"\]: The deploy token "api" \(\d\) cannot be read: /,
				);
				expect(error?.message).to.contain('user "mia"').and.to.contain("GITLAB_FORGET_OWNERS=projects/6");
				expect(set.state).to.deep.equal(state);
			}
		});

		it("only causes a warning where failures are reported, and the others continue", async () => {
			const set = await lost("report");
			const { tokens } = set.contents;
			const preview = await set.preview();
			expect(preview.error).to.equal(undefined);
			expect(preview.said).to.have.length(1);
			expect(preview.said[0]).to.match(/^warning: tokens\["api"\]: /);
			const refresh = await set.refresh();
			expect(refresh.error).to.equal(undefined);
			expect(refresh.said).to.have.length(1);
			expect(set.contents.tokens, "nothing left the state").to.deep.equal(tokens);
			set.declared = {
				...declared("report"),
				tokens: { ...(declared().tokens as object), late: { project: 5 } },
			};
			expect((await set.up()).error).to.equal(undefined);
			expect(Object.keys(set.tokenIds)).to.deep.equal(["api", "late", "web"]);
			expect(set.contents.failed).to.have.all.keys("api");
		});

		it("is recorded once where failures are reported, and shows no change from then on", async () => {
			const set = await lost("report");
			expect((await set.preview()).step).to.equal("update");
			expect(writes((await set.up()).requests)).to.deep.equal([]);
			expect(set.contents.failed).to.have.all.keys("api");
			expect((await set.preview()).step).to.equal("same");
			await under.gitlab.change((next) => {
				next.projects.push({ id: 6, path: "grp/other" });
			});
			const { step } = await set.preview();
			expect(step, "visible again, without its token").to.equal("update");
			expect((await set.up()).error).to.equal(undefined);
			expect(set.contents.failed).to.equal(undefined);
			expect((await set.preview()).step).to.equal("same");
		});

		it("is forgotten where the settings name the owner, by a refresh", async () => {
			const set = await lost();
			set.env = { GITLAB_FORGET_OWNERS: "projects/6" };
			expect((await set.refresh()).error).to.equal(undefined);
			expect(Object.keys(set.tokenIds)).to.deep.equal(["web"]);
			set.env = {};
			set.declared = { ...READ, tokens: { web: { project: 5 } } };
			expect((await set.up()).error).to.equal(undefined);
			expect((await set.preview()).step).to.equal("same");
		});

		it("keeps a removed key in the state until its token is known to be gone", async () => {
			const set = await lost();
			set.declared = { ...READ, tokens: { web: { project: 5 } } };
			const { error } = await set.up();
			expect(error?.reasons?.[0]).to.match(/^tokens\["api"\]: .*GITLAB_OWNER_NOT_VISIBLE/s);
			expect(set.contents.tokens).to.include.keys("api");
			set.env = { GITLAB_FORGET_OWNERS: "projects/6" };
			expect((await set.up()).error).to.equal(undefined);
			expect(set.contents.tokens).to.have.all.keys("web");
			expect(set.contents).to.not.have.any.keys("retired", "failed");
		});

		it("prevents a destroy of the set until it is forgotten; what is deleted stays deleted", async () => {
			const set = await lost();
			const { error } = await set.destroy();
			expect(error?.code).to.equal("DEPLOY_TOKENS_INCOMPLETE");
			expect(error?.message).to.contain('1 of 2 tokens of the set were not deleted: tokens["api"]: ');
			expect(await under.gitlab.tokens()).to.deep.equal([]);
			expect(set.state).to.not.equal(undefined);
			set.env = { GITLAB_FORGET_OWNERS: "projects/6" };
			expect((await set.destroy()).error).to.equal(undefined);
			expect(set.state).to.equal(undefined);
		});

		it("sends no request where all owners are forgotten", async () => {
			const set = await lost();
			set.env = { GITLAB_FORGET_OWNERS: "projects/5,projects/6", GITLAB_TOKEN: undefined };
			const { error, requests } = await set.destroy();
			expect({ error, requests }).to.deep.equal({ error: undefined, requests: [] });
		});
	});

	describe("because the credential's user lost the role", () => {
		it("is reported with the missing role", async () => {
			const set = await under.made({ ...READ, tokens: { web: { project: 5 } } });
			set.env = { GITLAB_TOKEN: CREDENTIALS.developer };
			const { error } = await set.preview();
			expect(error?.message).to.match(
				/^1 token of the set could not be checked, so nothing was changed: tokens\["web"\]: The deploy token "web" \(1\) of project 5 cannot be read as user "dev": /,
			);
			expect(error?.message).to.contain(
				"Grant the credential's user the role Maintainer on the project. Nothing was removed from the state.",
			);
		});
	});
});

describe("an update that was interrupted", () => {
	const under = useSets();

	it("keeps everything that was created, and continues from there", async () => {
		const set = under.set({ ...READ, tokens: many() });
		await under.gitlab.fault({ method: "POST", path: "projects/5", kind: "status", status: 403, times: 9 });
		const { error } = await set.up();
		expect(error?.reasons).to.have.length(9);
		const first = set.contents.tokens;
		expect(Object.keys(first)).to.have.length(21);
		const secrets = Object.values(first).map(({ token }) => token);
		expect(new Set(secrets).size).to.equal(21);
		const { requests } = await set.up();
		expect(posts(requests)).to.have.length(9);
		expect(set.contents.tokens).to.deep.include(first);
		expect(await under.gitlab.tokens()).to.have.length(30);
	});

	it("is updated again though nothing is left to do, and keeps everything", async () => {
		const set = under.set({ ...READ, tokens: { web: { project: 5 }, gone: { project: 99 } } });
		await set.up();
		const { web } = set.contents.tokens;
		// As a user who removes the failing key would declare it.
		set.declared = { ...READ, tokens: { web: { project: 5 } } };
		const { step, requests } = await set.up();
		expect(step).to.equal("update");
		expect(writes(requests)).to.deep.equal([]);
		expect(set.contents.tokens).to.deep.equal({ web });
	});

	it("before it was recorded has its tokens named by ID, and kept, by the next one", async () => {
		const declared: DeclaredSet = { ...READ, expiresIn: "90d", tokens: many() };
		// As where the process is killed: GitLab has the tokens, and their secrets are lost.
		await under.set(declared).up();
		under.time.advance(60_000);
		const set = under.set(declared);
		const { said, error } = await set.up();
		expect(error).to.equal(undefined);
		expect(said).to.have.length(1);
		expect(said[0]).to.contain("found 30 active deploy tokens identical to ones being created");
		const held = Object.values(set.tokenIds);
		const orphans = (await under.gitlab.tokenIds()).filter((id) => !held.includes(id));
		expect(orphans).to.have.length(30);
		expect(namedLookalikes(said.join())).to.have.members(orphans);
	});

	it("keeps the code by which Pulumi finds the package, so that the set can be refreshed and destroyed", async () => {
		const set = under.set({ ...READ, tokens: { web: { project: 5 }, gone: { project: 99 } } });
		await set.up();
		expect(set.outputs.__provider).to.be.a("string");
		expect((await set.refresh()).error).to.equal(undefined);
		expect((await set.destroy()).error).to.equal(undefined);
		expect(await under.gitlab.tokens()).to.deep.equal([]);
	});
});

describe("the limits and settings of a set", () => {
	const under = useSets();
	const TWO: DeclaredSet = { ...READ, tokens: { web: { project: 5 }, api: { project: 6 } } };

	it("`maxDeletions` fails in a preview, before any request", async () => {
		const set = await under.made({ ...TWO, maxDeletions: "49%" });
		set.declared = { ...READ, maxDeletions: "49%", tokens: { web: { project: 5 } } };
		for (const operation of [() => set.preview(), () => set.up()]) {
			const { error, requests } = await operation();
			expect(error?.code).to.equal("TOO_MANY_DELETIONS");
			expect(error?.message).to.contain('"api"');
			expect(requests).to.deep.equal([]);
		}
		set.declared = { ...READ, maxDeletions: 1, tokens: { web: { project: 5 } } };
		expect((await set.up()).error).to.equal(undefined);
		expect(await under.gitlab.tokens()).to.have.length(1);
	});

	it("`maxDeletions` counts the tokens that exist, not what an incomplete update deleted already", async () => {
		const three = { a: { project: 5 }, b: { project: 5 }, c: { project: 5 } };
		const set = await under.made({ ...READ, maxDeletions: 1, tokens: three });
		const refused = { kind: "status", status: 403, times: 1 } as const;
		await under.gitlab.fault({ ...refused, method: "DELETE", path: "deploy_tokens/2$" });
		set.declared = { ...READ, maxDeletions: 2, tokens: { c: { project: 5 } } };
		expect((await set.up()).error?.code).to.equal("DEPLOY_TOKENS_INCOMPLETE");
		set.declared = { ...READ, maxDeletions: 1, tokens: { c: { project: 5 } } };
		expect((await set.up()).error).to.equal(undefined);
		expect((await under.gitlab.tokens()).map(({ name }) => name)).to.deep.equal(["c"]);
	});

	it("a map that is not known yet is a change, without a request or an error", async () => {
		const set = await under.made({ ...TWO, maxDeletions: 0 });
		set.declared = { ...READ, maxDeletions: 0, tokens: "04da6b54-80e4-46f7-96ec-b56ff0331ba9" };
		const changed = { step: "update", failures: [], requests: [], error: undefined };
		expect(await set.preview()).to.deep.include(changed);
		set.declared = { ...TWO, scopes: ["04da6b54-80e4-46f7-96ec-b56ff0331ba9"] };
		expect(await set.preview()).to.deep.include(changed);
	});

	it("another GitLab is an error before any request, unless it is the same one under a new address", async () => {
		const set = await under.made(TWO);
		const url = under.gitlab.url.replace("127.0.0.1", "localhost");
		set.env = { GITLAB_BASE_URL: url };
		for (const operation of ["preview", "refresh", "up", "destroy"] as const) {
			const { error, requests } = await set[operation]();
			expect(error?.code).to.equal("GITLAB_HOST_CHANGED");
			expect(requests).to.deep.equal([]);
		}
		set.env = { GITLAB_BASE_URL: url, GITLAB_MOVED_FROM: under.gitlab.url };
		const { tokens } = set.contents;
		const { step, requests } = await set.up();
		expect(step).to.equal("update");
		expect(writes(requests)).to.deep.equal([]);
		expect(set.outputs.host).to.equal(url);
		expect(set.contents.tokens).to.deep.equal(tokens);
		set.env = { GITLAB_BASE_URL: url };
		expect((await set.preview()).step).to.equal("same");
	});

	it("another connection to the same GitLab is recorded, without a change there", async () => {
		const set = await under.made(TWO);
		set.env = {
			ACME_BASE_URL: under.gitlab.url,
			ACME_TOKEN: CREDENTIALS.maintainer,
			GITLAB_TOKEN: undefined,
		};
		set.declared = { ...TWO, connection: "acme" };
		const { step, requests } = await set.up();
		expect(step).to.equal("update");
		expect(writes(requests)).to.deep.equal([]);
		expect((await set.destroy()).error).to.equal(undefined);
		expect(await under.gitlab.tokens()).to.deep.equal([]);
	});

	it("a malformed state is refused without showing it", async () => {
		const set = await under.made(TWO);
		const { outputs, state } = set;
		for (const broken of [
			{ ...outputs, contents: "{" },
			{ ...outputs, contents: "null" },
			{ ...outputs, contents: 5 },
			{ ...outputs, contents: '{"scopes":[],"tokens":{"web":{"token":"gldt-in-a-broken-state00"}}}' },
			{ ...outputs, contents: '{"scopes":[],"tokens":{},"retired":[{"id":"x"}]}' },
			{ ...outputs, host: undefined },
			{ ...outputs, tokens: undefined },
			{},
		]) {
			const clean = JSON.parse(JSON.stringify(broken));
			set.state = { ...(state as NonNullable<typeof state>), outputs: clean };
			for (const operation of ["preview", "refresh", "up", "destroy"] as const) {
				const { error, requests } = await set[operation]();
				expect(error?.code).to.equal("DEPLOY_TOKEN_STATE_UNREADABLE");
				expect(JSON.stringify(error)).to.not.contain("gldt-");
				expect(requests).to.deep.equal([]);
			}
		}
	});

	for (const [title, spoilt] of [
		["scopes that are a number", { scopes: -1 }],
		["a scope that is a number", { scopes: [5] }],
		["a username that is an object", { username: {} }],
		["an expiry that is not an instant", { expiresAt: "soon" }],
		["a lifetime that is a number", { expiresIn: 90 }],
		["a connection that is a flag", { connection: false }],
		["a name of a key that is a number", { tokens: '{"web":{"project":5,"name":7}}' }],
		["scopes of a key that are a number", { tokens: '{"web":{"project":5,"scopes":7}}' }],
	] as const)
		it(`a recorded declaration with ${title} fails a refresh, which checks none, and names the property`, async () => {
			const set = await under.made(TWO);
			const { id, outputs, inputs } = set.state as NonNullable<typeof set.state>;
			const diff = set.provider().diff(id, outputs as never, { ...inputs, ...spoilt } as never);
			const { message } = await diff.then(
				() => expect.fail("no error"),
				(error: Error) => error,
			);
			expect(message).to.match(
				/`(scopes|username|expiresAt|expiresIn|connection|name)` is missing or malformed/,
			);
			expect((await set.up()).step).to.equal("same");
		});

	it("a destroy deletes nothing of a restored GitLab's other tokens, and names each of them", async () => {
		// A world in which GitLab was restored: other tokens have the same numbers.
		const set = await under.made(TWO);
		await under.gitlab.reset(
			world([
				{ id: 1, project: 5, name: "a stranger's", scopes: ["read_registry"] },
				{ id: 2, project: 6, name: "another's", scopes: ["read_registry"] },
			]),
		);
		const { error, said } = await set.destroy();
		expect(error).to.equal(undefined);
		expect(set.state).to.equal(undefined);
		const warning = (token: string, project: number) =>
			`warning: deploy token ${token} of project ${project} is gone, and nothing was deleted: GitLab has another token with this ID now, which differs in name.`;
		expect(said).to.have.members([warning('"web" (1)', 5), warning('"api" (2)', 6)]);
		expect(await under.gitlab.tokens()).to.have.length(2);
	});
});
