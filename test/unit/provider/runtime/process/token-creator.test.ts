import { expect } from "chai";
import type { NewDeployToken } from "../../../../../provider/api/deploy-tokens";
import { GitLabNetworkError } from "../../../../../provider/api/errors";
import type { Owner } from "../../../../../provider/api/owner";
import type { ApiRequest, ApiResponse } from "../../../../../provider/api/transport";
import { Claims } from "../../../../../provider/runtime/process/claims";
import { TokenCreator } from "../../../../../provider/runtime/process/token-creator";
import { namedLookalikes } from "../../../../support/lookalikes";
import { failure } from "../../api/errors-seen";
import { type FakeClient, fakeClient, httpResponse, settingsOf } from "../../api/fakes";

const PROJECT: Owner = { kind: "project", ref: 5 };
const OTHER_PROJECT: Owner = { kind: "project", ref: 6 };
const TOKEN: NewDeployToken = { name: "ci", scopes: ["read_registry"] };
const SECOND = 1_000;

interface Row {
	readonly id: number;
	readonly owner: string;
	readonly name: string;
	readonly username: string;
	readonly scopes: readonly string[];
	readonly expires_at: string | null;
	/** From when on it can be seen, by the clock of the test. */
	readonly fromMs: number;
}

/** How one POST ends: with GitLab's response, or without one; `commits` after so many milliseconds, or never. */
type Post =
	| "created"
	| { readonly lost: GitLabNetworkError | ApiResponse; readonly commits?: number }
	| { readonly refused: ApiResponse | GitLabNetworkError };

const TIMED_OUT = new GitLabNetworkError("GITLAB_TIMEOUT", "GitLab did not respond to.", {
	hint: "Look.",
	mayHaveExecuted: true,
});
const NO_CONNECTION = new GitLabNetworkError("GITLAB_UNREACHABLE", "No connection.", {
	hint: "Look.",
	mayHaveExecuted: false,
});

/** A GitLab behind no network: rows, and POSTs that end as the test says; time is the fake clock's. */
class Backend {
	readonly rows: Row[] = [];
	readonly sentences: string[] = [];
	readonly fake: FakeClient;
	readonly claims = new Claims();
	readonly creator: TokenCreator;
	/** Responses to lists that fail, in their order. */
	readonly lists: (ApiResponse | GitLabNetworkError | undefined)[] = [];
	/** How long a list takes. */
	listMs = 0;
	/** Called when a list or a POST arrives. */
	onRequest: (method: string, index: number) => void = () => {};
	private nextId = 100;
	private requests = 0;

	constructor(
		private readonly posts: Post[],
		config: Parameters<typeof settingsOf>[0] = {},
	) {
		this.fake = fakeClient((request) => this.reply(request), settingsOf({ retries: "2", ...config }));
		this.creator = new TokenCreator({
			clock: this.fake.clock,
			claims: this.claims,
			report: (sentence) => this.sentences.push(sentence),
		});
	}

	/** Creates a token as another client would, now. */
	add(owner: Owner, token: NewDeployToken = TOKEN, more: Partial<Row> = {}): number {
		this.nextId += 1;
		const id = this.nextId;
		this.rows.push({
			id,
			owner: `/${owner.kind}s/${owner.ref}`,
			name: token.name,
			username: token.username ?? `gitlab+deploy-token-${id}`,
			scopes: token.scopes,
			expires_at: token.expires_at ?? null,
			fromMs: this.fake.clock.now(),
			...more,
		});
		return id;
	}

	create(token: NewDeployToken = TOKEN, owner: Owner = PROJECT, { lifetime = false } = {}) {
		const { client } = this.fake;
		return this.creator.create(
			{ client, owner, deadline: client.deadline() },
			{
				key: JSON.stringify(token),
				lifetime,
				plan: () => token,
				created: ({ id }) => this.hold(id),
			},
		);
	}

	/** Lets a resource hold the number. */
	hold(tokenId: number): void {
		this.claims.hold({ host: this.fake.client.settings.baseUrl, tokenId }, `holder of ${tokenId}`, "a token");
	}

	/** What is left in GitLab. */
	ids(): number[] {
		return this.rows.map(({ id }) => id);
	}

	/** The requests by their methods. */
	methods(): string {
		return this.fake
			.lines()
			.map((line) => line.split(" ")[0])
			.join(" ");
	}

