import { expect } from "chai";
import { plain, project } from "./deploy-token-routes";
import type { HttpResponse } from "./exchange";
import { expectResponse } from "./expectations";
import { control, itNeeds, send, useTarget } from "./target";
import { type FixtureInstance, world } from "./world";

type Throttle = NonNullable<FixtureInstance["throttle"]>;

const tenSecondsIn = "2030-01-01T00:00:10Z";
const epoch = Date.parse(tenSecondsIn) / 1000;

async function throttled(throttle: Throttle): Promise<void> {
	await control().reset(world({ instance: { throttle } }));
	await control().setClock(tenSecondsIn);
}

const request = (as: "anon" | "maint" | "owner" = "maint") => project.list("", { as });

async function afterRequests(times: number, as: "anon" | "maint" | "owner" = "maint"): Promise<HttpResponse> {
	let response = await request(as);
	for (let index = 1; index < times; index++) response = await request(as);
	return response;
}

describe("throttling", () => {
	useTarget();
	const throttling = (title: string, throttle: Throttle, run: () => Promise<void>) =>
		itNeeds("control", title, async () => {
			await throttled(throttle);
			await run();
		});
	const threePerHour = { requests: 3, periodSeconds: 3600 };

	itNeeds("control", "is off by default, and sends no headers", async () => {
		const response = await afterRequests(50);
		expect(response.status).to.equal(200);
		expect(Object.keys(response.headers).join(" ")).not.to.match(/ratelimit|retry-after/i);
	});

	throttling("responds with 429 in plain text over the limit", { authenticated: threePerHour }, async () => {
		expect((await afterRequests(3)).status).to.equal(200);
		const response = await request();
		expectResponse(response, 429, "Retry later\n");
		expect(response.headers["content-type"]).to.match(/^text\/plain\b/);
		expect(response.headers).to.include({
			"ratelimit-name": "throttle_authenticated_api",
			"ratelimit-limit": "1",
			"ratelimit-observed": "4",
			"ratelimit-remaining": "0",
			"ratelimit-reset": String(epoch + 3590),
			"ratelimit-resettime": "Tue, 01 Jan 2030 01:00:00 GMT",
			"retry-after": "3590",
		});
	});

	throttling("starts again with a new period", { authenticated: threePerHour }, async () => {
		expect((await afterRequests(4)).status).to.equal(429);
		await control().advanceClock("PT3589S");
		const last = await request();
		expect(last.status).to.equal(429);
		expect(last.headers["retry-after"]).to.equal("1");
		await control().advanceClock("PT1S");
		expect((await afterRequests(3)).status).to.equal(200);
		expect((await request()).status).to.equal(429);
	});

	throttling("counts by user", { authenticated: threePerHour }, async () => {
		expect((await afterRequests(4, "maint")).status).to.equal(429);
		expect((await afterRequests(3, "owner")).status).to.equal(200);
		expect((await afterRequests(5, "anon")).status).to.equal(404);
	});

	throttling(
		"counts callers without a credential by address",
		{ unauthenticated: threePerHour },
		async () => {
			expect((await afterRequests(3, "anon")).status).to.equal(404);
			const response = await request("anon");
			expectResponse(response, 429, "Retry later\n");
			expect(response.headers["ratelimit-name"]).to.equal("throttle_unauthenticated_api");
			expect((await afterRequests(5, "maint")).status).to.equal(200);
		},
	);

	throttling(
		"is checked before route, parameters and role, and stores nothing",
		{
			authenticated: threePerHour,
		},
		async () => {
			await afterRequests(3);
			for (const response of [
				await project.create(plain),
				await project.create({}),
				await send("GET", "/no/such/route", { as: "maint" }),
				await send("GET", "/deploy_tokens", { as: "maint" }),
			])
				expectResponse(response, 429, "Retry later\n");
			expectResponse(await request("owner"), 200, []);
		},
	);

	for (const [requests, periodSeconds, limit] of [
		[7200, 3600, "120"],
		[3600, 3600, "60"],
		[100, 3600, "2"],
		[1, 3600, "1"],
		[60, 60, "60"],
		[1, 10, "6"],
	] as const)
		throttling(
			`shows RateLimit-Limit: ${limit} for ${requests} requests per ${periodSeconds} s`,
			{ authenticated: { requests, periodSeconds }, headersAlways: true },
			async () => {
				expect((await request()).headers["ratelimit-limit"]).to.equal(limit);
			},
		);

	throttling(
		"responds with the configured text and a newline",
		{
			authenticated: { requests: 1, periodSeconds: 60 },
			responseText: "Too eager.",
		},
		async () => {
			expectResponse(await afterRequests(2), 429, "Too eager.\n");
		},
	);

	throttling(
		"sends the first five headers with every response on newer servers",
		{
			authenticated: threePerHour,
			unauthenticated: { requests: 10, periodSeconds: 60 },
			headersAlways: true,
		},
		async () => {
			const response = await afterRequests(2);
			expect(response.status).to.equal(200);
			expect(response.headers).to.include({
				"ratelimit-name": "throttle_authenticated_api",
				"ratelimit-limit": "1",
				"ratelimit-observed": "2",
				"ratelimit-remaining": "1",
				"ratelimit-reset": String(epoch + 3590),
			});
			expect(response.headers).not.to.have.any.keys("retry-after", "ratelimit-resettime");
			const created = await project.create(plain);
			expect(created.status).to.equal(201);
			expect(created.headers).to.include({ "ratelimit-observed": "3", "ratelimit-remaining": "0" });
			const anonymous = await request("anon");
			expect(anonymous.headers).to.include({
				"ratelimit-name": "throttle_unauthenticated_api",
				"ratelimit-limit": "10",
				"ratelimit-observed": "1",
				"ratelimit-remaining": "9",
				"ratelimit-reset": String(epoch + 50),
			});
		},
	);

	throttling("sends them with 429 only on older servers", { authenticated: threePerHour }, async () => {
		expect(Object.keys((await request()).headers).join(" ")).not.to.match(/ratelimit/i);
	});
});
