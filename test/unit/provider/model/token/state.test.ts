import { expect } from "chai";
import fc from "fast-check";
import type { DeployTokenWire } from "../../../../../provider/api/schemas";
import type { DeployTokenInputs } from "../../../../../provider/model/token/inputs";
import { plannedExpiry, toNewDeployToken } from "../../../../../provider/model/token/new-token";
import { holderOf, readState } from "../../../../../provider/model/token/read-state";
import {
	adoptedState,
	createdState,
	type DeployTokenState,
	inputsOf,
	observedState,
	updatedState,
} from "../../../../../provider/model/token/state";
import { observedStatus } from "../../../../../provider/model/token/status";
import { wireInstant } from "../../../../../provider/model/token/wire-instants";
import { defaultUsername } from "../../../../../provider/model/values/default-username";
import { formatTokenId } from "../../../../../provider/model/values/token-id";
import { itHolds } from "../../../../support/it-holds";
import { expectNoSecret, thrown } from "../../api/errors-seen";
import {
	created,
	declarations,
	futureInstants,
	HOST,
	NOW_MS,
	names,
	scopeSets,
	usernames,
} from "./declarations";

const SECRET = "gldt-0123456789abcdefghij";

const instantsOnTheWire = fc.oneof(
	fc.constant(null),
	fc.constant("3000-01-01T00:00:00.000Z"),
	futureInstants,
	futureInstants.map((instant) => instant.replace("Z", "+00:00")),
);

const wires: fc.Arbitrary<DeployTokenWire> = fc.record({
	id: fc.integer({ min: 1 }),
	name: names,
	username: usernames,
	expires_at: instantsOnTheWire,
	scopes: scopeSets,
	revoked: fc.boolean(),
	expired: fc.boolean(),
});

function expectNothingUndefined(properties: object): void {
	expect(Object.values(properties)).to.not.include(undefined);
	expect(JSON.parse(JSON.stringify(properties))).to.deep.equal(properties);
}

describe("plannedExpiry", () => {
	it("counts a lifetime from now, and uses an instant unchanged", () => {
		const inputs: DeployTokenInputs = { project: 5, name: "ci", scopes: ["read_registry"], status: "active" };
		expect(plannedExpiry(inputs, NOW_MS)).to.equal(undefined);
		expect(plannedExpiry({ ...inputs, expiresIn: "36h" }, NOW_MS)).to.equal("2030-01-03T00:00:00.000Z");
		expect(plannedExpiry({ ...inputs, expiresIn: "P100D" }, NOW_MS)).to.equal("2030-04-11T12:00:00.000Z");
		expect(plannedExpiry({ ...inputs, expiresAt: "2031-05-01T00:00:00.000Z" }, NOW_MS)).to.equal(
			"2031-05-01T00:00:00.000Z",
		);
	});
});

describe("toNewDeployToken", () => {
	itHolds("contains what is declared, and nothing that is omitted", declarations, (inputs) => {
		const expiresAt = plannedExpiry(inputs, NOW_MS);
		const requested = toNewDeployToken(inputs, expiresAt);
		expect(requested).to.deep.equal(
			JSON.parse(
				JSON.stringify({
					name: inputs.name,
					scopes: inputs.scopes,
					username: inputs.username,
					expires_at: expiresAt,
				}),
			),
		);
	});
});

describe("createdState", () => {
	itHolds("is the same when it is read back", created, ({ id, state }) => {
		const written = JSON.parse(JSON.stringify({ ...state, __provider: "text" })) as unknown;
		expect(readState(formatTokenId(id), written)).to.deep.equal({ id, state, holder: holderOf(state) });
	});

	itHolds(
		"holds the inputs as resolved, the secret, and nothing undefined",
		created,
		({ inputs, id, state }) => {
			expectNothingUndefined(state);
			expect(state).to.deep.include({ ...inputs, tokenId: id.tokenId, token: SECRET, host: HOST });
			expect(state.createdAt).to.equal("2030-01-01T12:00:00.000Z");
		},
	);

	itHolds(
		"holds the username and the expiry that GitLab returned, whatever was requested",
		declarations,
		usernames,
		futureInstants,
		(inputs, username, instant) => {
			const sent = { id: 12, token: SECRET, username, expires_at: instant.replace("Z", "+00:00") };
			const at = { expiresAt: plannedExpiry(inputs, NOW_MS), host: HOST, nowMs: NOW_MS };
			expect(createdState(inputs, sent, at)).to.include({ username, expiresAt: instant });
		},
	);

	itHolds("never holds `adopt`", declarations, (inputs) => {
		const adopting = { ...inputs, adopt: { tokenId: 12, token: "another" } };
		const at = { expiresAt: undefined, host: HOST, nowMs: NOW_MS };
		const state = createdState(adopting, { id: 1, token: SECRET, username: undefined, expires_at: null }, at);
		expect(state).to.not.have.property("adopt");
	});

	itHolds(
		"falls back to what was requested, since nothing may fail once the secret was shown",
		declarations,
		fc.constantFrom(undefined, null, "", "never", "2030-02-30", "2031-01-01 00:00:00 UTC", "3000-01-01"),
		(inputs, expires_at) => {
			const expiresAt = plannedExpiry(inputs, NOW_MS);
			const sent = { id: 12, token: SECRET, username: undefined, expires_at };
			const state = createdState(inputs, sent, { expiresAt, host: HOST, nowMs: NOW_MS });
			expectNothingUndefined(state);
			expect(state.expiresAt).to.equal(expiresAt);
			expect(state.username).to.equal(inputs.username ?? "gitlab+deploy-token-12");
		},
	);
});

