import { DURATION_SHAPE, parseDuration } from "../../api/duration";
import { type Checked, type CheckFailure, checkDeployToken } from "../token/check";
import { adoptedId, NO_EXPIRY } from "../token/inputs";
import { MAX_LIFETIME_MS } from "../token/parse";
import { isMap, mapIn } from "../values/maps";
import { inspect, kindOf, type Parsed } from "../values/parsed";
import { someOf } from "../values/some-of";
import { adviceOn } from "../values/suggestions";
import { isUnknown } from "../values/unknown";
import {
	type DeployTokenSetInputs,
	formatTokens,
	inheritedDefaults,
	KEY_NAMES,
	type KeyOverrides,
	recordedTokens,
	SET_DEFAULTS,
	SET_ONLY,
} from "./inputs";

type Raw = Readonly<Record<string, unknown>>;

/** The names a program may declare of a set; `drift` is internal. */
export const SET_NAMES = [
	"tokens",
	...SET_DEFAULTS,
	...SET_ONLY,
	"overlap",
	"onKeyFailure",
	"maxDeletions",
] as const;

/** Placeholders for what the defaults leave to the keys, while the defaults alone are checked. */
const PLACEHOLDER = { project: 1, name: "x" } as const;

/**
 * Checks what a program declares of a set. An invalid default is reported once; an invalid key by its path, as in
 * `tokens["web"].scopes[1]`.
 *
 * @param olds The inputs of the last run, for the names of tokens that were adopted; empty for a new set.
 */
export function checkDeployTokenSet(
	olds: Partial<DeployTokenSetInputs> | undefined,
	raw: Raw,
	nowMs: number,
): Checked<DeployTokenSetInputs> {
	const failures: CheckFailure[] = [];
	const warnings: string[] = [];
	const inputs: Record<string, unknown> = {};

	const defaults = pick(raw, [...SET_DEFAULTS, ...SET_ONLY]);
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
	const reportsKeys = inputs.onKeyFailure === "report";
	const context: KeyContext = { defaults, nowMs, reportsKeys, recordedName: nameReader(olds) };
	option("tokens", (value) => checkTokens(value, context, { failures, warnings }));
	if (inputs.tokens === undefined) failures.push({ property: "tokens", reason: "is missing" });
	for (const property of Object.keys(raw)) checkKnown(property, SET_NAMES, property, failures);

	return { inputs: { ...inputs, drift: {} } as unknown as DeployTokenSetInputs, failures, warnings };
}

/** Invalid defaults are reported once, not for every key. */
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

/** The context in which the keys are checked. */
interface KeyContext {
	readonly defaults: Raw;
	readonly nowMs: number;
	/** Whether a failing key is only reported: its `expiresAt` that has passed must not block the others. */
	readonly reportsKeys: boolean;
	/** The name that a key had in the last run. */
	readonly recordedName: (key: string) => string | undefined;
}

function checkTokens(
	value: unknown,
	context: KeyContext,
	{ failures, warnings }: { failures: CheckFailure[]; warnings: string[] },
): Parsed<string> {
	const { defaults } = context;
	const ofDefaults = new Set(warnings);
	const keysByWarning = new Map<string, string[]>();
	const declared = parseDeclared(value);
	if (declared === undefined) return { reason: "is not an object of tokens by key" };
	const twins = new Map<string, string>();
	const adopters = new Map<number, string>();
	const normalised: [string, KeyOverrides][] = [];
	const withoutScopes: string[] = [];
	for (const [key, entry] of declared) {
		const path = keyPath(key);
		const fail = (reason: string) => failures.push({ property: path, reason });
		if (key === "" || key === "__proto__") fail("cannot be used as a key");
		else if (!isMap(entry)) fail(`expected an object { project: … } or { group: … }, got ${kindOf(entry)}`);
		else {
			const own = pick(entry as Raw, Object.keys(entry));
			if (own.scopes === undefined && defaults.scopes === undefined) withoutScopes.push(path);
			const checked = checkKey(key, own, context);
			for (const { property, reason } of checked.failures)
				failures.push({ property: `${path}.${property}`, reason });
			for (const warning of checked.warnings) {
				if (own.scopes === undefined && ofDefaults.has(warning)) continue;
				const keys = keysByWarning.get(warning);
				if (keys === undefined) keysByWarning.set(warning, [path]);
				else keys.push(path);
			}
			const { project, group, name } = checked.inputs;
			const twin = JSON.stringify([project, group, name]);
			const other = twins.get(twin);
			if (other === undefined) twins.set(twin, key);
			else warnings.push(`${path} and ${keyPath(other)} have the same owner and name`);
			const adopted = adoptedId(checked.inputs);
			const adopter = adopted === undefined ? undefined : adopters.get(adopted);
			if (adopter !== undefined)
				failures.push({
					property: `${path}.adopt`,
					reason: `names deploy token ${adopted}, which ${keyPath(adopter)} adopts; a token has one key`,
				});
			else if (adopted !== undefined) adopters.set(adopted, key);
			const declaredNames = KEY_NAMES.filter((known) => Object.hasOwn(own, known));
			const kept = pick(checked.inputs as unknown as Raw, declaredNames);
			if (own.expiresAt === NO_EXPIRY) kept.expiresAt = NO_EXPIRY;
			normalised.push([key, kept as KeyOverrides]);
		}
	}
	for (const [warning, keys] of keysByWarning) warnings.push(`${someOf(keys)}: ${warning}`);
	if (withoutScopes.length > 0)
		failures.push({
			property: "scopes",
			reason: `is missing, and ${someOf(withoutScopes)} ${withoutScopes.length === 1 ? "has" : "have"} none of its own; a deploy token needs at least one scope`,
		});
	return { value: formatTokens(normalised) };
}

