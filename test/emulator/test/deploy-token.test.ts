import { expect } from "chai";
import fc from "fast-check";
import {
	canonicalScopes,
	DEPLOY_TOKEN_SCOPES,
	FOREVER_MS,
	generateSecret,
	isActive,
	isExpired,
	toSentence,
	validationMessages,
} from "../src/world/deploy-token";
import type { DeployToken, Group } from "../src/world/entities";
import { renderInstant } from "../src/world/instant";

const valid = { name: "n", username: null, scopes: ["read_registry"], expiresAtMs: undefined };

function token(expiresAtMs: number, revoked = false): DeployToken {
	const owner = {} as Group;
	return { id: 1, owner, name: "n", username: null, scopes: [], expiresAtMs, secret: "s", revoked };
}

describe("canonicalScopes", () => {
	it("returns the same for every order and repetition", () => {
		const some = fc.subarray([...DEPLOY_TOKEN_SCOPES]);
		fc.assert(
			fc.property(some, fc.infiniteStream(fc.nat()), (scopes, numbers) => {
				const shuffled = [...scopes, ...scopes]
					.map((scope) => [scope, numbers.next().value] as const)
					.sort((a, b) => a[1] - b[1])
					.map(([scope]) => scope);
				expect(canonicalScopes(shuffled)).to.deep.equal(scopes);
			}),
		);
	});
});

describe("validationMessages", () => {
	it("returns no messages for a valid token", () => {
		expect(validationMessages(valid, 255)).to.deep.equal([]);
	});

	it("counts characters, not UTF-16 units", () => {
		expect(validationMessages({ ...valid, name: "💡".repeat(255) }, 255)).to.deep.equal([]);
		expect(validationMessages({ ...valid, name: "💡".repeat(256) }, 255)).to.have.length(1);
	});

	it("does not check the name on servers without the limit", () => {
		expect(validationMessages({ ...valid, name: "n".repeat(5000) }, null)).to.deep.equal([]);
	});

	it("reports everything at once, in GitLab's order", () => {
		const broken = { ...valid, name: "n".repeat(256), username: " b".repeat(200), scopes: [] };
		expect(toSentence(validationMessages(broken, 255))).to.equal(
			"Scopes can't be blank, Username is too long (maximum is 255 characters), " +
				"Username can contain only letters, digits, '_', '-', '+', and '.', " +
				"and Name is too long (maximum is 255 characters)",
		);
	});
});

describe("toSentence", () => {
	for (const [parts, sentence] of [
		[[], ""],
		[["a"], "a"],
		[["a", "b"], "a and b"],
		[["a", "b", "c"], "a, b, and c"],
	] as const)
		it(`joins ${parts.length} parts`, () => {
			expect(toSentence(parts)).to.equal(sentence);
		});
});

describe("expiry", () => {
	const noon = Date.parse("2030-06-15T12:00:00Z");
	const midnight = Date.parse("2030-06-15T00:00:00Z");

	for (const [mode, now, expired, active] of [
		["instant", noon - 1, false, true],
		["instant", noon, true, false],
		["date", noon, false, true],
		["date", noon + 1, false, false],
		["date", midnight + 86_399_999, false, false],
		["date", midnight + 86_400_000, true, false],
	] as const)
		it(`${mode} mode at ${new Date(now).toISOString()}: expired ${expired}, active ${active}`, () => {
			expect(isExpired(token(noon), mode, now)).to.equal(expired);
			expect(isActive(token(noon), mode, now)).to.equal(active);
		});

	it("is never reached by a token without an expiry, and a revoked token is not active", () => {
		for (const mode of ["instant", "date"] as const) {
			expect(isExpired(token(FOREVER_MS), mode, FOREVER_MS * 2)).to.equal(false);
			expect(isActive(token(FOREVER_MS, true), mode, noon)).to.equal(false);
		}
	});
});

describe("generateSecret", () => {
	for (const [prefix, pattern] of [
		["", /^gldt-[A-Za-z0-9_-]{20}$/],
		["gl", /^gldt-[A-Za-z0-9_-]{20}$/],
		["acme", /^acme-gldt-[A-Za-z0-9_-]{20}$/],
	] as const)
		it(`has the shape ${pattern} under the prefix "${prefix}"`, () => {
			const secrets = Array.from({ length: 100 }, () => generateSecret(prefix));
			for (const secret of secrets) expect(secret).to.match(pattern);
			expect(new Set(secrets).size).to.equal(100);
		});
});

describe("renderInstant", () => {
	const instant = Date.parse("2030-01-01T00:00:00.5Z");

	for (const [zone, text] of [
		["UTC", "2030-01-01T00:00:00.500Z"],
		["Europe/Berlin", "2030-01-01T01:00:00.500+01:00"],
		["America/New_York", "2029-12-31T19:00:00.500-05:00"],
	] as const)
		it(`renders in ${zone}`, () => {
			expect(renderInstant(instant, zone)).to.equal(text);
		});
});
