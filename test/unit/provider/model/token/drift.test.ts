import { expect } from "chai";
import fc from "fast-check";
import { driftedProperties } from "../../../../../provider/model/token/drift";
import { created } from "./declarations";

describe("driftedProperties", () => {
	it("finds nothing where GitLab has what is recorded, scopes in any order", () => {
		fc.assert(
			fc.property(created, ({ state }) => {
				expect(driftedProperties(state, { ...state, scopes: [...state.scopes].reverse() })).to.deep.equal([]);
			}),
		);
	});

	it("finds exactly what differs", () => {
		const differing = {
			status: "revoked",
			name: "another\nname",
			username: "another@username",
			scopes: ["a_scope_of_tomorrow"],
			expiresAt: "9000-01-01T00:00:00.000Z",
		} as const;
		fc.assert(
			fc.property(created, fc.subarray(Object.keys(differing)), ({ state }, keys) => {
				const changes = Object.fromEntries(Object.entries(differing).filter(([key]) => keys.includes(key)));
				expect(driftedProperties(state, { ...state, ...changes })).to.have.members(keys);
			}),
		);
	});

	it("sees a dead token, also where its death is recorded already", () => {
		fc.assert(
			fc.property(created, fc.constantFrom("revoked" as const, "expired" as const), ({ state }, status) => {
				const dead = { ...state, status };
				expect(driftedProperties(dead, dead)).to.deep.equal(["status"]);
				expect(driftedProperties(dead, state)).to.deep.equal([]);
			}),
		);
	});

	it("sees an expiry come and go", () => {
		fc.assert(
			fc.property(created, ({ state }) => {
				const { expiresAt, ...never } = state;
				const drifted = expiresAt === undefined ? [] : ["expiresAt"];
				expect(driftedProperties(state, never)).to.deep.equal(drifted);
				expect(driftedProperties(never, state)).to.deep.equal(drifted);
			}),
		);
	});
});