	private async reply(request: ApiRequest): Promise<ApiResponse> {
		this.requests += 1;
		this.onRequest(request.method, this.requests);
		const [, owner = "", id] = /^(\/\w+\/\d+)\/deploy_tokens(?:\/(\d+))?$/.exec(request.path) ?? [];
		if (request.method === "GET") {
			const listed = this.list(owner);
			if (this.listMs > 0) await this.fake.clock.sleep(this.listMs);
			return listed;
		}
		if (request.method === "DELETE") return this.remove(Number(id));
		const post = this.posts.shift() ?? "created";
		if (post !== "created" && "refused" in post) return given(post.refused);
		const commits = post === "created" ? 0 : post.commits;
		const made = commits === undefined ? undefined : this.insert(owner, request, commits);
		if (post !== "created") return given(post.lost);
		return httpResponse(201, { ...made, token: `secret-of-${made?.id}` });
	}

	private insert(owner: string, request: ApiRequest, afterMs: number): Row {
		const kind = owner.startsWith("/projects") ? "project" : "group";
		const fromMs = this.fake.clock.now() + afterMs;
		const ref = Number(owner.split("/").at(-1));
		const id = this.add({ kind, ref }, request.body as unknown as NewDeployToken, { fromMs });
		return this.rows.find((row) => row.id === id) as Row;
	}

	private list(owner: string): ApiResponse {
		const failing = this.lists.shift();
		if (failing !== undefined) return given(failing);
		const nowMs = this.fake.clock.now();
		return httpResponse(
			200,
			this.rows.filter((row) => row.owner === owner && row.fromMs <= nowMs),
		);
	}

	private remove(id: number): ApiResponse {
		const index = this.rows.findIndex((row) => row.id === id);
		if (index === -1) return httpResponse(404, { message: "404 Not found" });
		this.rows.splice(index, 1);
		return httpResponse(204);
	}
}

function given(outcome: ApiResponse | GitLabNetworkError): ApiResponse {
	if (outcome instanceof GitLabNetworkError) throw outcome;
	return outcome;
}

/** The error of a creation after which the token may exist. */
const uncertain = (creation: Promise<unknown>) => failure(creation, "CREATE_UNCERTAIN");

