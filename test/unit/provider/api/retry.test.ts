import { expect } from "chai";
import fc from "fast-check";
import type { ErrorCode } from "../../../../provider/api/error-codes";
import { GitLabDeployTokenError, GitLabHttpError, GitLabNetworkError } from "../../../../provider/api/errors";
import {
	DEFAULT_RETRY_POLICY,
	mayHaveExecuted,
	nextWait,
	type Outcome,
	type RetryPolicy,
	requestedWaitMs,
} from "../../../../provider/api/retry";
import { itHolds } from "../../../support/it-holds";

const NOW = Date.UTC(2030, 0, 1, 12);
const POLICY: RetryPolicy = { retries: 3, baseDelayMs: 100, maxDelayMs: 1_000 };

const outcomeOf = (status: number, headers: Record<string, string> = {}): Outcome => ({
	kind: "response",
	status,
	headers: new Map(Object.entries(headers)),
});
const fault = (mayHaveExecuted: boolean, permanent = false): Outcome => ({
	kind: "fault",
	mayHaveExecuted,
	permanent,
});
const wait = (method: string, outcome: Outcome, attempt = 1, random = 0, policy = POLICY) =>
	nextWait({ method, attempt }, outcome, { policy, nowMs: NOW, random });

const methods = fc.constantFrom("GET", "DELETE", "POST");
const outcomes = fc.oneof(
	fc
		.tuple(
			fc.integer({ min: 300, max: 599 }),
			fc.dictionary(fc.constantFrom("retry-after", "ratelimit-reset"), fc.string()),
		)
		.map(([status, headers]) => outcomeOf(status, headers)),
	fc.tuple(fc.boolean(), fc.boolean()).map(([executed, permanent]) => fault(executed, permanent)),
);
const unit = fc.double({ min: 0, max: 1, noNaN: true });