describe("adoptedState", () => {
	itHolds(
		"holds GitLab's values, the secret if it was given, and nothing undefined",
		declarations,
		wires,
		fc.option(fc.constant(SECRET), { nil: undefined }),
		(inputs, wire, token) => {
			const adopt = token === undefined ? { tokenId: wire.id } : { tokenId: wire.id, token };
			const state = adoptedState({ ...inputs, adopt }, wire, { host: HOST, nowMs: NOW_MS });
			expectNothingUndefined(state);
			expect(state).to.include({
				tokenId: wire.id,
				username: wire.username,
				host: HOST,
				status: "active",
			});
			expect(state.token).to.equal(token);
			expect(state.expiresAt).to.equal(wireInstant(wire.expires_at));
			expect(state).to.not.have.property("adopt");
		},
	);
});

describe("observedState", () => {
	itHolds(
		"holds the status that GitLab shows, and nothing else of the row",
		created,
		wires,
		({ state }, wire) => {
			const observed = observedState(state, wire, NOW_MS);
			expectNothingUndefined(observed);
			expect(observed).to.deep.equal({ ...state, status: observedStatus(wire, NOW_MS) });
		},
	);

	itHolds("is unchanged for a token as it was created", created, ({ state }) => {
		const wire = {
			id: state.tokenId,
			name: state.name,
			username: state.username,
			expires_at: state.expiresAt ?? null,
			scopes: [...state.scopes],
			revoked: false,
			expired: false,
		};
		expect(observedState(state, wire, NOW_MS)).to.deep.equal(state);
	});
});

describe("inputsOf", () => {
	itHolds("returns what was declared", created, ({ inputs, state }) => {
		const declared = inputsOf(state);
		expectNothingUndefined(declared);
		expect(declared).to.deep.equal(inputs);
		expect(JSON.stringify(declared)).to.not.include(SECRET);
	});
});

describe("updatedState", () => {
	itHolds(
		"adopts the declared owner, connection and policy, and keeps everything else",
		created,
		declarations,
		({ state }, declared) => {
			const updated = updatedState(state, declared, "https://moved.example.com");
			expectNothingUndefined(updated);
			for (const key of ["project", "group", "connection", "expiresIn", "rotateBefore"] as const)
				expect(updated[key], key).to.equal(declared[key]);
			for (const key of [
				"name",
				"scopes",
				"username",
				"expiresAt",
				"status",
				"tokenId",
				"token",
				"createdAt",
			] as const)
				expect(updated[key], key).to.deep.equal(state[key]);
			expect(updated.host).to.equal("https://moved.example.com");
		},
	);
});

describe("observedStatus", () => {
	const at = (expires_at: string | null, revoked = false, expired = false) =>
		observedStatus({ expires_at, revoked, expired }, NOW_MS);

	it("follows the clock alone where GitLab is too old for the flag", () => {
		const old = (expires_at: string) =>
			observedStatus({ expires_at, revoked: false, expired: undefined }, NOW_MS);
		expect(old("2029-01-01T00:00:00.000Z")).to.equal("expired");
		expect(old("2030-01-01T12:00:00.001Z")).to.equal("active");
	});

	it("follows GitLab's flags, and the clock for the two days that `expired` may lag", () => {
		expect(at(null)).to.equal("active");
		expect(at("2030-01-01T12:00:00.001Z")).to.equal("active");
		expect(at("2030-01-01T12:00:00.000Z")).to.equal("expired");
		expect(at("2030-01-01T13:00:00.000+01:00")).to.equal("expired");
		expect(at("2031-01-01T00:00:00.000Z", false, true)).to.equal("expired");
		expect(at("2029-12-30T12:00:00.001Z")).to.equal("expired");
		expect(at("2029-12-30T12:00:00.000Z")).to.equal("active");
		expect(at(null, true)).to.equal("revoked");
		expect(at("2029-01-01T00:00:00.000Z", true, true)).to.equal("revoked");
	});
});

