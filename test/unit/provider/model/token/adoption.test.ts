import { expect } from "chai";
import fc from "fast-check";
import type { DeployTokenWire } from "../../../../../provider/api/schemas";
import { checkDeployTokenSet } from "../../../../../provider/model/set/check";
import { keyInputs, parseTokens } from "../../../../../provider/model/set/inputs";
import { adoptionMismatches } from "../../../../../provider/model/token/adoption";
import { type CheckFailure, checkDeployToken } from "../../../../../provider/model/token/check";
import type { DeployTokenInputs } from "../../../../../provider/model/token/inputs";
import { KNOWN_SCOPES } from "../../../../../provider/model/values/scopes";
import { UNKNOWN } from "../../../../../provider/model/values/unknown";
import { itHolds } from "../../../../support/it-holds";

const NOW_MS = Date.parse("2031-03-01T12:00:00Z");

const wires: fc.Arbitrary<DeployTokenWire> = fc.record({
	id: fc.integer({ min: 1, max: 1e9 }),
	name: fc.string({ minLength: 1 }),
	username: fc.stringMatching(/^[a-z0-9._+-]{1,20}$/),
	scopes: fc.subarray([...KNOWN_SCOPES], { minLength: 1 }),
	expires_at: fc.option(
		fc
			.date({ min: new Date(NOW_MS + 1), max: new Date("2990-01-01"), noInvalidDate: true })
			.map((date) => date.toISOString()),
	),
	revoked: fc.constant(false),
	expired: fc.constant(false),
});

/** What declares exactly this token. */
function declarationOf(wire: DeployTokenWire): DeployTokenInputs {
	return {
		project: 5,
		name: wire.name,
		username: wire.username,
		scopes: [...wire.scopes].reverse(),
		...(wire.expires_at == null ? {} : { expiresAt: new Date(wire.expires_at).toISOString() }),
		adopt: { tokenId: wire.id },
		status: "active",
	};
}