describe("nextWait", () => {
	describe("retries a request only where a second one does no harm", () => {
		const table: [string, Outcome, { GET: boolean; DELETE: boolean; POST: boolean }][] = [
			["429", outcomeOf(429), { GET: true, DELETE: true, POST: true }],
			["500", outcomeOf(500), { GET: true, DELETE: true, POST: false }],
			["502", outcomeOf(502), { GET: true, DELETE: true, POST: false }],
			["503", outcomeOf(503), { GET: true, DELETE: true, POST: false }],
			[
				"503 with Retry-After",
				outcomeOf(503, { "retry-after": "1" }),
				{ GET: true, DELETE: true, POST: false },
			],
			["504", outcomeOf(504), { GET: true, DELETE: true, POST: false }],
			["520", outcomeOf(520), { GET: true, DELETE: true, POST: false }],
			["501", outcomeOf(501), { GET: false, DELETE: false, POST: false }],
			["301", outcomeOf(301), { GET: false, DELETE: false, POST: false }],
			["400", outcomeOf(400), { GET: false, DELETE: false, POST: false }],
			["401", outcomeOf(401), { GET: false, DELETE: false, POST: false }],
			["403", outcomeOf(403), { GET: false, DELETE: false, POST: false }],
			["404", outcomeOf(404), { GET: false, DELETE: false, POST: false }],
			[
				"404 with Retry-After",
				outcomeOf(404, { "retry-after": "1" }),
				{ GET: false, DELETE: false, POST: false },
			],
			["409", outcomeOf(409), { GET: false, DELETE: false, POST: false }],
			["422", outcomeOf(422), { GET: false, DELETE: false, POST: false }],
			["no connection", fault(false), { GET: true, DELETE: true, POST: true }],
			["a lost response", fault(true), { GET: true, DELETE: true, POST: false }],
			["a certificate", fault(false, true), { GET: false, DELETE: false, POST: false }],
			["a permanent fault", fault(true, true), { GET: false, DELETE: false, POST: false }],
		];
		for (const [name, outcome, repeated] of table)
			for (const [method, expected] of Object.entries(repeated))
				it(`${method} after ${name}: ${expected ? "yes" : "no"}`, () => {
					expect(wait(method, outcome) !== undefined).to.equal(expected);
				});
	});

	it("doubles the wait up to the ceiling", () => {
		const delays = [1, 2, 3, 4, 5, 6, 100].map(
			(attempt) => wait("GET", fault(true), attempt, 1, { ...POLICY, retries: 100 })?.delayMs,
		);
		expect(delays).to.deep.equal([100, 200, 400, 800, 1_000, 1_000, 1_000]);
	});

	it("spreads a wait between half and all of it", () => {
		expect(wait("GET", fault(true), 1, 0)?.delayMs).to.equal(50);
		expect(wait("GET", fault(true), 1, 0.5)?.delayMs).to.equal(75);
		expect(wait("GET", fault(true), 1, 1)?.delayMs).to.equal(100);
	});

	it("ends after the policy's number of retries", () => {
		expect(wait("GET", fault(true), 3)).to.not.equal(undefined);
		expect(wait("GET", fault(true), 4)).to.equal(undefined);
		expect(wait("GET", fault(true), 1, 0, { ...POLICY, retries: 0 })).to.equal(undefined);
	});

	it("does not count waits that GitLab requested, however many there were", () => {
		expect(wait("POST", outcomeOf(429, { "retry-after": "7" }), 99)).to.deep.equal({
			delayMs: 7_000,
			requested: true,
		});
	});

	it("waits a little longer than requested, so that waiting clients do not all come at once", () => {
		const waitMs = outcomeOf(429, { "retry-after": "7" });
		expect(wait("GET", waitMs, 1, 1)?.delayMs).to.equal(7_250);
		expect(wait("GET", waitMs, 1, 0.5)?.delayMs).to.equal(7_125);
	});

	for (const [name, headers] of [
		["of no seconds", { "retry-after": "0" }],
		["until a date that has passed", { "retry-after": "Tue, 01 Jan 2030 11:00:00 GMT" }],
		[
			"until a reset that has passed, as for a clock that is ahead of GitLab's",
			{ "ratelimit-reset": `${NOW / 1000 - 90}` },
		],
	] as const)
		it(`falls back to the schedule for a wait ${name}, so that retries always end`, () => {
			expect(wait("GET", outcomeOf(429, headers), 1)).to.deep.equal({ delayMs: 50, requested: false });
			expect(wait("GET", outcomeOf(429, headers), 4)).to.equal(undefined);
		});

	for (const method of ["GET", "DELETE", "POST"])
		it(`does not retry ${method} while GitLab is read-only, also where it names a wait`, () => {
			const maintenance = { ...outcomeOf(503, { "retry-after": "60" }), readOnly: true };
			expect(wait(method, maintenance)).to.equal(undefined);
		});

	it("waits 0.5 s to 20 s, five times, by default", () => {
		expect(DEFAULT_RETRY_POLICY).to.deep.equal({ retries: 5, baseDelayMs: 500, maxDelayMs: 20_000 });
	});

	itHolds(
		"never retries a POST that may have been executed, whatever the policy",
		outcomes,
		fc.nat(200),
		unit,
		(outcome, attempt, random) => {
			const harmless =
				outcome.kind === "fault" ? !outcome.mayHaveExecuted && !outcome.permanent : outcome.status === 429;
			if (!harmless) expect(wait("POST", outcome, attempt, random)).to.equal(undefined);
		},
	);

	itHolds(
		"returns whole, finite waits that are never negative, and ends at some time",
		methods,
		outcomes,
		fc.integer({ min: 1, max: 300 }),
		unit,
		(method, outcome, attempt, random) => {
			const given = wait(method, outcome, attempt, random);
			if (given === undefined) return;
			expect(given.delayMs).to.satisfy(Number.isSafeInteger);
			expect(given.delayMs).to.be.greaterThan(0);
			if (!given.requested) {
				expect(attempt).to.be.at.most(POLICY.retries);
				expect(given.delayMs).to.be.at.most(POLICY.maxDelayMs);
			}
		},
	);

	itHolds(
		"waits longer for a later attempt and for a larger random number",
		fc.integer({ min: 1, max: 30 }),
		unit,
		unit,
		(attempt, one, other) => {
			const policy = { ...POLICY, retries: 100 };
			const delay = (n: number, random: number) => wait("GET", fault(true), n, random, policy)?.delayMs ?? 0;
			expect(delay(attempt + 1, one)).to.be.at.least(delay(attempt, one));
			const [smaller, larger] = one < other ? [one, other] : [other, one];
			expect(delay(attempt, larger)).to.be.at.least(delay(attempt, smaller));
		},
	);
});

