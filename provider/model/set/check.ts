import { DURATION_SHAPE, parseDuration } from "../../api/duration";
import { type Checked, type CheckFailure, checkDeployToken } from "../token/check";
import { INPUT_NAMES } from "../token/inputs";
import { inspect, type Parsed } from "../values/parsed";
import { suggestion } from "../values/suggestions";
import { isUnknown } from "../values/unknown";
import { type DeployTokenSetInputs, type KeyOverrides, parseTokens, SET_DEFAULTS } from "./inputs";

type Raw = Readonly<Record<string, unknown>>;

/** The names a program may declare of a set; `drift` is ours. */
export const SET_NAMES = [
	"tokens",
	...SET_DEFAULTS,
	"connection",
	"overlap",
	"onKeyFailure",
	"maxDeletions",
] as const;

/** Keys of `tokens` may carry every input of a token but the connection, which the set has once. */
const KEY_NAMES = INPUT_NAMES.filter((name) => name !== "connection");

/** Keys that a failure names; the rest is counted. */
const MAX_NAMED = 5;

/** Stand for what the defaults leave to the keys, while the defaults alone are checked. */
const PLACEHOLDER = { project: 1, name: "x" } as const;

/**
 * Checks what a program declares of a set. A fault of the defaults is told once; a fault of a key by its path,
 * as in `tokens["web"].scopes[1]`.
 *
 * @param olds The inputs of the last run, for `maxDeletions`; empty for a new set.
 */
export function checkDeployTokenSet(
	olds: Partial<DeployTokenSetInputs> | undefined,
	raw: Raw,
	nowMs: number,
): Checked<DeployTokenSetInputs> {
	const failures: CheckFailure[] = [];
	const warnings: string[] = [];
	const inputs: Record<string, unknown> = {};

	const defaults = pick(raw, [...SET_DEFAULTS, "connection"]);
	checkDefaults(defaults, nowMs, inputs, failures, warnings);
	const option = (name: string, parse: (value: unknown) => Parsed<unknown>) => {
		const value = raw[name];
		if (value === undefined || value === null) return;
		const parsed: Parsed<unknown> = isUnknown(value) ? { value } : parse(value);
		inputs[name] = "value" in parsed ? parsed.value : value;
		if ("reason" in parsed) failures.push({ property: name, reason: parsed.reason });
	};
	option("overlap", parseOverlap);
	option("onKeyFailure", (value) =>
		value === "fail" || value === "report"
			? { value }
			: { reason: `${inspect(value)} is neither "fail" nor "report"` },
	);
	option("maxDeletions", parseMaxDeletions);
	option("tokens", (value) => checkTokens(value, defaults, nowMs, failures, warnings));
	if (inputs.tokens === undefined) failures.push({ property: "tokens", reason: "is missing" });
	for (const property of Object.keys(raw)) checkKnown(property, SET_NAMES, property, failures);

	const checked = { ...inputs, drift: {} } as unknown as DeployTokenSetInputs;
	if (failures.length === 0) checkDeletions(olds, checked, failures);
	return { inputs: checked, failures, warnings };
}

/** Defaults that are wrong are wrong once, not for every key. */
function checkDefaults(
	defaults: Raw,
	nowMs: number,
	inputs: Record<string, unknown>,
	failures: CheckFailure[],
	warnings: string[],
): void {
	const hasScopes = defaults.scopes !== undefined && defaults.scopes !== null;
	const checked = checkDeployToken(
		{ ...PLACEHOLDER, ...(hasScopes ? {} : { scopes: ["read_registry"] }), ...defaults },
		nowMs,
	);
	failures.push(...checked.failures);
	warnings.push(...checked.warnings);
	Object.assign(inputs, pick(checked.inputs as unknown as Raw, Object.keys(defaults)));
}

function checkTokens(
	value: unknown,
	defaults: Raw,
	nowMs: number,
	failures: CheckFailure[],
	warnings: string[],
): Parsed<string> {
	const declared = parseDeclared(value);
	if (declared === undefined) return { reason: "is not an object of tokens by key" };
	const twins = new Map<string, string>();
	const adopters = new Map<number, string>();
	const normalised: [string, KeyOverrides][] = [];
	const withoutScopes: string[] = [];
	for (const [key, entry] of declared) {
		const path = keyPath(key);
		const fail = (reason: string) => failures.push({ property: path, reason });
		if (key === "" || key === "__proto__") fail("is not a key that can be used");
		else if (typeof entry !== "object" || entry === null || Array.isArray(entry))
			fail(`${inspect(entry)} is not an object; write { project: … } or { group: … }`);
		else {
			const own = pick(entry as Raw, Object.keys(entry));
			if (own.scopes === undefined && defaults.scopes === undefined) withoutScopes.push(path);
			const checked = checkKey(key, own, defaults, nowMs);
			for (const { property, reason } of checked.failures)
				failures.push({ property: `${path}.${property}`, reason });
			for (const warning of checked.warnings) warnings.push(`${path}: ${warning}`);
			const { project, group, name } = checked.inputs;
			const twin = JSON.stringify([project, group, name]);
			const other = twins.get(twin);
			if (other === undefined) twins.set(twin, key);
			else warnings.push(`${path} and ${keyPath(other)} have the same owner and name`);
			const adopted = isUnknown(checked.inputs.adopt) ? undefined : checked.inputs.adopt?.tokenId;
			const adopter = adopted === undefined ? undefined : adopters.get(adopted);
			if (adopter !== undefined)
				failures.push({
					property: `${path}.adopt`,
					reason: `names deploy token ${adopted}, which ${keyPath(adopter)} takes over; a token has one key`,
				});
			else if (adopted !== undefined) adopters.set(adopted, key);
			const declaredNames = KEY_NAMES.filter((known) => Object.hasOwn(own, known));
			normalised.push([key, pick(checked.inputs as unknown as Raw, declaredNames) as KeyOverrides]);
		}
	}
	if (withoutScopes.length > 0)
		failures.push({
			property: "scopes",
			reason: `is missing, and ${someOf(withoutScopes)} ${withoutScopes.length === 1 ? "has" : "have"} none of its own; a deploy token needs at least one scope`,
		});
	// In the order of the keys, so that another order in the program is no change.
	normalised.sort(([a], [b]) => (a < b ? -1 : 1));
	return { value: JSON.stringify(Object.fromEntries(normalised)) };
}