describe("adoptionMismatches", () => {
	itHolds("finds none where everything is declared as in GitLab, scopes in any order", wires, (wire) => {
		expect(adoptionMismatches(declarationOf(wire), wire, NOW_MS)).to.deep.equal([]);
	});

	it("finds exactly the properties that differ, each with what to declare", () => {
		const differing = {
			name: { name: "another name" },
			username: { username: "another-username" },
			scopes: { scopes: ["a_scope_of_tomorrow"] },
			expiresAt: { expiresAt: "2991-01-01T00:00:00.000Z" },
		};
		fc.assert(
			fc.property(
				wires,
				fc.subarray(Object.keys(differing) as (keyof typeof differing)[]),
				(wire, properties) => {
					const changed = Object.assign({}, ...properties.map((property) => differing[property]));
					const found = adoptionMismatches({ ...declarationOf(wire), ...changed }, wire, NOW_MS);
					expect(found.map(({ property }) => property)).to.have.members(properties);
					for (const { reason } of found) expect(reason).to.match(/; (declare|leave) /);
				},
			),
		);
	});

	itHolds(
		"skips what is not known yet",
		wires,
		fc.subarray(["name", "username", "scopes", "expiresAt"] as const, { minLength: 1 }),
		(wire, unknown) => {
			const inputs = {
				...declarationOf(wire),
				...Object.fromEntries(unknown.map((key) => [key, UNKNOWN])),
			};
			expect(adoptionMismatches(inputs, wire, NOW_MS)).to.deep.equal([]);
		},
	);

	itHolds(
		"skips a lifetime that is not known yet, also for a token that never expires",
		wires,
		fc.boolean(),
		(wire, rotates) => {
			const { expiresAt: _, ...declared } = declarationOf(wire);
			const inputs = { ...declared, expiresIn: UNKNOWN, ...(rotates ? { rotateBefore: "10d" } : {}) };
			expect(adoptionMismatches(inputs, { ...wire, expires_at: null }, NOW_MS)).to.deep.equal([]);
		},
	);

	itHolds(
		"refuses an inactive token whatever else is declared, by GitLab's flags and by the clock",
		wires,
		fc.constantFrom<Partial<DeployTokenWire>>(
			{ revoked: true },
			{ expired: true },
			{ expires_at: new Date(NOW_MS).toISOString() },
		),
		(wire, dead) => {
			const found = adoptionMismatches(declarationOf({ ...wire, ...dead }), { ...wire, ...dead }, NOW_MS);
			expect(found.map(({ property }) => property)).to.include("adopt");
		},
	);

	it("shows at most one line of GitLab's values", () => {
		const wire = fc.sample(wires, { seed: 1, numRuns: 1 })[0] as DeployTokenWire;
		const long = { ...wire, name: `a\n${"b".repeat(500)}` };
		const [mismatch] = adoptionMismatches({ ...declarationOf(long), name: "short" }, long, NOW_MS);
		expect(mismatch?.reason).to.not.contain("\n");
		expect(mismatch?.reason.length).to.be.below(300);
	});

	const held: DeployTokenWire = {
		id: 7,
		name: "ci",
		username: "gitlab+deploy-token-7",
		scopes: ["read_registry"],
		expires_at: "2031-05-30T12:00:00.000Z",
		revoked: false,
		expired: false,
	};
	const { username: _, expiresAt: __, ...rest } = declarationOf(held);
	const END = { expiresAt: "2031-05-30T12:00:00.000Z" };
	for (const [what, wire, declared, property, reason] of [
		[
			"a default username",
			{},
			{ ...END, username: "robot" },
			"username",
			/another one here; omit username, or declare username: "gitlab\+deploy-token-7"$/,
		],
		[
			"a username of its own",
			{ username: "robot" },
			END,
			"username",
			/GitLab's default here; declare username: "robot"$/,
		],
		[
			"an expiry that is not declared",
			{},
			{},
			"expiresAt",
			/left out here; declare expiresAt: "2031-05-30T12:00:00.000Z"$/,
		],
		[
			"no expiry",
			{ expires_at: null },
			END,
			"expiresAt",
			/is never in .* "2031-05-30.*; declare expiresAt: "never"$/,
		],
		[
			"no expiry, beside a lifetime",
			{ expires_at: null },
			{ expiresIn: "90d" },
			"expiresIn",
			/never expires.*declare expiresAt: "never" in its place/,
		],
		[
			"an end within the window",
			{},
			{ expiresIn: "99w", rotateBefore: "91d" },
			"rotateBefore",
			/expires at 2031-05-30.*declare expiresAt: "2031-05-30T12:00:00.000Z" in place of expiresIn and rotateBefore/,
		],
		["a revocation", { revoked: true }, END, "adopt", /is revoked; remove `adopt`/],
	] as const)
		it(`says what to declare for a token with ${what}`, () => {
			const found = adoptionMismatches({ ...rest, ...declared }, { ...held, ...wire }, NOW_MS);
			expect(found.map((mismatch) => mismatch.property)).to.deep.equal([property]);
			expect(found[0]?.reason).to.match(reason);
		});

	for (const rotateBefore of [undefined, "1d", UNKNOWN])
		it(`accepts a token under a lifetime whose window is ${rotateBefore === UNKNOWN ? "not known" : rotateBefore}`, () => {
			const policy = { expiresIn: "90d", ...(rotateBefore === undefined ? {} : { rotateBefore }) };
			expect(adoptionMismatches({ ...rest, ...policy }, held, NOW_MS)).to.deep.equal([]);
		});

	describe("recommends a declaration that `check` accepts and that resolves the mismatch", () => {
		/** Declarations that a reason names, as a program would copy them. */
		const remediesIn = (found: readonly CheckFailure[]) =>
			Object.fromEntries(
				found.flatMap(({ reason }) => {
					const [, property = "", value = "null"] =
						/declare (\w+): (.*?)(?: in (?:its )?place|$)/s.exec(reason) ?? [];
					return property === "" ? [] : [[property, JSON.parse(value) as unknown]];
				}),
			);
		const ofGitLab = fc.record({
			id: fc.integer({ min: 1, max: 1e9 }),
			name: fc.oneof(fc.constantFrom("", " ", "a\nb", "\ud800"), fc.string({ maxLength: 20 })),
			username: fc.constantFrom("robot", "gitlab+deploy-token-7"),
			scopes: fc.subarray([...KNOWN_SCOPES], { minLength: 1 }),
			expires_at: fc.constantFrom(null, "2031-03-02T00:00:00.000Z", "2990-01-01T00:00:00.000+02:00"),
			revoked: fc.constant(false),
			expired: fc.constant(false),
		});
		const lifetimes = fc.constantFrom(
			{},
			{ expiresAt: "2032-01-01" },
			{ expiresIn: "90d" },
			{ expiresIn: "90d", rotateBefore: "30d" },
		);
		const wrong = { name: "other", username: "other", scopes: ["read_registry"] };

		itHolds("for a DeployToken", ofGitLab, lifetimes, (wire, lifetime) => {
			const declared = { project: 5, adopt: { tokenId: wire.id }, ...wrong, ...lifetime };
			const found = adoptionMismatches(checkDeployToken(declared, NOW_MS).inputs, wire, NOW_MS);
			const remedies = remediesIn(found);
			const ownEnd =
				remedies.expiresAt === undefined ? {} : { expiresIn: undefined, rotateBefore: undefined };
			const mended = checkDeployToken({ ...declared, ...ownEnd, ...remedies }, NOW_MS);
			expect(mended.failures).to.deep.equal([]);
			expect(adoptionMismatches(mended.inputs, wire, NOW_MS)).to.deep.equal([]);
		});

		itHolds("for a key of a set that inherits everything else", ofGitLab, lifetimes, (wire, lifetime) => {
			const { name: _, ...defaults } = { ...wrong, ...lifetime };
			const mismatches = (own: object) => {
				const tokens = JSON.stringify({ other: { project: 5, adopt: { tokenId: wire.id }, ...own } });
				const { inputs, failures } = checkDeployTokenSet({}, { ...defaults, tokens }, NOW_MS);
				expect(failures).to.deep.equal([]);
				const [[key, overrides] = ["", {}]] = parseTokens(inputs.tokens);
				return adoptionMismatches(keyInputs(key, overrides, inputs), wire, NOW_MS);
			};
			expect(mismatches(remediesIn(mismatches({})))).to.deep.equal([]);
		});
	});

	it("shows nothing of a username that the program may have marked as secret", () => {
		const inputs = { ...rest, ...END, username: "a-secret-name" };
		expect(JSON.stringify(adoptionMismatches(inputs, held, NOW_MS))).to.not.contain("secret");
	});
});
