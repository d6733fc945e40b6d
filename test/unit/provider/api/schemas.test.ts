import { expect } from "chai";
import fc from "fast-check";
import {
	createdTokenWire,
	deployTokenWire,
	groupWire,
	idWire,
	projectWire,
	userWire,
} from "../../../../provider/api/schemas";

const TOKEN = {
	id: 1,
	name: "ci",
	username: "gitlab+deploy-token-1",
	expires_at: "2031-05-01T00:00:00.000Z",
	scopes: ["read_registry"],
	revoked: false,
	expired: false,
};

describe("deployTokenWire", () => {
	it("reads what GitLab sends", () => {
		expect(deployTokenWire.parse(TOKEN)).to.deep.equal(TOKEN);
		expect(deployTokenWire.parse({ ...TOKEN, expires_at: null }).expires_at).to.equal(null);
		expect(deployTokenWire.parse({ ...TOKEN, scopes: [] }).scopes).to.deep.equal([]);
		expect(deployTokenWire.parse({ ...TOKEN, name: "" }).name).to.equal("");
	});

	for (const expires_at of ["2031-05-01", "2031-05-01T02:00:00.000+02:00", "0001-01-01T00:53:28.000+00:53"])
		it(`reads the expiry ${expires_at}`, () => {
			expect(deployTokenWire.parse({ ...TOKEN, expires_at }).expires_at).to.equal(expires_at);
		});

	for (const [name, change] of [
		["no id", { id: undefined }],
		["an id of zero", { id: 0 }],
		["a negative id", { id: -1 }],
		["a fractional id", { id: 1.5 }],
		["an id past counting", { id: 2 ** 53 }],
		["an id as text", { id: "1" }],
		["no name", { name: undefined }],
		["no username", { username: null }],
		["an expiry as number", { expires_at: 1 }],
		["an expiry that is empty", { expires_at: "" }],
		["an expiry as Ruby writes a time", { expires_at: "2031-01-01 00:00:00 UTC" }],
		["an expiry without a time zone", { expires_at: "2031-01-01T00:00:00.000" }],
		["an expiry that the calendar does not have", { expires_at: "2031-02-30" }],
		["scopes as text", { scopes: "read_registry" }],
		["a scope that is none", { scopes: [null] }],
		["revoked as text", { revoked: "false" }],
		["expired as null", { expired: null }],
	] as const)
		it(`refuses ${name}`, () => {
			expect(deployTokenWire.safeParse({ ...TOKEN, ...change }).success).to.equal(false);
		});
});

describe("createdTokenWire", () => {
	it("requires ID and secret, and tolerates everything else", () => {
		const anything = fc.dictionary(
			fc.constantFrom("name", "username", "expires_at", "scopes", "revoked", "expired", "more"),
			fc.jsonValue(),
		);
		fc.assert(
			fc.property(anything, fc.integer({ min: 1 }), fc.string({ minLength: 1 }), (more, id, token) => {
				expect(createdTokenWire.parse({ ...more, id, token })).to.include({ id, token });
			}),
		);
	});
});

describe("every schema", () => {
	const schemas = { deployTokenWire, createdTokenWire, projectWire, groupWire, idWire, userWire };
	for (const [name, schema] of Object.entries(schemas))
		it(`${name} reads or refuses any JSON, and adds nothing to prototypes`, () => {
			const near = fc.record(
				{
					...Object.fromEntries(Object.keys(schema.shape).map((key) => [key, fc.jsonValue()])),
					id: fc.constant(5),
				},
				{ requiredKeys: [] },
			);
			fc.assert(
				fc.property(fc.oneof(near, fc.jsonValue()), (value) => {
					const parsed = schema.safeParse(value);
					if (!parsed.success) return;
					expect(Object.getPrototypeOf(parsed.data)).to.equal(Object.prototype);
					expect(Object.keys(schema.shape)).to.include.members(Object.keys(parsed.data));
				}),
			);
		});
});

describe("projectWire and groupWire", () => {
	it("accept the few fields that an old server or a narrow credential shows", () => {
		expect(projectWire.parse({ id: 5, name: "p", path_with_namespace: "g/p" })).to.deep.equal({
			id: 5,
			name: "p",
			path_with_namespace: "g/p",
			archived: false,
			topics: [],
		});
		expect(groupWire.parse({ id: 7, name: "g", full_path: "g", parent_id: null })).to.deep.equal({
			id: 7,
			name: "g",
			full_path: "g",
			parent_id: null,
			archived: false,
		});
	});
});
