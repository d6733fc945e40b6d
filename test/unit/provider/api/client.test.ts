import { expect } from "chai";
import { z } from "zod";
import { GitLabClient } from "../../../../provider/api/client";
import { systemClock } from "../../../../provider/api/clock";
import { GitLabNetworkError } from "../../../../provider/api/errors";
import type { ApiRequest, ApiResponse } from "../../../../provider/api/transport";
import { failure } from "./errors-seen";
import { FakeClock, FakeTransport, fakeClient, httpResponse, settingsOf } from "./fakes";

const GET: ApiRequest = { method: "GET", path: "/version" };
const DELETE: ApiRequest = { method: "DELETE", path: "/projects/5/deploy_tokens/1" };
const POST: ApiRequest = { method: "POST", path: "/projects/5/deploy_tokens", body: { name: "ci" } };
const MINUTE = 60_000;

const lost = (mayHaveExecuted: boolean, permanent = false) =>
	new GitLabNetworkError("GITLAB_UNREACHABLE", "No response came.", {
		hint: "Look.",
		mayHaveExecuted,
		permanent,
	});

/** Replies one after the other; the last one for ever. A function is called, an error thrown. */
const inTurn =
	(...replies: (ApiResponse | Error)[]) =>
	(_: ApiRequest, index: number) => {
		const reply = replies[Math.min(index, replies.length - 1)];
		if (reply instanceof Error) throw reply;
		return reply as ApiResponse;
	};

