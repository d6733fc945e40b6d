import { expect } from "chai";
import type { Env } from "../lifecycle/harness/engine";
import { Front } from "../lifecycle/harness/front";
import { GitLab } from "../lifecycle/harness/gitlab";
import { HOUR, MINUTE } from "../lifecycle/harness/time";
import { type World, world } from "../lifecycle/harness/world";
import { IdleTime } from "./harness/idle-time";
import { type DeclaredSet, SetStack } from "./harness/set-stack";

type Throttle = NonNullable<World["instance"]["throttle"]>;

const tokensOf = (count: number): DeclaredSet => ({
	scopes: ["read_registry"],
	tokens: Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, { project: 5 + (n % 2) }])),
});

/** The message of a run that pauses for GitLab's limit. */
const WAITING =
	/^GitLab at \S+ accepts no more requests until its limit resets: waiting \d+ s\. `gitlab:operationTimeout` limits/;

describe("a set and GitLab's limits", function () {
	this.timeout(20_000);
	const time = new IdleTime("2031-03-01T12:00:00Z");
	let gitlab: GitLab;
	let front: Front;

	before(async () => {
		gitlab = await GitLab.start(time);
		front = await Front.start(gitlab.url, time);
	});
	beforeEach(async () => {
		time.set("2031-03-01T12:00:00Z");
		await gitlab.reset(world());
		front.reset();
	});
	after(async () => {
		await front.close();
		await gitlab.close();
	});

	const limit = (throttle: Throttle) => gitlab.reset({ ...world(), instance: { throttle } });
	const set = (declared: DeclaredSet, env: Env = {}) =>
		new SetStack(gitlab, time, declared, { GITLAB_BASE_URL: front.url, ...env });
	const refused = () => front.passed.filter(({ status }) => status === 429);

	for (const concurrency of [1, 4, 16])
		it(`has at most ${concurrency} requests in flight at any time`, async () => {
			// Long enough for a busy machine to send as many as may be under way before the first one returns.
			await gitlab.reset({ ...world(), instance: { latencyMs: concurrency ** 2 } });
			const stack = set(tokensOf(40), { GITLAB_CONCURRENCY: String(concurrency) });
			await stack.up();
			expect(front.most).to.equal(concurrency);
			for (const { id } of Object.values(stack.contents.tokens))
				await gitlab.revoke(Number(id.split("/").at(-1)));
			for (const operation of ["preview", "refresh", "up", "destroy"] as const) {
				front.reset();
				expect((await stack[operation]()).error).to.equal(undefined);
				expect(front.most).to.be.at.most(concurrency);
			}
			expect(await gitlab.tokens()).to.deep.equal([]);
		});

	it("far below the work: creates everything, and respects every Retry-After", async () => {
		await limit({ authenticated: { requests: 10, periodSeconds: 2 } });
		const stack = set(tokensOf(30));
		const began = time.now();
		const { error } = await stack.up();
		expect(error).to.equal(undefined);
		expect(Object.keys(stack.tokenIds)).to.have.length(30);
		expect(await gitlab.tokens(), "each once").to.have.length(30);
		expect(time.now() - began)
			.to.be.at.least(4_000)
			.and.at.most(12_000);
		expect(refused()).to.not.deep.equal([]);
		// A window's refusals come all of what was under way when it was full.
		for (const { atMs } of refused()) {
			const windowEnd = Math.ceil((atMs + 1) / 2_000) * 2_000;
			const inBetween = front.passed.filter((other) => other.atMs > atMs && other.atMs < windowEnd);
			expect(inBetween).to.deep.equal([]);
		}
	});

	it("far below the work, sent with every response: slows down in time, and is never refused", async () => {
		await limit({ authenticated: { requests: 10, periodSeconds: 2 }, headersAlways: true });
		const stack = set(tokensOf(30), { GITLAB_CONCURRENCY: "8" });
		const began = time.now();
		expect((await stack.up()).error).to.equal(undefined);
		expect(await gitlab.tokens()).to.have.length(30);
		expect(refused()).to.deep.equal([]);
		expect(time.now() - began)
			.to.be.at.least(4_000)
			.and.at.most(12_000);
		expect((await stack.destroy()).error).to.equal(undefined);
		expect(refused()).to.deep.equal([]);
		expect(await gitlab.tokens()).to.deep.equal([]);
	});

	it("holds back everything while GitLab requests a pause", async () => {
		await gitlab.fault({
			method: "POST",
			kind: "status",
			status: 429,
			headers: { "Retry-After": "30" },
			times: 1,
		});
		const stack = set(tokensOf(40), { GITLAB_CONCURRENCY: "4" });
		expect((await stack.up()).error).to.equal(undefined);
		const [pause] = refused();
		const afterwards = front.passed.filter(({ atMs }) => atMs > (pause?.atMs ?? 0));
		expect(afterwards.length).to.be.greaterThan(30);
		for (const { atMs } of afterwards) expect(atMs - (pause?.atMs ?? 0)).to.be.at.least(30_000);
	});

	for (const headersAlways of [false, true])
		it(`that resets after operationTimeout${headersAlways ? ", sent with every response" : ""}: fails in time, and keeps what is created`, async () => {
			await limit({ authenticated: { requests: 12, periodSeconds: 3600 }, headersAlways });
			const stack = set(tokensOf(30), { GITLAB_OPERATION_TIMEOUT: "1m", GITLAB_CONCURRENCY: "4" });
			const began = time.now();
			const { error } = await stack.up();
			expect(time.now() - began).to.be.at.most(MINUTE);
			expect(error?.code).to.equal("DEPLOY_TOKENS_INCOMPLETE");
			expect(error?.reasons).to.have.length(20);
			const reasons = error?.reasons ?? [];
			const code = headersAlways ? "OPERATION_TIMEOUT" : "GITLAB_RATE_LIMITED";
			for (const reason of reasons) expect(reason.endsWith(`[${code}]`), reason).to.equal(true);
			expect(
				reasons.filter((reason) => /^tokens\["k\d+"\]: It was not attempted: /.test(reason)),
			).to.have.length(19);
			// Two lists, and a token with each request that was left.
			expect(Object.keys(stack.tokenIds)).to.have.length(10);
			expect(await gitlab.tokens()).to.have.length(10);
			expect(refused().length).to.be.at.most(headersAlways ? 0 : 4);
			for (const { token } of Object.values(stack.contents.tokens)) expect(token).to.match(/^gldt-/);

			const made = stack.contents.tokens;
			stack.env = { ...stack.env, GITLAB_OPERATION_TIMEOUT: "4h" };
			time.advance(HOUR);
			expect((await stack.up()).error).to.equal(undefined);
			expect(stack.contents.tokens).to.deep.include(made);
			expect(await gitlab.tokens()).to.have.length(30);
		});

	it("that resets after operationTimeout, in a preview and in a destroy: an error, and nothing is lost", async () => {
		const stack = set(tokensOf(30), { GITLAB_OPERATION_TIMEOUT: "1m", GITLAB_CONCURRENCY: "4" });
		await stack.up();
		await gitlab.change((next) => {
			next.instance = { throttle: { authenticated: { requests: 1, periodSeconds: 3600 } } };
		});
		const { state } = stack;
		for (const [operation, code, message] of [
			[
				() => stack.preview(),
				"GITLAB_RATE_LIMITED",
				/^\d+ tokens of the set could not be checked, so nothing was changed: /,
			],
			[
				() => stack.refresh(),
				"GITLAB_RATE_LIMITED",
				/^\d+ tokens of the set could not be checked, so the state was not changed: /,
			],
			[() => stack.destroy(), "DEPLOY_TOKENS_INCOMPLETE", /\[(?:GITLAB_RATE_LIMITED|OPERATION_TIMEOUT)\]/],
		] as const) {
			const began = time.now();
			const { error } = await operation();
			expect(error?.code).to.equal(code);
			expect(error?.message).to.match(message);
			expect(time.now() - began).to.be.at.most(MINUTE);
			expect(stack.state).to.deep.equal(state);
		}
		expect(await gitlab.tokens()).to.have.length(30);
	});

	describe("and what it reports meanwhile", () => {
		const counts = (said: readonly string[], what: string) =>
			said
				.filter((line) => !WAITING.test(line))
				.map((line) => Number(new RegExp(`^(\\d+) of 100 tokens ${what}$`).exec(line)?.[1]));

		it("is its progress and its waits, where it takes long", async () => {
			await limit({ authenticated: { requests: 20, periodSeconds: 15 }, headersAlways: true });
			const stack = set(tokensOf(100), { GITLAB_CONCURRENCY: "4" });
			const { said } = await stack.up();
			expect(said.some((line) => WAITING.test(line))).to.equal(true);
			const made = counts(said, "created");
			expect(made.length).to.be.within(4, 6);
			expect(made).to.deep.equal([...made].sort((a, b) => a - b));
			expect(made.every((count) => count > 0 && count < 100)).to.equal(true);
			const deleted = counts((await stack.destroy()).said, "deleted");
			expect(deleted.length).to.be.within(4, 6);
			expect(await gitlab.tokens()).to.deep.equal([]);
		});

		it("is nothing where it is quick", async () => {
			const stack = set(tokensOf(100));
			expect((await stack.up()).said).to.deep.equal([]);
			expect((await stack.up()).said).to.deep.equal([]);
			expect((await stack.destroy()).said).to.deep.equal([]);
		});
	});
});
