import fc from "fast-check";
import type { DeployTokenInputs } from "../../../../../provider/model/token/inputs";
import { plannedExpiry } from "../../../../../provider/model/token/new-token";
import { createdState, type DeployTokenState } from "../../../../../provider/model/token/state";
import { defaultUsername } from "../../../../../provider/model/values/default-username";
import { canonicalScopes, KNOWN_SCOPES } from "../../../../../provider/model/values/scopes";
import type { TokenId } from "../../../../../provider/model/values/token-id";

/** The clock of these tests. */
export const NOW_MS = Date.parse("2030-01-01T12:00:00Z");

export const HOST = "https://gitlab.example.com";

export const names = fc
	.string({ unit: "grapheme", minLength: 1, maxLength: 40 })
	.filter((name) => name.trim() !== "" && !/[\p{Cc}\p{Surrogate}]/u.test(name));

export const usernames = fc.stringMatching(/^[a-zA-Z0-9.+_-]{1,30}$/);

export const scopeSets = fc.array(
	fc.oneof(
		{ weight: 4, arbitrary: fc.constantFrom<string>(...KNOWN_SCOPES) },
		fc.stringMatching(/^[a-z]{4}_new_[a-z0-9]{6}$/),
	),
	{ minLength: 1, maxLength: 9 },
);

const segments = fc
	.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,20}$/)
	.filter((segment) => !/^\d+$/.test(segment));

export const projectPaths = fc
	.array(segments, { minLength: 2, maxLength: 5 })
	.map((parts) => parts.join("/"));

export const groupPaths = fc.array(segments, { minLength: 1, maxLength: 5 }).map((parts) => parts.join("/"));

export const numbers = fc.integer({ min: 1, max: 2 ** 53 - 1 });

/** Instants to come, short of the one that means "never". */
export const futureInstants = fc
	.date({ min: new Date(NOW_MS + 1), max: new Date("2999-12-31T23:59:59.999Z"), noInvalidDate: true })
	.map((date) => date.toISOString());

const owners = fc.oneof(
	fc.record({ project: fc.oneof(numbers, projectPaths) }),
	fc.record({ group: fc.oneof(numbers, groupPaths) }),
);

const expiries = fc.oneof(
	fc.constant({}),
	fc.record({ expiresAt: futureInstants }),
	fc.record({ expiresIn: fc.constantFrom("90d", "P90D", "2w") }),
	fc.record({ expiresIn: fc.constantFrom("90d", "P90D"), rotateBefore: fc.constantFrom("30d", "PT1H") }),
);

const others = fc.record(
	{ username: usernames, connection: fc.constantFrom("gitlab", "other", "our-git-2") },
	{ requiredKeys: [] },
);

/** Declarations as `check` leaves them: resolved and normalised. */
export const declarations: fc.Arbitrary<DeployTokenInputs> = fc
	.tuple(owners, names, scopeSets, expiries, others)
	.map(([owner, name, scopes, expiry, rest]) => ({
		...owner,
		name,
		scopes: canonicalScopes(scopes),
		...expiry,
		...rest,
		status: "active",
	}));

/** A declaration, and the state of the token that GitLab made of it. */
export const created: fc.Arbitrary<{ inputs: DeployTokenInputs; id: TokenId; state: DeployTokenState }> = fc
	.tuple(declarations, numbers, numbers)
	.map(([inputs, ownerNumber, tokenId]) => {
		const kind = inputs.project === undefined ? "group" : "project";
		const declared = inputs.project ?? inputs.group;
		const expiresAt = plannedExpiry(inputs, NOW_MS);
		const state = createdState(
			inputs,
			{
				id: tokenId,
				token: "gldt-0123456789abcdefghij",
				username: inputs.username ?? defaultUsername(tokenId),
				expires_at: expiresAt ?? null,
			},
			{ expiresAt, host: HOST, nowMs: NOW_MS },
		);
		const ref = typeof declared === "number" ? declared : ownerNumber;
		return { inputs, id: { owner: { kind, ref }, tokenId }, state };
	});
