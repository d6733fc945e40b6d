import { isConnectionName } from "../../api/connection-name";
import { DURATION_SHAPE, parseDuration } from "../../api/duration";
import type { OwnerKind } from "../../api/owner";
import { hasPassed, NEVER, parseInstant } from "../values/instants";
import { parseOwnerRef } from "../values/owner-input";
import { inspect, kindOf, type Parsed } from "../values/parsed";
import { canonicalScopes, parseScope, unknownScopeAdvice, virtualRegistryAdvice } from "../values/scopes";
import { suggestion } from "../values/suggestions";
import { isUnknown } from "../values/unknown";
import { type Adoption, type DeployTokenInputs, INPUT_NAMES, NO_EXPIRY } from "./inputs";

/** One thing that is wrong with one property. */
export interface CheckFailure {
	/** Path of the property, as in `scopes[1]`. */
	readonly property: string;
	readonly reason: string;
}

/** What checking a declaration gives. */
export interface Checked<Inputs> {
	/** Normalised, also where something failed; unknown values stand as they came. */
	readonly inputs: Inputs;
	/** Everything that is wrong, not only the first. */
	readonly failures: readonly CheckFailure[];
	/** What is allowed and probably not meant. */
	readonly warnings: readonly string[];
}

/** GitLab's longest name and username, in characters. */
const MAX_LENGTH = 255;

/** The engine's own key in a dynamic resource's properties. */
const ENGINE_KEY = "__provider";

type Raw = Readonly<Record<string, unknown>>;

/** GitLab hands the token of this name to CI jobs. Source: GitLab docs, Deploy tokens, "GitLab deploy token". */
const CI_TOKEN_NAME = "gitlab-deploy-token";

/**
 * Checks what a program declares of one deploy token. Pure: the clock is `nowMs`.
 *
 * @param isRecordedName Whether the token has this name already. A token that was adopted keeps a name that GitLab
 * took long ago, whatever the rules are for a new one.
 */
export function checkDeployToken(
	raw: Raw,
	nowMs: number,
	isRecordedName: (name: string) => boolean = () => false,
): Checked<DeployTokenInputs> {
	const failures: CheckFailure[] = [];
	const warnings: string[] = [];
	const inputs: Record<string, unknown> = {};

	const read = (property: string, parse: (value: unknown) => Parsed<unknown>) => {
		const value = raw[property];
		if (value === undefined || value === null) return;
		const parsed: Parsed<unknown> = isUnknown(value) ? { value } : parse(value);
		if ("value" in parsed) inputs[property] = parsed.value;
		else {
			inputs[property] = value;
			failures.push({ property, reason: parsed.reason });
		}
	};

	checkOwner(raw, failures);
	for (const kind of ["project", "group"] satisfies OwnerKind[])
		read(kind, (value) => parseOwnerRef(kind, value));
	// What GitLab holds decides about the name of a token that is adopted, and only GitLab knows that name.
	const adopts = raw.adopt !== undefined && raw.adopt !== null;
	read("name", (value) =>
		typeof value === "string" && (adopts || isRecordedName(value)) ? { value } : parseName(value),
	);
	if (inputs.name === undefined) failures.push({ property: "name", reason: "is missing" });
	if (inputs.name === CI_TOKEN_NAME)
		warnings.push(
			`GitLab hands the token named "${CI_TOKEN_NAME}" to every CI job of its owner, as CI_DEPLOY_USER and CI_DEPLOY_PASSWORD; choose another name unless that is meant`,
		);
	read("scopes", (value) => parseScopes(value, failures, warnings));
	if (inputs.scopes === undefined)
		failures.push({ property: "scopes", reason: "is missing; a deploy token needs at least one scope" });
	read("username", parseUsername);
	if (raw.expiresAt !== NO_EXPIRY) read("expiresAt", (value) => parseExpiresAt(value, nowMs));
	read("expiresIn", parseLifetime);
	read("rotateBefore", parseLifetime);
	checkLifetime(raw, failures);
	read("adopt", parseAdoption);
	read("connection", parseConnection);
	for (const property of Object.keys(raw)) checkKnown(property, failures);

	return { inputs: { ...inputs, status: "active" } as unknown as DeployTokenInputs, failures, warnings };
}

function checkOwner(raw: Raw, failures: CheckFailure[]): void {
	const has = (kind: OwnerKind) => raw[kind] !== undefined && raw[kind] !== null;
	if (has("project") && has("group"))
		failures.push({
			property: "group",
			reason: "conflicts with `project`: a deploy token has exactly one owner; remove one",
		});
	if (!has("project") && !has("group"))
		failures.push({
			property: "project",
			reason: "is missing; set `project` or `group` to the token's owner",
		});
}

