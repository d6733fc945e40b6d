import { expect } from "chai";
import { plain, project } from "./deploy-token-routes";
import type { Answer } from "./exchange";
import { expectAnswer } from "./expectations";
import { control, needs, send, useTarget } from "./target";
import { type FixtureInstance, world } from "./world";

type Throttle = NonNullable<FixtureInstance["throttle"]>;

const tenSecondsIn = "2030-01-01T00:00:10Z";
const epoch = Date.parse(tenSecondsIn) / 1000;

async function throttled(throttle: Throttle): Promise<void> {
	await control().reset(world({ instance: { throttle } }));
	await control().setClock(tenSecondsIn);
}

const ask = (as: "anon" | "maint" | "owner" = "maint") => project.list("", { as });

async function asked(times: number, as: "anon" | "maint" | "owner" = "maint"): Promise<Answer> {
	let answer = await ask(as);
	for (let index = 1; index < times; index++) answer = await ask(as);
	return answer;
}

describe("throttling", () => {
	useTarget();
	const throttling = (title: string, throttle: Throttle, run: () => Promise<void>) =>
		it(
			title,
			needs("control", async () => {
				await throttled(throttle);
				await run();
			}),
		);
	const threePerHour = { requests: 3, periodSeconds: 3600 };

	it(
		"§9 is off by default, and says nothing of itself",
		needs("control", async () => {
			const answer = await asked(50);
			expect(answer.status).to.equal(200);
			expect(Object.keys(answer.headers).join(" ")).not.to.match(/ratelimit|retry-after/i);
		}),
	);

	throttling("§9 answers 429 in plain text over the limit", { authenticated: threePerHour }, async () => {
		expect((await asked(3)).status).to.equal(200);
		const answer = await ask();
		expectAnswer(answer, 429, "Retry later\n");
		expect(answer.headers["content-type"]).to.match(/^text\/plain\b/);
		expect(answer.headers).to.include({
			"ratelimit-name": "throttle_authenticated_api",
			"ratelimit-limit": "1",
			"ratelimit-observed": "4",
			"ratelimit-remaining": "0",
			"ratelimit-reset": String(epoch + 3590),
			"ratelimit-resettime": "Tue, 01 Jan 2030 01:00:00 GMT",
			"retry-after": "3590",
		});
	});

	throttling("§9 a new period starts afresh", { authenticated: threePerHour }, async () => {
		expect((await asked(4)).status).to.equal(429);
		await control().advanceClock("PT3589S");
		const last = await ask();
		expect(last.status).to.equal(429);
		expect(last.headers["retry-after"]).to.equal("1");
		await control().advanceClock("PT1S");
		expect((await asked(3)).status).to.equal(200);
		expect((await ask()).status).to.equal(429);
	});

	throttling("§9 counts by user", { authenticated: threePerHour }, async () => {
		expect((await asked(4, "maint")).status).to.equal(429);
		expect((await asked(3, "owner")).status).to.equal(200);
		expect((await asked(5, "anon")).status).to.equal(404);
	});

	throttling(
		"§9 counts callers without a credential by address",
		{ unauthenticated: threePerHour },
		async () => {
			expect((await asked(3, "anon")).status).to.equal(404);
			const answer = await ask("anon");
			expectAnswer(answer, 429, "Retry later\n");
			expect(answer.headers["ratelimit-name"]).to.equal("throttle_unauthenticated_api");
			expect((await asked(5, "maint")).status).to.equal(200);
		},
	);

	throttling(
		"§7 is looked at before route, parameters and role, and stores nothing",
		{
			authenticated: threePerHour,
		},
		async () => {
			await asked(3);
			for (const answer of [
				await project.create(plain),
				await project.create({}),
				await send("GET", "/no/such/route", { as: "maint" }),
				await send("GET", "/deploy_tokens", { as: "maint" }),
			])
				expectAnswer(answer, 429, "Retry later\n");
			expectAnswer(await ask("owner"), 200, []);
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
			`166. ${requests} requests per ${periodSeconds} s show RateLimit-Limit: ${limit}`,
			{ authenticated: { requests, periodSeconds }, headersAlways: true },
			async () => {
				expect((await ask()).headers["ratelimit-limit"]).to.equal(limit);
			},
		);

	throttling(
		"167. answers with the text of the settings and a newline",
		{
			authenticated: { requests: 1, periodSeconds: 60 },
			responseText: "Too eager.",
		},
		async () => {
			expectAnswer(await asked(2), 429, "Too eager.\n");
		},
	);

	throttling(
		"§9 newer servers send the first five headers with every answer",
		{
			authenticated: threePerHour,
			unauthenticated: { requests: 10, periodSeconds: 60 },
			headersAlways: true,
		},
		async () => {
			const answer = await asked(2);
			expect(answer.status).to.equal(200);
			expect(answer.headers).to.include({
				"ratelimit-name": "throttle_authenticated_api",
				"ratelimit-limit": "1",
				"ratelimit-observed": "2",
				"ratelimit-remaining": "1",
				"ratelimit-reset": String(epoch + 3590),
			});
			expect(answer.headers).not.to.have.any.keys("retry-after", "ratelimit-resettime");
			const created = await project.create(plain);
			expect(created.status).to.equal(201);
			expect(created.headers).to.include({ "ratelimit-observed": "3", "ratelimit-remaining": "0" });
			const anonymous = await ask("anon");
			expect(anonymous.headers).to.include({
				"ratelimit-name": "throttle_unauthenticated_api",
				"ratelimit-limit": "10",
				"ratelimit-observed": "1",
				"ratelimit-remaining": "9",
				"ratelimit-reset": String(epoch + 50),
			});
		},
	);

	throttling("§9 older servers send them with 429 only", { authenticated: threePerHour }, async () => {
		expect(Object.keys((await ask()).headers).join(" ")).not.to.match(/ratelimit/i);
	});
});