describe("requestedWaitMs", () => {
	const epoch = NOW / 1000;
	const table: [string, Record<string, string>, number | undefined][] = [
		["nothing", {}, undefined],
		["seconds", { "retry-after": "30" }, 30_000],
		["seconds with blanks", { "retry-after": " 30 " }, 30_000],
		["zero seconds", { "retry-after": "0" }, 0],
		["a date", { "retry-after": "Tue, 01 Jan 2030 12:00:05 GMT" }, 5_000],
		["a date that has passed", { "retry-after": "Tue, 01 Jan 2030 11:59:55 GMT" }, 0],
		["an epoch", { "ratelimit-reset": `${epoch + 60}` }, 60_000],
		["an epoch that has passed", { "ratelimit-reset": `${epoch - 60}` }, 0],
		["both, Retry-After first", { "retry-after": "3", "ratelimit-reset": `${epoch + 60}` }, 3_000],
		[
			"an unreadable Retry-After beside an epoch",
			{ "retry-after": "soon", "ratelimit-reset": `${epoch + 9}` },
			9_000,
		],
		["a negative number", { "retry-after": "-1" }, undefined],
		["a fraction", { "retry-after": "1.5" }, undefined],
		["a hexadecimal number", { "retry-after": "0x10" }, undefined],
		["two values", { "retry-after": "5, 7" }, undefined],
		["an empty value", { "retry-after": "", "ratelimit-reset": "" }, undefined],
		["words that JavaScript parses as a date", { "retry-after": "in 5 minutes" }, undefined],
		["a word and a year", { "retry-after": "foo 2099" }, undefined],
		["seconds with a unit", { "retry-after": "60 seconds" }, undefined],
		["a date without a time zone", { "retry-after": "Tue, 01 Jan 2030 12:00:05" }, undefined],
		["a date of no calendar", { "retry-after": "Tue, 99 Foo 2030 12:00:05 GMT" }, undefined],
		["a difference instead of an epoch", { "ratelimit-reset": "60" }, undefined],
		["an endless number", { "retry-after": "9".repeat(400) }, undefined],
	];
	for (const [name, headers, expected] of table)
		it(`${name}: ${expected === undefined ? "says nothing" : `${expected} ms`}`, () => {
			expect(requestedWaitMs(new Map(Object.entries(headers)), NOW)).to.equal(expected);
		});

	itHolds(
		"reads any text as nothing or as whole milliseconds from now",
		fc.option(fc.string()),
		fc.option(fc.string()),
		(retryAfter, reset) => {
			const headers = new Map<string, string>();
			if (retryAfter !== null) headers.set("retry-after", retryAfter);
			if (reset !== null) headers.set("ratelimit-reset", reset);
			const waitMs = requestedWaitMs(headers, NOW);
			if (waitMs !== undefined)
				expect(waitMs).to.satisfy((ms: number) => Number.isSafeInteger(ms) && ms >= 0);
		},
	);

	it("reads every HTTP date, to the second", () => {
		const dates = fc.date({ min: new Date(NOW), max: new Date("9999-12-31T00:00:00Z"), noInvalidDate: true });
		fc.assert(
			fc.property(dates, (date) => {
				const waitMs = requestedWaitMs(new Map([["retry-after", date.toUTCString()]]), NOW);
				expect(waitMs).to.equal(Math.floor(date.getTime() / 1000) * 1000 - NOW);
			}),
		);
	});
});

describe("mayHaveExecuted", () => {
	const http = (status: number, code: ErrorCode) =>
		new GitLabHttpError(
			code,
			{ status, method: "POST", path: "/projects/5/deploy_tokens", detail: "d" },
			"h",
		);
	const network = (executed: boolean) =>
		new GitLabNetworkError("GITLAB_UNREACHABLE", "m", { hint: "h", mayHaveExecuted: executed });
	const plain = (code: ErrorCode) => new GitLabDeployTokenError(code, "m", "h");

	const table: [string, unknown, boolean][] = [
		["a connection that was never made", network(false), false],
		["a lost response", network(true), true],
		["a response larger than is read", plain("GITLAB_RESPONSE_UNREADABLE"), true],
		["500", http(500, "GITLAB_SERVER_ERROR"), true],
		["502 of a proxy", http(502, "GITLAB_SERVER_ERROR"), true],
		["503 of a proxy", http(503, "GITLAB_SERVER_ERROR"), true],
		["408", http(408, "GITLAB_UNEXPECTED_STATUS"), true],
		["503 of maintenance mode", http(503, "GITLAB_READ_ONLY"), false],
		["403 of a read-only instance", http(403, "GITLAB_READ_ONLY"), false],
		["400", http(400, "GITLAB_REJECTED"), false],
		["401", http(401, "GITLAB_UNAUTHORIZED"), false],
		["404", http(404, "GITLAB_OWNER_NOT_VISIBLE"), false],
		["429", http(429, "GITLAB_RATE_LIMITED"), false],
		["a redirect", http(302, "GITLAB_REDIRECTED"), false],
		["settings that cannot be used", plain("SETTINGS_INVALID"), false],
		["a missing credential", plain("GITLAB_CREDENTIAL_MISSING"), false],
		["a creation that is uncertain already", plain("CREATE_UNCERTAIN"), true],
		["a fault of this package", plain("INTERNAL_FAULT"), true],
		["an error of another kind", new TypeError("a bug"), true],
		["what is no error", undefined, true],
	];
	for (const [name, error, expected] of table)
		it(`${expected ? "is true" : "is false"} for ${name}`, () => {
			expect(mayHaveExecuted(error)).to.equal(expected);
		});
});