describe("GitLabClient", () => {
	describe("send", () => {
		for (const status of [200, 201, 204, 299])
			it(`returns a response with status ${status} unchanged`, async () => {
				const good = httpResponse(status, "text", { "x-page": "1" });
				const { client, transport } = fakeClient(() => good);
				expect(await client.send(GET)).to.equal(good);
				expect(transport.sent.map(({ request }) => request)).to.deep.equal([GET]);
			});

		it("retries a GET and a DELETE after lost responses and 5xx, with growing waits", async () => {
			for (const request of [GET, DELETE]) {
				const faults = [lost(true), httpResponse(502), lost(false), httpResponse(500, "{}")];
				const { client, clock, transport } = fakeClient(inTurn(...faults, httpResponse(204)));
				expect((await client.send(request)).status).to.equal(204);
				expect(transport.sent).to.have.length(5);
				expect(clock.sleeps).to.deep.equal([250, 500, 1_000, 2_000]);
			}
		});

		it("adds jitter to the waits", async () => {
			const { client, clock } = fakeClient(
				inTurn(httpResponse(502), httpResponse(502), httpResponse(200)),
				settingsOf(),
				() => 1,
			);
			await client.send(GET);
			expect(clock.sleeps).to.deep.equal([500, 1_000]);
		});

		it("ends after the configured number of retries, with the last failure", async () => {
			const { client, transport } = fakeClient(
				() => httpResponse(503, { message: "503 down" }),
				settingsOf({ retries: "2" }),
			);
			const error = await failure(client.send(GET), "GITLAB_SERVER_ERROR");
			expect(error.message).to.include("503 down");
			expect(transport.sent).to.have.length(3);
		});

		it("sends once where no retries are configured", async () => {
			const { client, transport } = fakeClient(inTurn(lost(false)), settingsOf({ retries: "0" }));
			await failure(client.send(GET), "GITLAB_UNREACHABLE");
			expect(transport.sent).to.have.length(1);
		});

		for (const [name, fault] of [
			["a lost response", lost(true)],
			["500", httpResponse(500)],
			["502", httpResponse(502)],
			["503 with Retry-After", httpResponse(503, "", { "retry-after": "1" })],
			["504", httpResponse(504)],
			["400", httpResponse(400)],
			["a redirect", httpResponse(307)],
		] as const)
			it(`never sends a POST again after ${name}`, async () => {
				const { client, clock, transport } = fakeClient(inTurn(fault, httpResponse(201)));
				const code = await client.send(POST).then(
					() => "sent",
					(error: { code: string }) => error.code,
				);
				expect(code).to.match(/^GITLAB_/);
				expect(transport.sent).to.have.length(1);
				expect(clock.sleeps).to.deep.equal([]);
			});

		it("sends a POST again after 429 and where no connection was established", async () => {
			const { client, transport } = fakeClient(inTurn(httpResponse(429), lost(false), httpResponse(201)));
			expect((await client.send(POST)).status).to.equal(201);
			expect(transport.sent).to.have.length(3);
		});

		it("does not retry where another attempt cannot help", async () => {
			for (const fault of [
				lost(false, true),
				httpResponse(401),
				httpResponse(403),
				httpResponse(404),
				httpResponse(501),
			]) {
				const { client, transport } = fakeClient(inTurn(fault, httpResponse(200)));
				await client.send(GET).catch(() => undefined);
				expect(transport.sent).to.have.length(1);
			}
		});

		it("passes on unchanged an error that is not of the network", async () => {
			const fault = new TypeError("a bug");
			const { client, transport } = fakeClient(inTurn(fault, httpResponse(200)));
			expect(await client.send(GET).catch((error: unknown) => error)).to.equal(fault);
			expect(transport.sent).to.have.length(1);
		});

		it("waits as long as GitLab requests, by seconds, date or reset", async () => {
			const { client, clock, transport } = fakeClient((_, index) => {
				const now = Math.floor(clock.now() / 1000) * 1000;
				if (index === 0) return httpResponse(429, "", { "retry-after": "30" });
				if (index === 1)
					return httpResponse(503, "", { "retry-after": new Date(now + 20_000).toUTCString() });
				if (index === 2) return httpResponse(429, "", { "ratelimit-reset": `${now / 1000 + 10}` });
				return httpResponse(200);
			});
			await client.send(GET);
			expect(transport.sent).to.have.length(4);
			expect(clock.sleeps).to.deep.equal([30_000, 20_000, 10_000]);
		});

		it("reports once how long it waits, why, and which setting limits that", async () => {
			const clock = new FakeClock();
			const reported: string[] = [];
			const transport = new FakeTransport(
				inTurn(
					httpResponse(429, "", { "retry-after": "61" }),
					httpResponse(503, "", { "retry-after": "600" }),
					httpResponse(200),
				),
				clock,
			);
			const report = (message: string) => reported.push(message);
			const client = new GitLabClient(settingsOf(), transport, clock, { random: () => 0, report });
			await client.send(GET);
			expect(reported).to.deep.equal([
				"GitLab at https://gitlab.com requested a pause: waiting 61 s. `gitlab:operationTimeout` limits how long an operation may wait.",
				"GitLab at https://gitlab.com requested a pause: waiting 10 min. `gitlab:operationTimeout` limits how long an operation may wait.",
			]);
		});

		it("does not report a short wait, nor one for which there is no time", async () => {
			for (const [retryAfter, status] of [
				["5", 200],
				["86400", 429],
			] as const) {
				const clock = new FakeClock();
				const reported: string[] = [];
				const transport = new FakeTransport(
					inTurn(httpResponse(429, "", { "retry-after": retryAfter }), httpResponse(200)),
					clock,
				);
				const report = (message: string) => reported.push(message);
				const client = new GitLabClient(settingsOf(), transport, clock, { random: () => 0, report });
				const outcome = await client.send(GET).catch((error: unknown) => error);
				expect(outcome).to.include({ status });
				expect(reported).to.deep.equal([]);
			}
		});

		it("does not count waits that GitLab requested as retries", async () => {
			const asked = Array.from({ length: 50 }, () =>
				httpResponse(429, "Retry later\n", { "retry-after": "2" }),
			);
			const { client, transport } = fakeClient(
				inTurn(...asked, httpResponse(201)),
				settingsOf({ retries: "0" }),
			);
			expect((await client.send(POST)).status).to.equal(201);
			expect(transport.sent).to.have.length(51);
		});

		it("fails at once where the requested wait does not fit into the remaining time", async () => {
			const { client, clock, transport } = fakeClient(() =>
				httpResponse(429, "Retry later\n", { "retry-after": "3600" }),
			);
			const began = clock.now();
			const error = await failure(client.send(GET, { atMs: began + 10 * MINUTE }), "GITLAB_RATE_LIMITED");
			expect(error.message).to.include("Retry later");
			expect(clock.now()).to.equal(began);
			expect(transport.sent).to.have.length(1);
		});

		it("does not start a wait that would end at the deadline", async () => {
			const { client, clock, transport } = fakeClient(() => httpResponse(429, "", { "retry-after": "10" }));
			await failure(client.send(GET, { atMs: clock.now() + 10_000 }), "GITLAB_RATE_LIMITED");
			expect(transport.sent).to.have.length(1);
			clock.advance(10_000);
			await failure(client.send(GET, { atMs: clock.now() + 10_001 }), "GITLAB_RATE_LIMITED");
			expect(transport.sent).to.have.length(3);
		});

		it("ends within the operation's timeout, however many retries are allowed", async () => {
			const settings = settingsOf({ operationTimeout: "1m", retries: "100" });
			const { client, clock, transport } = fakeClient(() => httpResponse(502), settings);
			const began = clock.now();
			await failure(client.send(GET), "GITLAB_SERVER_ERROR");
			expect(clock.now() - began).to.be.within(40_000, MINUTE);
			expect(transport.sent.length).to.be.greaterThan(5);
		});

		it("limits each attempt to the request timeout, or to the remaining time", async () => {
			const settings = settingsOf({ requestTimeout: "30s", retries: "9" });
			const { client, clock, transport } = fakeClient((_, index) => {
				clock.advance(29_000);
				return httpResponse(index < 2 ? 502 : 200);
			}, settings);
			await client.send(GET, { atMs: clock.now() + MINUTE });
			expect(transport.sent.map(({ timeoutMs }) => timeoutMs)).to.deep.equal([30_000, 30_000, 1_250]);
		});

		describe("a POST, which must not be aborted", () => {
			for (const [requestTimeout, operationTimeout, fullMs] of [
				["30s", "30m", 30_000],
				["30s", "60s", 30_000],
				["30s", "10s", 5_000],
				["1s", "10s", 1_000],
			] as const)
				it(`is allowed ${fullMs} ms with requestTimeout ${requestTimeout} and operationTimeout ${operationTimeout}, also just before the deadline`, async () => {
					const settings = settingsOf({ requestTimeout, operationTimeout });
					const { client, clock, transport } = fakeClient(() => httpResponse(201), settings);
					await client.send(POST);
					await client.send(POST, { atMs: clock.now() + fullMs });
					expect(transport.sent.map(({ timeoutMs }) => timeoutMs)).to.deep.equal([fullMs, fullMs]);
				});

			it("is not sent where it is one millisecond short of its full time, while a GET is", async () => {
				const settings = settingsOf({ requestTimeout: "30s" });
				const { client, clock, transport } = fakeClient(() => httpResponse(200), settings);
				const deadline = { atMs: clock.now() + 29_999 };
				const announce = () => expect.fail("announced that it would be sent");
				const error = await failure(client.send(POST, deadline, announce), "OPERATION_TIMEOUT");
				expect(error).to.include({ mayHaveExecuted: false, permanent: true });
				expect(error.message).to.equal(
					"POST /projects/5/deploy_tokens was not sent: too little is left of the operation's 1800000 ms.",
				);
				expect(transport.sent).to.deep.equal([]);
				await client.send(GET, deadline);
				expect(transport.sent.map(({ timeoutMs }) => timeoutMs)).to.deep.equal([29_999]);
			});

			it("is allowed its full time also in a shorter operation, and is not sent in the second half of that", async () => {
				const { client, clock, transport } = fakeClient(
					() => httpResponse(201),
					settingsOf({ requestTimeout: "30s" }),
				);
				const totalMs = 8_000;
				await client.send(POST, { atMs: clock.now() + totalMs, totalMs });
				expect(transport.sent.map(({ timeoutMs }) => timeoutMs)).to.deep.equal([30_000]);
				const late = client.send(POST, { atMs: clock.now() + 3_999, totalMs });
				const { message, hint } = await failure(late, "OPERATION_TIMEOUT");
				expect(message).to.contain("8000 ms");
				expect(hint).to.contain("`customTimeouts`");
				expect(transport.sent).to.have.length(1);
			});

			it("is not sent in a cancelled operation, whose error says so", async () => {
				const { client, clock, transport } = fakeClient(() => httpResponse(201));
				const deadline = { atMs: Number.NEGATIVE_INFINITY, cancelled: true };
				const { message } = await failure(client.send(POST, deadline), "OPERATION_TIMEOUT");
				expect(message).to.equal("POST /projects/5/deploy_tokens was not sent: the run was cancelled.");
				expect(transport.sent).to.deep.equal([]);
				expect(clock.sleeps).to.deep.equal([]);
			});

			it("is not sent again after a wait that left too little time", async () => {
				const settings = settingsOf({ requestTimeout: "30s" });
				const { client, clock, transport } = fakeClient(
					() => httpResponse(429, "", { "retry-after": "31" }),
					settings,
				);
				await failure(client.send(POST, { atMs: clock.now() + MINUTE }), "OPERATION_TIMEOUT");
				expect(transport.sent).to.have.length(1);
			});

			it("keeps its full time though the deadline is moved closer while it is in flight", async () => {
				const deadline = { atMs: 0 };
				const { client, clock, transport } = fakeClient(() => {
					deadline.atMs = clock.now();
					return httpResponse(201);
				});
				deadline.atMs = clock.now() + MINUTE;
				expect((await client.send(POST, deadline)).status).to.equal(201);
				await failure(client.send(POST, deadline), "OPERATION_TIMEOUT");
				expect(transport.sent.map(({ timeoutMs }) => timeoutMs)).to.deep.equal([30_000]);
			});
		});

		it("does not send a request that comes too late, and reports that", async () => {
			for (const request of [GET, POST]) {
				const { client, clock, transport } = fakeClient(() => httpResponse(200));
				const announce = () => expect.fail("announced that it would be sent");
				const error = await failure(
					client.send(request, { atMs: clock.now() }, announce),
					"OPERATION_TIMEOUT",
				);
				expect(error).to.include({ mayHaveExecuted: false, permanent: true });
				expect(error.message).to.include(`${request.method} ${request.path} was not sent`);
				expect(error.hint).to.include("gitlab:operationTimeout");
				expect(transport.sent).to.deep.equal([]);
			}
		});

		it("holds back all requests of the connection while GitLab makes one of them wait", async () => {
			const { client, clock, transport } = fakeClient((_, index) =>
				index === 0 ? httpResponse(429, "", { "retry-after": "60" }) : httpResponse(200),
			);
			const began = clock.now();
			await Promise.all([
				client.send(GET),
				Promise.resolve()
					.then(() => clock.sleep(10))
					.then(() => client.send({ ...GET, path: "/other" })),
			]);
			const later = transport.sent.slice(1).map(({ request, atMs }) => [request.path, atMs - began]);
			expect(later).to.have.deep.members([
				["/version", 60_000],
				["/other", 60_000],
			]);
		});

		it("does not hold back other requests for its own retry schedule", async () => {
			const { client, clock, transport } = fakeClient(({ path }) =>
				httpResponse(path === "/version" ? 502 : 200),
			);
			const began = clock.now();
			const failing = failure(client.send(GET), "GITLAB_SERVER_ERROR");
			await client.send({ ...GET, path: "/other" });
			expect(transport.sent.find(({ request }) => request.path === "/other")?.atMs).to.equal(began);
			await failing;
		});

		it("does not let a pause hold any request past its own deadline", async () => {
			const { client, clock } = fakeClient((_, index) =>
				index === 0 ? httpResponse(429, "", { "retry-after": "1200" }) : httpResponse(200),
			);
			const began = clock.now();
			const patient = client.send(GET);
			await new Promise(setImmediate);
			const error = await failure(client.send(DELETE, { atMs: began + MINUTE }), "OPERATION_TIMEOUT");
			expect(error).to.include({ mayHaveExecuted: false });
			expect(error.message).to.include("GitLab accepts no more requests within the operation's");
			expect(clock.now(), "reported at once").to.equal(began);
			await patient;
		});

		it("fails waiting requests without sending them where the pause is too long for all of them", async () => {
			const { client, clock, transport } = fakeClient(() => httpResponse(429, "", { "retry-after": "3600" }));
			const deadline = { atMs: clock.now() + 10 * MINUTE };
			await failure(client.send(GET, deadline), "GITLAB_RATE_LIMITED");
			for (const request of [GET, POST, DELETE])
				await failure(client.send(request, deadline), "OPERATION_TIMEOUT");
			expect(transport.sent).to.have.length(1);
		});

		it("slows down before it reaches the limit that GitLab reports", async () => {
			const windowMs = 10_000;
			const used = new Map<number, number>();
			let refused = 0;
			const { client, clock } = fakeClient(
				async () => {
					const window = Math.floor(clock.now() / windowMs);
					const observed = (used.get(window) ?? 0) + 1;
					used.set(window, observed);
					const reset = ((window + 1) * windowMs) / 1000;
					await clock.sleep(50);
					if (observed > 10) refused += 1;
					return httpResponse(observed > 10 ? 429 : 200, "{}", {
						"ratelimit-observed": String(observed),
						"ratelimit-remaining": String(Math.max(10 - observed, 0)),
						"ratelimit-reset": String(reset),
					});
				},
				settingsOf({ concurrency: "8" }),
			);
			const began = clock.now();
			await Promise.all(Array.from({ length: 45 }, () => client.send(GET)));
			expect(refused).to.equal(0);
			expect(clock.now() - began).to.be.at.most(5 * windowMs);
		});

		it("has no more requests in flight than configured", async () => {
			let under = 0;
			let most = 0;
			const { client, transport } = fakeClient(
				async () => {
					under += 1;
					most = Math.max(most, under);
					await new Promise(setImmediate);
					under -= 1;
					return httpResponse(200);
				},
				settingsOf({ concurrency: "3" }),
			);
			await Promise.all(Array.from({ length: 20 }, () => client.send(GET)));
			expect(most).to.equal(3);
			expect(transport.sent).to.have.length(20);
		});

		it("leaves its slot to other requests while it waits", async () => {
			const { client, transport } = fakeClient(
				({ path }, index) => httpResponse(path === "/version" && index === 0 ? 502 : 200),
				settingsOf({ concurrency: "1" }),
			);
			await Promise.all([client.send(GET), client.send({ ...GET, path: "/other" })]);
			expect(transport.sent.map(({ request }) => request.path)).to.deep.equal([
				"/version",
				"/other",
				"/version",
			]);
		});
	});

	describe("fetch", () => {
		it("parses a valid response with the schema", async () => {
			const { client } = fakeClient(() => httpResponse(200, { version: "19.1.0", more: 1 }));
			expect(await client.fetch(GET, z.object({ version: z.string() }))).to.deep.equal({ version: "19.1.0" });
		});

		it("does not retry for a response that cannot be read", async () => {
			const { client, transport } = fakeClient(() =>
				httpResponse(200, "<html></html>", { "content-type": "text/html" }),
			);
			await failure(client.fetch(GET, z.object({})), "GITLAB_RESPONSE_UNREADABLE");
			expect(transport.sent).to.have.length(1);
		});

		it("respects a deadline", async () => {
			const { client, clock } = fakeClient(() => httpResponse(200, {}));
			await failure(client.fetch(GET, z.object({}), { atMs: clock.now() - 1 }), "OPERATION_TIMEOUT");
		});
	});

	it("limits an operation to the configured timeout", () => {
		const { client, clock } = fakeClient(() => httpResponse(200), settingsOf({ operationTimeout: "5m" }));
		expect(client.deadline()).to.deep.equal({ atMs: clock.now() + 5 * MINUTE });
	});

	it("closes its connections", async () => {
		const { client, transport } = fakeClient(() => httpResponse(200));
		await client.close();
		expect(transport.closed).to.equal(1);
	});
});

describe("systemClock", () => {
	it("is the clock of this machine", async () => {
		const before = Date.now();
		await systemClock.sleep(5);
		expect(systemClock.now()).to.be.within(before, Date.now());
	});
});
