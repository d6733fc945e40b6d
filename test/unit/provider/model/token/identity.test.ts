import { expect } from "chai";
import fc from "fast-check";
import type { DeployTokenWire } from "../../../../../provider/api/schemas";
import { identityDifferences, isRecordedToken } from "../../../../../provider/model/token/identity";
import { thrown } from "../../api/errors-seen";

const EXPIRES_AT = "2031-05-30T12:00:00.000Z";
const STATE = {
	name: "ci",
	username: "robot",
	scopes: ["read_registry", "write_registry"],
	expiresAt: EXPIRES_AT,
};
const NEVER_STATE = { name: "ci", username: "robot", scopes: ["read_registry", "write_registry"] };
const WIRE: DeployTokenWire = {
	id: 1,
	name: "ci",
	username: "robot",
	scopes: ["read_registry", "write_registry"],
	expires_at: EXPIRES_AT,
	revoked: false,
	expired: false,
};

const CHANGES = {
	name: { name: "other" },
	username: { username: "other" },
	scopes: { scopes: ["read_registry"] },
	expiresAt: { expires_at: "2031-05-30T12:00:00.001Z" },
} as const;

type Property = keyof typeof CHANGES;

describe("identityDifferences", () => {
	it("are none for the row of the recorded token", () => {
		expect(identityDifferences(STATE, WIRE)).to.deep.equal([]);
		expect(isRecordedToken(STATE, WIRE)).to.equal(true);
	});

	for (const [title, same] of [
		["revoked", { revoked: true }],
		["expired", { expired: true }],
		["with its scopes in another order", { scopes: ["write_registry", "read_registry"] }],
		["with its expiry in another time zone", { expires_at: "2031-05-30T14:00:00.000+02:00" }],
	] as const)
		it(`are none where the row is ${title}`, () => {
			expect(isRecordedToken(STATE, { ...WIRE, ...same } as DeployTokenWire)).to.equal(true);
		});

	for (const expires_at of [null, "3000-01-01T00:00:00.000Z"])
		it(`read ${JSON.stringify(expires_at)} as never`, () => {
			expect(identityDifferences(NEVER_STATE, { ...WIRE, expires_at })).to.deep.equal([]);
			expect(identityDifferences(STATE, { ...WIRE, expires_at })).to.deep.equal(["expiresAt"]);
		});

	it("include an expiry where none is recorded", () => {
		expect(identityDifferences(NEVER_STATE, WIRE)).to.deep.equal(["expiresAt"]);
	});

	for (const scopes of [
		[],
		["read_registry", "write_registry", "read_repository"],
		["read_registry", "read_repository"],
	])
		it(`include the scopes for ${JSON.stringify(scopes)}`, () => {
			expect(identityDifferences(STATE, { ...WIRE, scopes })).to.deep.equal(["scopes"]);
		});

	it("name exactly the properties that differ, always in the same order", () => {
		const all = Object.keys(CHANGES) as Property[];
		fc.assert(
			fc.property(fc.subarray(all), (changed) => {
				const wire = Object.assign({}, WIRE, ...changed.map((property) => CHANGES[property]));
				expect(identityDifferences(STATE, wire)).to.deep.equal(changed);
				expect(isRecordedToken(STATE, wire)).to.equal(changed.length === 0);
			}),
		);
	});

	it("fail for an expiry that cannot be read, instead of reporting another token", () => {
		thrown(() => identityDifferences(STATE, { ...WIRE, expires_at: "soon" }), "GITLAB_RESPONSE_UNREADABLE");
	});
});