function checkKey(key: string, own: Raw, defaults: Raw, nowMs: number): ReturnType<typeof checkDeployToken> {
	const lifetime = own.expiresAt !== undefined || own.expiresIn !== undefined;
	const inherited = lifetime
		? pick(defaults, ["scopes", "username"])
		: pick(defaults, ["scopes", "username", "expiresAt", "expiresIn", "rotateBefore"]);
	const checked = checkDeployToken({ ...inherited, name: key, ...own }, nowMs);
	const failures = checked.failures
		.filter(({ property }) => isOwn(property, own, defaults))
		.map((failure) => (failure.property === "name" && own.name === undefined ? ofKey(failure) : failure));
	if (own.connection !== undefined) checkKnown("connection", KEY_NAMES, "connection", failures);
	const warnings = own.scopes === undefined ? [] : checked.warnings;
	return { inputs: checked.inputs, failures, warnings };
}

/** Whether a fault is the key's, and not one of a default, or of its lack, that is reported once. */
function isOwn(property: string, own: Raw, defaults: Raw): boolean {
	if (Object.hasOwn(own, property)) return true;
	const name = property.replace(/\[\d+\]$/, "");
	return own[name] !== undefined || (defaults[name] === undefined && name !== "scopes");
}

function ofKey({ property, reason }: CheckFailure): CheckFailure {
	return { property, reason: `is the key, and ${reason}; set \`name\`` };
}

/** The path of a key, as errors name it. */
export function keyPath(key: string): string {
	return `tokens[${JSON.stringify(key)}]`;
}

/** The first few, and how many more there are. */
function someOf(names: readonly string[]): string {
	const first = names.slice(0, MAX_NAMED).join(", ");
	return names.length > MAX_NAMED ? `${first} and ${names.length - MAX_NAMED} more` : first;
}

/** The declared keys, in a shape no key can disturb; `undefined` where there are none. */
function parseDeclared(value: unknown): [string, unknown][] | undefined {
	if (typeof value !== "string") return undefined;
	try {
		const declared: unknown = JSON.parse(value);
		if (typeof declared !== "object" || declared === null || Array.isArray(declared)) return undefined;
		return Object.entries(declared);
	} catch {
		return undefined;
	}
}

function checkKnown(
	name: string,
	known: readonly string[],
	property: string,
	failures: CheckFailure[],
): void {
	if (known.includes(name) || name === "__provider" || name === "drift") return;
	const meant = suggestion(name, known);
	failures.push({
		property,
		reason: `is not an input here${meant === undefined ? `; known are ${known.join(", ")}` : `; did you mean \`${meant}\`?`}`,
	});
}

function parseOverlap(value: unknown): Parsed<string> {
	if (typeof value === "string" && overlapMs(value) !== undefined) return { value };
	return { reason: `${inspect(value)} is not a duration; write "0s", or ${DURATION_SHAPE}` };
}

/** Milliseconds of an overlap, which other than a lifetime may be none. */
export function overlapMs(overlap: string): number | undefined {
	return /^0{1,9}[smhdw]$/.test(overlap) ? 0 : parseDuration(overlap);
}

function parseMaxDeletions(value: unknown): Parsed<number | string> {
	if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return { value };
	if (typeof value === "string" && /^\d{1,3}(\.\d{1,3})?%$/.test(value) && Number.parseFloat(value) <= 100)
		return { value };
	return { reason: `${inspect(value)} is neither a whole number of tokens nor a share such as "10%"` };
}

/** Fails where more keys went than `maxDeletions` allows, so that a preview shows it. */
function checkDeletions(
	olds: Partial<DeployTokenSetInputs> | undefined,
	{ tokens, maxDeletions }: DeployTokenSetInputs,
	failures: CheckFailure[],
): void {
	if (maxDeletions === undefined || isUnknown(maxDeletions) || isUnknown(tokens)) return;
	const before = olds?.tokens === undefined ? undefined : parseDeclared(olds.tokens);
	if (before === undefined) return;
	const now = parseTokens(tokens);
	const gone = before.map(([key]) => key).filter((key) => !now.has(key));
	const allowed =
		typeof maxDeletions === "number"
			? maxDeletions
			: Math.floor((before.length * Number.parseFloat(maxDeletions)) / 100);
	if (gone.length <= allowed) return;
	failures.push({
		property: "maxDeletions",
		reason: `allows ${allowed} of ${before.length} tokens to be deleted, and ${gone.length} would be: ${someOf(gone.map(inspect))}; raise it if that is meant`,
	});
}

function pick(source: Raw, names: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(
		names
			.map((name) => [name, source[name]] as const)
			.filter(([, value]) => value !== undefined && value !== null),
	);
}