/** A misspelled `expiresAt` would make a token that never expires, so nothing unknown passes. */
function checkKnown(property: string, failures: CheckFailure[]): void {
	if (
		property === ENGINE_KEY ||
		property === "status" ||
		(INPUT_NAMES as readonly string[]).includes(property)
	)
		return;
	const meant = suggestion(property, INPUT_NAMES);
	failures.push({
		property,
		reason: `is not an input of DeployToken${meant === undefined ? `; it takes ${INPUT_NAMES.join(", ")}` : `; did you mean \`${meant}\`?`}`,
	});
}

function parseName(value: unknown): Parsed<string> {
	if (typeof value !== "string") return { reason: `expected a string, got ${kindOf(value)}` };
	if (value.trim() === "") return { reason: "is empty; a deploy token needs a name" };
	const length = [...value].length;
	if (length > MAX_LENGTH) return { reason: `has ${length} characters; GitLab takes at most ${MAX_LENGTH}` };
	// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
	if (/[\u0000-\u001f\u007f]|\p{Surrogate}/u.test(value))
		return { reason: "contains control characters or an unpaired surrogate" };
	return { value };
}

function parseScopes(
	value: unknown,
	failures: CheckFailure[],
	warnings: string[],
): Parsed<readonly unknown[]> {
	if (!Array.isArray(value)) return { reason: `${inspect(value)} is not a list; write ["read_registry"]` };
	if (value.length === 0) return { reason: "is empty; a deploy token needs at least one scope" };
	const scopes: string[] = [];
	for (const [index, member] of value.entries()) {
		const scope = parseScope(member);
		if ("reason" in scope) failures.push({ property: `scopes[${index}]`, reason: scope.reason });
		else {
			const advice = unknownScopeAdvice(scope.value);
			if (advice !== undefined) warnings.push(advice);
			scopes.push(scope.value);
		}
	}
	if (scopes.length < value.length) return { value };
	const canonical = canonicalScopes(scopes);
	if (canonical.length < scopes.length) warnings.push(`scopes ${inspect(value)} name the same scope twice`);
	warnings.push(...virtualRegistryAdvice(scopes));
	return { value: canonical };
}

function parseUsername(value: unknown): Parsed<string> {
	if (typeof value !== "string") return { reason: `expected a string, got ${kindOf(value)}` };
	if (value === "") return { reason: "is empty; leave it out for GitLab's default" };
	if (value.length > MAX_LENGTH)
		return { reason: `has ${value.length} characters; GitLab takes at most ${MAX_LENGTH}` };
	const wrong = [...value].findIndex((character) => !/^[a-zA-Z0-9.+_-]$/.test(character));
	if (wrong === -1) return { value };
	// Without the value, which may be marked as secret: the engine would hide it too.
	return {
		reason: `contains ${kindOfCharacter([...value][wrong] ?? "")} at position ${wrong + 1}; GitLab takes letters from a to z, digits, '_', '-', '+' and '.'`,
	};
}

function kindOfCharacter(character: string): string {
	if (/\s/.test(character)) return "a blank or line break";
	return /\p{L}/u.test(character) ? "another letter than a to z" : "a character that is not allowed";
}

function parseExpiresAt(value: unknown, nowMs: number): Parsed<string> {
	const instant = parseInstant(value);
	if ("reason" in instant) return instant;
	if (instant.value === NEVER)
		return {
			reason: `${inspect(value)} is how GitLab stores "never"; leave expiresAt out, or declare "${NO_EXPIRY}", for a token that never expires`,
		};
	if (hasPassed(instant.value, nowMs))
		return { reason: `${inspect(value)} has passed; declare a later one (GitLab would make a dead token)` };
	return instant;
}

/** Longest lifetime: a hundred years, short of the instant by which GitLab means "never". */
export const MAX_LIFETIME_MS = 36_525 * 86_400_000;

function parseLifetime(value: unknown): Parsed<string> {
	const ms = typeof value === "string" ? parseDuration(value) : undefined;
	if (ms === undefined) return { reason: `${inspect(value)} is not a duration; write ${DURATION_SHAPE}` };
	if (ms > MAX_LIFETIME_MS) return { reason: `${inspect(value)} is longer than a hundred years` };
	return { value: value as string };
}

/** What holds between `expiresAt`, `expiresIn` and `rotateBefore`. */
function checkLifetime({ expiresAt, expiresIn, rotateBefore }: Raw, failures: CheckFailure[]): void {
	const has = (value: unknown) => value !== undefined && value !== null;
	if (has(expiresAt) && has(expiresIn))
		failures.push({ property: "expiresIn", reason: "conflicts with `expiresAt`; declare one of them" });
	if (!has(rotateBefore)) return;
	if (!has(expiresIn)) {
		failures.push({
			property: "rotateBefore",
			reason: "needs `expiresIn`, the lifetime of the token to come",
		});
		return;
	}
	const lifetime = typeof expiresIn === "string" ? parseDuration(expiresIn) : undefined;
	const lead = typeof rotateBefore === "string" ? parseDuration(rotateBefore) : undefined;
	if (lifetime !== undefined && lead !== undefined && lead >= lifetime)
		failures.push({
			property: "rotateBefore",
			reason: `${inspect(rotateBefore)} is not shorter than expiresIn, ${inspect(expiresIn)}: every run would replace the token`,
		});
}

function parseAdoption(value: unknown): Parsed<Adoption> {
	if (typeof value !== "object" || value === null || Array.isArray(value))
		return { reason: "is not an object; write { tokenId: 123 }" };
	const { tokenId, token, ...others } = value as Record<string, unknown>;
	if (Object.keys(others).length > 0)
		return { reason: `takes tokenId and token, not ${Object.keys(others).map(inspect).join(", ")}` };
	const id = typeof tokenId === "string" && /^\d{1,16}$/.test(tokenId) ? Number(tokenId) : tokenId;
	if (!Number.isSafeInteger(id) || (id as number) < 1)
		return { reason: "has no `tokenId` that is a deploy token's number: numbers are whole and positive" };
	// The value is a secret and is not shown.
	if (token !== undefined && token !== null && (typeof token !== "string" || token === ""))
		return { reason: "has a `token` that is not a string with at least one character" };
	return { value: { tokenId: id as number, ...(typeof token === "string" ? { token } : {}) } };
}

function parseConnection(value: unknown): Parsed<string> {
	if (typeof value === "string" && isConnectionName(value)) return { value };
	return {
		reason: `${inspect(value)} is not a valid connection name: use lowercase letters, digits and '-', starting with a letter`,
	};
}