function checkKey(
	key: string,
	own: Raw,
	{ defaults, nowMs, reportsKeys, recordedName }: KeyContext,
): ReturnType<typeof checkDeployToken> {
	const inherited = pick(defaults, inheritedDefaults(own));
	const checked = checkDeployToken(
		{ ...inherited, name: key, ...own },
		// The creation then refuses it, as a failure of this key.
		reportsKeys && own.expiresAt !== undefined ? Number.NEGATIVE_INFINITY : nowMs,
		(name) => recordedName(key) === name,
	);
	const failures = checked.failures
		.filter(({ property }) => isOwn(property, own, defaults))
		.map((failure) => (failure.property === "name" && own.name === undefined ? ofKey(failure) : failure));
	for (const name of SET_ONLY) if (own[name] !== undefined) checkKnown(name, KEY_NAMES, name, failures);
	return { inputs: checked.inputs, failures, warnings: checked.warnings };
}

/** Whether an error is the key's, and not that of an invalid or missing default, which is reported once. */
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

/** The declared keys, in a shape no key can disturb; `undefined` where there are none. */
function parseDeclared(value: unknown): [string, unknown][] | undefined {
	const declared = typeof value === "string" ? mapIn(value) : undefined;
	return declared && Object.entries(declared);
}

function checkKnown(
	name: string,
	known: readonly string[],
	property: string,
	failures: CheckFailure[],
): void {
	if (known.includes(name) || name === "__provider" || name === "drift") return;
	failures.push({ property, reason: `is not an input here; ${adviceOn(name, known, "the inputs")}` });
}

function parseOverlap(value: unknown): Parsed<string> {
	const ms = typeof value === "string" ? overlapMs(value) : undefined;
	if (ms === undefined)
		return { reason: `${inspect(value)} is not a duration; write "0s", or ${DURATION_SHAPE}` };
	if (ms > MAX_LIFETIME_MS) return { reason: `${inspect(value)} is longer than a hundred years` };
	return { value: value as string };
}

/** Milliseconds of an overlap, which unlike a lifetime may be zero. */
export function overlapMs(overlap: string): number | undefined {
	return /^0{1,9}[smhdw]$/.test(overlap) ? 0 : parseDuration(overlap);
}

function parseMaxDeletions(value: unknown): Parsed<number | string> {
	if (typeof value === "number" && Number.isSafeInteger(value) && value >= 0) return { value };
	if (typeof value === "string" && /^\d{1,3}(\.\d{1,3})?%$/.test(value) && Number.parseFloat(value) <= 100)
		return { value };
	return { reason: `${inspect(value)} is neither a whole number of tokens nor a share such as "10%"` };
}

/** Reads the names of the last run, once and only where one is needed: few names are unusual. */
function nameReader(olds: Partial<DeployTokenSetInputs> | undefined): KeyContext["recordedName"] {
	let names: Map<string, string | undefined> | undefined;
	return (key) => {
		names ??= new Map([...recordedTokens(olds?.tokens)].map(([known, { name = known }]) => [known, name]));
		return names.get(key);
	};
}

function pick(source: Raw, names: readonly string[]): Record<string, unknown> {
	return Object.fromEntries(
		names
			.map((name) => [name, source[name]] as const)
			.filter(([, value]) => value !== undefined && value !== null),
	);
}