describe("TokenCreator", () => {
	describe("a POST", () => {
		for (const [title, refused] of [
			["429", httpResponse(429, "Retry later")],
			["429 with Retry-After", httpResponse(429, "", { "retry-after": "7" })],
			["a connection that never stood", NO_CONNECTION],
		] as const)
			it(`is sent again after ${title}`, async () => {
				const gitlab = new Backend([{ refused }, { refused }, "created"]);
				expect(await gitlab.create()).to.include({ id: 101, token: "secret-of-101" });
				expect(gitlab.methods()).to.equal("GET POST POST POST");
			});

		for (const [title, lost] of [
			["a time-out", TIMED_OUT],
			["500", httpResponse(500, "")],
			["502", httpResponse(502, "<html>")],
			["503 with Retry-After", httpResponse(503, "", { "retry-after": "1" })],
			["504", httpResponse(504, "")],
			["408", httpResponse(408, "")],
			["200 with HTML", httpResponse(200, "<html>")],
			["201 that does not parse", httpResponse(201, '{"id":101,"na')],
			["201 without a secret", httpResponse(201, { id: 101 })],
			["201 without an id", httpResponse(201, { token: "x" })],
		] as const)
			it(`is never sent again after ${title}`, async () => {
				const gitlab = new Backend([{ lost }]);
				await uncertain(gitlab.create());
				expect(gitlab.methods().match(/POST/g)).to.have.length(1);
			});

		for (const [title, refused, code] of [
			["400", httpResponse(400, { error: "scopes is empty" }), "GITLAB_REJECTED"],
			["401", httpResponse(401, {}), "GITLAB_UNAUTHORIZED"],
			["403", httpResponse(403, {}), "GITLAB_FORBIDDEN"],
			["404", httpResponse(404, { message: "404 Project Not Found" }), "GITLAB_OWNER_NOT_VISIBLE"],
			["a redirect", httpResponse(307, "", { location: "https://elsewhere.example" }), "GITLAB_REDIRECTED"],
			["429 for ever", httpResponse(429, ""), "GITLAB_RATE_LIMITED"],
		] as const)
			it(`fails after ${title} with that error, without a list`, async () => {
				const gitlab = new Backend(Array.from({ length: 9 }, () => ({ refused })));
				await failure(gitlab.create(), code);
				expect(gitlab.methods()).to.match(/^GET( POST)+$/);
			});
	});

	describe("the last known ID", () => {
		it("is read by one list of the owner before its first creation; later the assigned IDs serve", async () => {
			const gitlab = new Backend([]);
			for (let i = 0; i < 3; i += 1) await gitlab.create({ ...TOKEN, name: `ci-${i}` });
			expect(gitlab.fake.lines()).to.deep.equal([
				"GET /projects/5/deploy_tokens?active=true&per_page=100&page=1",
				...Array(3).fill("POST /projects/5/deploy_tokens"),
			]);
		});

		it("is read by one list for creations that start together", async () => {
			const gitlab = new Backend([]);
			await Promise.all([0, 1, 2].map((i) => gitlab.create({ ...TOKEN, name: `ci-${i}` })));
			expect(gitlab.methods()).to.equal("GET POST POST POST");
		});

		it("is read by a separate list for another owner", async () => {
			const gitlab = new Backend([]);
			await gitlab.create();
			await gitlab.create(TOKEN, OTHER_PROJECT);
			expect(gitlab.methods()).to.equal("GET POST GET POST");
		});

		for (const [afterMs, requests] of [
			[4_999, "GET POST POST"],
			[5_000, "GET POST GET POST"],
		] as const)
			it(`from an ID assigned ${afterMs} ms ago is ${requests.split(" ").length === 3 ? "fresh" : "not fresh"}`, async () => {
				const gitlab = new Backend([]);
				await gitlab.create();
				gitlab.fake.clock.advance(afterMs);
				await gitlab.create({ ...TOKEN, name: "later" });
				expect(gitlab.methods()).to.equal(requests);
			});

		it("fails the creation before any POST where it cannot be read", async () => {
			const gitlab = new Backend([]);
			gitlab.lists.push(...Array(9).fill(httpResponse(500, "")));
			await failure(gitlab.create(), "GITLAB_SERVER_ERROR");
			expect(gitlab.methods()).to.not.contain("POST");
		});

		it("is not needed where the credential may not list; a lost response is then uncertain without a search", async () => {
			const forbidden = httpResponse(403, { message: "403 Forbidden" });
			const gitlab = new Backend(["created", { lost: TIMED_OUT, commits: 0 }], { orphans: "delete" });
			gitlab.lists.push(forbidden, forbidden, forbidden);
			expect(await gitlab.create()).to.include({ id: 101 });
			const { hint } = await uncertain(gitlab.create({ ...TOKEN, name: "second" }));
			expect(hint).to.contain("project 5");
			expect(gitlab.methods()).to.equal("GET POST GET POST");
			expect(gitlab.ids()).to.deep.equal([101, 102]);
		});
	});

	describe("after a lost response", () => {
		for (const [title, commits, looks] of [
			["at once", 0, 1],
			["within 2 s", 2 * SECOND, 2],
			["within 10 s", 10 * SECOND, 3],
		] as const)
			it(`finds the token that was committed ${title}, with ${looks} lists`, async () => {
				const gitlab = new Backend([{ lost: TIMED_OUT, commits }]);
				const startMs = gitlab.fake.clock.now();
				const { message, hint } = await uncertain(gitlab.create());
				expect(message).to.contain("project 5 has deploy token 101");
				expect(hint)
					.to.contain("DELETE /api/v4/projects/5/deploy_tokens/101")
					.and.contain("GITLAB_ORPHANS=delete");
				expect(gitlab.methods()).to.equal(`GET POST${" GET".repeat(looks)}`);
				expect(gitlab.fake.clock.now() - startMs).to.equal(commits);
				expect(gitlab.ids()).to.deep.equal([101]);
			});

		it("reports that no token was found, after three lists", async () => {
			const gitlab = new Backend([{ lost: TIMED_OUT }]);
			const { message, hint } = await uncertain(gitlab.create());
			expect(message).to.contain("No such token was found within 10 s");
			expect(hint).to.contain("project 5");
			expect(gitlab.methods()).to.equal("GET POST GET GET GET");
		});

		it("deletes neither of two identical tokens, also with `delete`", async () => {
			const gitlab = new Backend([{ lost: TIMED_OUT, commits: 0 }], { orphans: "delete" });
			gitlab.onRequest = (method) => method === "POST" && gitlab.add(PROJECT);
			const { message, hint } = await uncertain(gitlab.create());
			expect(message).to.contain("101, 102");
			expect(hint).to.contain("in no stack's state");
			expect(gitlab.ids()).to.deep.equal([101, 102]);
		});

		it("does not report that none was found where the tokens could not be listed", async () => {
			const gitlab = new Backend([{ lost: TIMED_OUT, commits: 0 }], { retries: "0" });
			gitlab.onRequest = (method) => {
				if (method === "POST") gitlab.lists.push(...Array(3).fill(httpResponse(502, "")));
			};
			const { message, hint } = await uncertain(gitlab.create());
			expect(message)
				.to.contain("The deploy tokens of project 5 could not be listed afterwards.")
				.and.not.contain("No such token");
			expect(hint).to.contain("project 5");
		});

		it("lists after 0, 2 and 10 s also past its deadline, and names what it finds", async () => {
			const gitlab = new Backend([{ lost: TIMED_OUT, commits: 10 * SECOND }], { operationTimeout: "1s" });
			const startMs = gitlab.fake.clock.now();
			const { message } = await uncertain(gitlab.create());
			expect(message).to.contain("project 5 has deploy token 101");
			const looks = gitlab.fake.transport.sent.slice(2);
			expect(looks.map(({ request, atMs }) => [request.method, atMs - startMs])).to.deep.equal([
				["GET", 0],
				["GET", 2 * SECOND],
				["GET", 10 * SECOND],
			]);
		});
	});

	describe("with orphans: delete", () => {
		it("deletes the orphan and creates again", async () => {
			const gitlab = new Backend([{ lost: TIMED_OUT, commits: 0 }, "created"], { orphans: "delete" });
			expect(await gitlab.create()).to.include({ id: 102 });
			expect(gitlab.ids()).to.deep.equal([102]);
		});

		it("gives up after three creations, and reports the third orphan", async () => {
			const lost = { lost: TIMED_OUT, commits: 0 };
			const gitlab = new Backend([lost, lost, lost, "created"], { orphans: "delete" });
			const { message } = await uncertain(gitlab.create());
			expect(message).to.contain("deploy token 103");
			expect(gitlab.ids()).to.deep.equal([103]);
		});

		it("does not create again where no orphan was found", async () => {
			const gitlab = new Backend([{ lost: TIMED_OUT }, "created"], { orphans: "delete" });
			await uncertain(gitlab.create());
			expect(gitlab.ids()).to.deep.equal([]);
		});

		/** Tokens that are not the result of the lost POST, though they look similar. */
		const OTHERS: readonly (readonly [string, NewDeployToken, Owner?])[] = [
			["with another name", { ...TOKEN, name: "cd" }],
			["with another username", { ...TOKEN, username: "robot" }],
			["with other scopes", { ...TOKEN, scopes: ["read_registry", "write_registry"] }],
			["that expires", { ...TOKEN, expires_at: "2031-01-01T00:00:00.000Z" }],
			["of another project", TOKEN, OTHER_PROJECT],
			["of a group with the same number", TOKEN, { kind: "group", ref: 5 }],
		];
		for (const [title, token, owner = PROJECT] of OTHERS)
			it(`never deletes a token ${title}`, async () => {
				const gitlab = new Backend([{ lost: TIMED_OUT, commits: 0 }, "created"], { orphans: "delete" });
				gitlab.onRequest = (method, index) => {
					if (method === "POST" && index === 2) gitlab.add(owner, token);
				};
				expect(await gitlab.create()).to.include({ id: 103 });
				expect(gitlab.ids()).to.deep.equal([101, 103]);
			});

		it("never deletes an identical token that existed before", async () => {
			const gitlab = new Backend([{ lost: TIMED_OUT }], { orphans: "delete" });
			const before = gitlab.add(PROJECT);
			await uncertain(gitlab.create());
			expect(gitlab.ids()).to.deep.equal([before]);
		});

		it("never deletes a token that the state knows", async () => {
			const gitlab = new Backend([{ lost: TIMED_OUT }], { orphans: "delete" });
			gitlab.onRequest = (method) => {
				if (method === "POST") gitlab.hold(gitlab.add(PROJECT));
			};
			await uncertain(gitlab.create());
			expect(gitlab.ids()).to.deep.equal([101]);
		});

		it("never deletes an identical token that was created elsewhere while GitLab held the creation back", async () => {
			const wait = httpResponse(429, "", { "retry-after": "60" });
			const gitlab = new Backend([{ refused: wait }, { lost: TIMED_OUT }], { orphans: "delete" });
			gitlab.onRequest = (_method, index) => {
				if (index === 3) gitlab.add(PROJECT);
			};
			const { message, hint } = await uncertain(gitlab.create());
			expect(message).to.contain("deploy token 101");
			expect(hint)
				.to.contain(
					"It was not deleted: the last listing is too old to rule out that another run created it.",
				)
				.and.contain("DELETE /api/v4/projects/5/deploy_tokens/101");
			expect(gitlab.ids()).to.deep.equal([101]);
		});

		it("never deletes an identical token that was created elsewhere during a shared list that had begun before", async () => {
			const gitlab = new Backend([{ refused: httpResponse(400, {}) }, { lost: TIMED_OUT }], {
				orphans: "delete",
			});
			gitlab.listMs = 6 * SECOND;
			const first = failure(gitlab.create({ ...TOKEN, name: "first" }), "GITLAB_REJECTED");
			await gitlab.fake.clock.sleep(3 * SECOND);
			gitlab.add(PROJECT);
			const second = uncertain(gitlab.create());
			await Promise.all([first, second]);
			expect(gitlab.ids()).to.contain(101);
		});

		it("deletes the orphan of a creation that waited long, where an ID assigned since then is fresh", async () => {
			const refused = { refused: httpResponse(429, "") };
			const lost = { lost: TIMED_OUT, commits: 0 };
			const gitlab = new Backend([...Array(5).fill(refused), "created", lost, "created"], {
				orphans: "delete",
				retries: "5",
			});
			// Sent for the last time after 0.25 + 0.5 + 1 + 2 + 4 s.
			const held = gitlab.create();
			await gitlab.fake.clock.sleep(7 * SECOND);
			await gitlab.create({ ...TOKEN, name: "other" });
			await held;
			expect(gitlab.rows.map(({ name }) => name)).to.deep.equal(["other", "ci"]);
		});

		it("deletes nothing where only an ID assigned to another owner is fresh", async () => {
			const refused = { refused: httpResponse(429, "") };
			const lost = { lost: TIMED_OUT, commits: 0 };
			const gitlab = new Backend([...Array(5).fill(refused), "created", lost], {
				orphans: "delete",
				retries: "5",
			});
			const held = uncertain(gitlab.create());
			await gitlab.fake.clock.sleep(7 * SECOND);
			await gitlab.create(TOKEN, OTHER_PROJECT);
			const { hint } = await held;
			expect(hint).to.contain("the last listing is too old");
			expect(gitlab.ids()).to.deep.equal([101, 102]);
		});

		it("never deletes a token that this process created", async () => {
			const gitlab = new Backend(["created", { lost: TIMED_OUT }], { orphans: "delete" });
			const [one, other] = await Promise.allSettled([gitlab.create(), gitlab.create()]);
			expect([one.status, other.status]).to.deep.equal(["fulfilled", "rejected"]);
			expect(gitlab.ids()).to.deep.equal([101]);
		});
	});

	describe("identical creations", () => {
		it("run one at a time, others in parallel", async () => {
			const gitlab = new Backend([]);
			let under = 0;
			const seen: number[] = [];
			const create = async (name: string) => {
				await gitlab.create({ ...TOKEN, name });
				under -= 1;
			};
			gitlab.onRequest = (method) => {
				if (method !== "POST") return;
				under += 1;
				seen.push(under);
			};
			await Promise.all([create("a"), create("a"), create("b")]);
			expect(gitlab.methods()).to.match(/POST/);
			expect(Math.max(...seen)).to.equal(2);
		});

		it("continue after one that failed", async () => {
			const gitlab = new Backend([{ refused: httpResponse(400, {}) }, "created"]);
			const ended = await Promise.allSettled([gitlab.create(), gitlab.create()]);
			expect(ended.map(({ status }) => status)).to.deep.equal(["rejected", "fulfilled"]);
		});
	});

	describe("an active identical token that this stack does not know", () => {
		const LIFETIME = { lifetime: true };
		const expiring = (instant: string): NewDeployToken => ({ ...TOKEN, expires_at: instant });
		const reported = (gitlab: Backend) => {
			gitlab.creator.reportLookalikes();
			return gitlab.sentences;
		};

		it("is named in a warning, and not touched", async () => {
			const gitlab = new Backend([]);
			const twin = gitlab.add(PROJECT);
			await gitlab.create();
			expect(reported(gitlab)).to.have.length(1);
			expect(gitlab.sentences[0]).to.contain(`: ${twin} of project 5. `);
			expect(gitlab.ids()).to.include(twin);
		});

		it("is named alone, in the singular, where it is the only one", async () => {
			const gitlab = new Backend([]);
			gitlab.add(PROJECT);
			await gitlab.create();
			expect(reported(gitlab)[0])
				.to.match(
					/^warning: found 1 active deploy token identical to one .* seen it in .* of project 5\. Another /,
				)
				.and.not.contain("them");
		});

		it("is reported once", async () => {
			const gitlab = new Backend([]);
			gitlab.add(PROJECT);
			await gitlab.create();
			reported(gitlab);
			expect(reported(gitlab)).to.have.length(1);
		});

		it("is reported for every creation, though the owner is listed for the first one only", async () => {
			const gitlab = new Backend([]);
			const twins = ["a", "b"].map((name) => gitlab.add(PROJECT, { ...TOKEN, name }));
			for (const name of ["a", "b"]) await gitlab.create({ ...TOKEN, name });
			expect(gitlab.methods()).to.equal("GET POST POST");
			expect(reported(gitlab)).to.have.length(1);
			expect(gitlab.sentences[0]).to.contain(`: ${twins.join(", ")} of project 5.`);
		});

		it("is named once, in the warning after the creation that it is identical to", async () => {
			const gitlab = new Backend([]);
			const twins = ["a", "b"].map((name) => gitlab.add(PROJECT, { ...TOKEN, name }));
			for (const name of ["a", "b"]) {
				await gitlab.create({ ...TOKEN, name });
				reported(gitlab);
			}
			expect(reported(gitlab)).to.have.length(2);
			expect(gitlab.sentences[0]).to.contain(`: ${twins[0]} of project 5.`);
			expect(gitlab.sentences[1]).to.contain(`: ${twins[1]} of project 5.`);
		});

		it("is not one that this process created", async () => {
			const gitlab = new Backend([]);
			await gitlab.create();
			gitlab.fake.clock.advance(5 * SECOND);
			await gitlab.create();
			expect(gitlab.methods()).to.equal("GET POST GET POST");
			expect(reported(gitlab)).to.deep.equal([]);
		});

		it("is not one that the state knows, even if that is learnt only later", async () => {
			const gitlab = new Backend([]);
			const twin = gitlab.add(PROJECT);
			await gitlab.create();
			gitlab.hold(twin);
			expect(reported(gitlab)).to.deep.equal([]);
		});

		it("is also one to which an earlier run gave the same lifetime", async () => {
			const gitlab = new Backend([]);
			gitlab.add(PROJECT, expiring("2030-03-01T00:00:00.000Z"));
			await gitlab.create(expiring("2030-04-01T00:00:00.000Z"), PROJECT, LIFETIME);
			expect(reported(gitlab)).to.have.length(1);
		});

		for (const [title, held, asked, options] of [
			["another name", { ...TOKEN, name: "cd" }, TOKEN, {}],
			[
				"another instant of expiry",
				expiring("2030-03-01T00:00:00.000Z"),
				expiring("2030-04-01T00:00:00.000Z"),
				{},
			],
			["no expiry, beside a lifetime", TOKEN, expiring("2030-04-01T00:00:00.000Z"), LIFETIME],
			[
				"a later end than a lifetime gives",
				expiring("2030-05-01T00:00:00.000Z"),
				expiring("2030-04-01T00:00:00.000Z"),
				LIFETIME,
			],
			["an expiry, where none is declared", expiring("2030-03-01T00:00:00.000Z"), TOKEN, {}],
		] as const)
			it(`is not one with ${title}`, async () => {
				const gitlab = new Backend([]);
				gitlab.add(PROJECT, held);
				await gitlab.create(asked, PROJECT, options);
				expect(reported(gitlab)).to.deep.equal([]);
			});

		it("is named with all others where there are many", async () => {
			const gitlab = new Backend([]);
			const names = Array.from({ length: 7 }, (_, index) => `n${index}`);
			const twins = names.map((name) => gitlab.add(PROJECT, { ...TOKEN, name }));
			await Promise.all(names.map((name) => gitlab.create({ ...TOKEN, name })));
			const [sentence = ""] = reported(gitlab);
			expect(namedLookalikes(sentence)).to.have.members(twins);
		});
	});
});
