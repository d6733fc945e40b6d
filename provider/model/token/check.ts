import { parseDuration } from "../../api/duration";
import type { OwnerKind } from "../../api/owner";
import { inspect, type Parsed } from "../values/parsed";
import { adviceOn } from "../values/suggestions";
import { isUnknown } from "../values/unknown";
import { FIELDS, type Field, INPUT_NAMES } from "./fields";
import type { DeployTokenInputs } from "./inputs";
import type { ParseContext } from "./parse";

/** One invalid property. */
export interface CheckFailure {
	/** Path of the property, as in `scopes[1]`. */
	readonly property: string;
	readonly reason: string;
}

/** The result of checking a declaration. */
export interface Checked<Inputs> {
	/** Normalised, also where something failed; unknown values are kept unchanged. */
	readonly inputs: Inputs;
	/** Everything that is invalid, not only the first. */
	readonly failures: readonly CheckFailure[];
	/** What is allowed and probably not meant. */
	readonly warnings: readonly string[];
}

/** The engine's own key in a dynamic resource's properties. */
const ENGINE_KEY = "__provider";

type Raw = Readonly<Record<string, unknown>>;

/**
 * Checks what a program declares of one deploy token. Pure: the clock is `nowMs`.
 *
 * @param isRecordedName Whether the token has this name already. An adopted token keeps a name that GitLab accepted
 *   long ago, whatever the rules are for a new one.
 */
export function checkDeployToken(
	raw: Raw,
	nowMs: number,
	isRecordedName: (name: string) => boolean = () => false,
): Checked<DeployTokenInputs> {
	const failures: CheckFailure[] = [];
	const warnings: string[] = [];
	const inputs: Record<string, unknown> = {};
	// The name of an adopted token is compared with GitLab's, which may be one that is refused today.
	const adopts = isDeclared(raw.adopt);
	const context: ParseContext = {
		nowMs,
		keepsName: (name) => adopts || isRecordedName(name),
		fail: (property, reason) => failures.push({ property, reason }),
		warn: (warning) => warnings.push(warning),
	};

	checkOwner(raw, failures);
	for (const property of INPUT_NAMES) {
		const field: Field = FIELDS[property];
		const value = raw[property];
		const parsed: Parsed<unknown> =
			isDeclared(value) && !isUnknown(value) ? field.parse(value, context) : { value: value ?? undefined };
		if ("reason" in parsed) failures.push({ property, reason: parsed.reason });
		const kept = "value" in parsed ? parsed.value : value;
		if (kept !== undefined) inputs[property] = kept;
		if (field.missing !== undefined && !isDeclared(value)) failures.push({ property, reason: field.missing });
	}
	checkLifetime(raw, failures);
	for (const property of Object.keys(raw)) checkKnown(property, failures);

	return { inputs: { ...inputs, status: "active" } as unknown as DeployTokenInputs, failures, warnings };
}

function isDeclared(value: unknown): boolean {
	return value !== undefined && value !== null;
}

function checkOwner(raw: Raw, failures: CheckFailure[]): void {
	const has = (kind: OwnerKind) => isDeclared(raw[kind]);
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

/** A misspelled `expiresAt` would create a token that never expires, so no unknown property is accepted. */
function checkKnown(property: string, failures: CheckFailure[]): void {
	if (
		property === ENGINE_KEY ||
		property === "status" ||
		(INPUT_NAMES as readonly string[]).includes(property)
	)
		return;
	failures.push({
		property,
		reason: `is not an input of DeployToken; ${adviceOn(property, INPUT_NAMES, "the inputs")}`,
	});
}

/** The rules between `expiresAt`, `expiresIn` and `rotateBefore`. */
function checkLifetime({ expiresAt, expiresIn, rotateBefore }: Raw, failures: CheckFailure[]): void {
	if (isDeclared(expiresAt) && isDeclared(expiresIn))
		failures.push({ property: "expiresIn", reason: "conflicts with `expiresAt`; declare one of them" });
	if (!isDeclared(rotateBefore)) return;
	if (!isDeclared(expiresIn)) {
		failures.push({
			property: "rotateBefore",
			reason: "needs `expiresIn`, the lifetime of the next token",
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
