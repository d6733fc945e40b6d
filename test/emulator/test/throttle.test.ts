import { expect } from "chai";
import { loadWorld } from "../src/fixture/load-world";
import type { Credential } from "../src/http/authenticate";
import { Throttles } from "../src/http/throttle";

const ownUrl = "http://127.0.0.1:1";
const windowStart = 1_893_456_000_000;

function setUp(limits: object) {
	const accessTokens = [{ token: "a-token" }, { token: "b-token" }, { token: "dead-token", revoked: true }];
	const users = [{ username: "u", accessTokens }];
	const { world } = loadWorld({ instance: { throttle: limits }, users }, ownUrl);
	const throttles = new Throttles();
	const check = (credential: Credential | string, nowMs: number, address = "1.1.1.1") =>
		throttles.check(world, world.accessTokens.get(String(credential)) ?? "none", address, nowMs);
	return check;
}

describe("Throttles", () => {
	it("counts a user's tokens together, and refuses from the first request over the limit", () => {
		const check = setUp({ authenticated: { requests: 2, periodSeconds: 100 } });
		expect(check("a-token", windowStart).refusal).to.equal(undefined);
		expect(check("b-token", windowStart).refusal).to.equal(undefined);
		const { refusal } = check("a-token", windowStart + 30_500);
		expect(refusal).to.deep.include({ status: 429, body: "Retry later\n" });
		expect(refusal?.headers).to.deep.include({
			"Content-Type": "text/plain",
			"RateLimit-Name": "throttle_authenticated_api",
			"RateLimit-Limit": "2",
			"RateLimit-Observed": "3",
			"RateLimit-Remaining": "0",
			"RateLimit-Reset": String(windowStart / 1000 + 100),
			"Retry-After": "70",
		});
	});

	it("starts again with the next window", () => {
		const check = setUp({ authenticated: { requests: 1, periodSeconds: 100 } });
		check("a-token", windowStart);
		expect(check("a-token", windowStart + 99_999).refusal?.status).to.equal(429);
		expect(check("a-token", windowStart + 100_000).refusal).to.equal(undefined);
	});

	it("counts requests without a valid credential by address", () => {
		const check = setUp({ unauthenticated: { requests: 1, periodSeconds: 100 } });
		check("none", windowStart, "1.1.1.1");
		expect(check("dead-token", windowStart, "1.1.1.1").refusal?.status).to.equal(429);
		expect(check("none", windowStart, "2.2.2.2").refusal).to.equal(undefined);
		expect(check("a-token", windowStart, "1.1.1.1").refusal).to.equal(undefined);
	});

	it("scales the limit to a minute, rounded up", () => {
		const check = setUp({ authenticated: { requests: 7200, periodSeconds: 3600 }, headersAlways: true });
		expect(check("a-token", windowStart).headers).to.deep.equal({
			"RateLimit-Name": "throttle_authenticated_api",
			"RateLimit-Limit": "120",
			"RateLimit-Observed": "1",
			"RateLimit-Remaining": "7199",
			"RateLimit-Reset": String(windowStart / 1000 + 3600),
		});
	});
});