describe("wireInstant", () => {
	for (const [wire, instant] of [
		["2030-01-01T00:00:00.000Z", "2030-01-01T00:00:00.000Z"],
		["2030-01-01T01:00:00.000+01:00", "2030-01-01T00:00:00.000Z"],
		["2030-01-01", "2030-01-01T00:00:00.000Z"],
		["3000-01-01T00:00:00.000Z", undefined],
		[null, undefined],
		[undefined, undefined],
		["0000-12-31T19:03:58.000-04:56", "0001-01-01T00:00:00.000Z"],
		["9999-12-31T23:59:59.000-01:00", "9999-12-31T23:59:59.999Z"],
	] as const)
		it(`reads ${JSON.stringify(wire)}`, () => {
			expect(wireInstant(wire)).to.equal(instant);
		});

	for (const wire of ["", "soon", "2031-01-01 00:00:00 UTC", "2031-01-01T00:00:00", "2031-02-30"])
		it(`fails for ${JSON.stringify(wire)}, which is neither "never" nor a difference`, () => {
			const error = thrown(() => wireInstant(wire), "GITLAB_RESPONSE_UNREADABLE");
			expect(error.message).to.include("`expires_at`");
		});
});

describe("readState", () => {
	const malformed: [keyof DeployTokenState, unknown[]][] = [
		["project", ["", true, {}, null]],
		["group", ["", [], null]],
		["name", [undefined, null, 5, {}]],
		["scopes", [undefined, null, "read_registry", [5], [""], {}]],
		["username", [undefined, null, "", 5]],
		["expiresAt", [null, "", "soon", 5]],
		["expiresIn", [null, "", 5]],
		["rotateBefore", [null, "", 5]],
		["connection", [null, "", 5]],
		["status", [undefined, null, "", 5, "bogus", "gone"]],
		["tokenId", [undefined, null, "12", {}]],
		["token", [null, "", 5, {}]],
		["createdAt", [null, "", "yesterday", 5]],
		["host", [undefined, null, "", 5]],
	];
	for (const [key, values] of malformed)
		it(`refuses a malformed ${key} without showing its value`, () => {
			fc.assert(
				fc.property(created, fc.constantFrom(...values), ({ id, state }, value) => {
					const broken = { ...state, [key]: value };
					const error = thrown(() => readState(formatTokenId(id), broken), "DEPLOY_TOKEN_STATE_UNREADABLE");
					expect(error.message).to.include(`\`${key}\``).and.include(formatTokenId(id));
					expectNoSecret(error, SECRET);
				}),
				{ numRuns: 20 },
			);
		});

	for (const [contradiction, change, reason] of [
		["the other kind of owner", { project: undefined, group: 7 }, "`project` is not the owner in its ID"],
		["both kinds", { project: 5, group: 7 }, "it names both a project and a group"],
		["no owner", { project: undefined }, "`project` is not the owner in its ID"],
		["another number", { project: 6 }, "`project` is not the owner in its ID"],
	] as const)
		it(`refuses a state of a project's token with ${contradiction}`, () => {
			fc.assert(
				fc.property(created, ({ state }) => {
					const { group: _, ...kept } = state;
					const broken = { ...kept, ...{ project: 5, tokenId: 12 }, ...change };
					const read = () => readState("projects/5/deploy_tokens/12", broken);
					expect(thrown(read, "DEPLOY_TOKEN_STATE_UNREADABLE").message).to.contain(reason);
				}),
				{ numRuns: 20 },
			);
		});

	it("reads or refuses any value, with no other error", () => {
		const hostile = fc.oneof(
			fc.jsonValue(),
			fc.dictionary(
				fc.constantFrom(...malformed.map(([key]) => key), "__proto__", "stateVersion"),
				fc.jsonValue(),
			),
			fc
				.tuple(created, fc.constantFrom(...malformed.map(([key]) => key)), fc.jsonValue())
				.map(([{ state }, key, value]): unknown => ({ ...state, [key]: value })),
		);
		const ids = fc.oneof(
			fc.string(),
			created.map(({ id }) => formatTokenId(id)),
		);
		fc.assert(
			fc.property(ids, hostile, (id, props) => {
				try {
					readState(id, props);
				} catch (error) {
					expect(error).to.have.property("code", "DEPLOY_TOKEN_STATE_UNREADABLE");
				}
				expect({}).to.not.have.property("polluted");
			}),
			{ numRuns: 300 },
		);
	});
});

describe("defaultUsername", () => {
	it("is the one that GitLab generates", () => {
		expect(defaultUsername(12)).to.equal("gitlab+deploy-token-12");
	});
});
