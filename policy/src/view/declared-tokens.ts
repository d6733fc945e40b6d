import { inheritsLifetime } from "../../../provider/model/set/lifetime";
import { kindOf } from "../../../provider/model/values/resource-types";
import type { DeclaredToken, InheritableName } from "./declared-token";
import { knownValue, UNKNOWN } from "./unknown";

/** A resource as a policy receives it. */
export interface PolicyInput {
	readonly type: string;
	readonly props: Readonly<Record<string, unknown>>;
}

/** The properties that determine a token's expiry. */
export const LIFETIME = ["expiresAt", "expiresIn", "rotateBefore"] as const satisfies InheritableName[];
/** The other properties that a set declares for all its tokens. */
export const DEFAULTS = ["scopes", "username"] as const satisfies InheritableName[];

type Properties = Readonly<Record<string, unknown>>;

/**
 * The deploy tokens that a resource declares: one, those of a set, or none for a resource of another type.
 *
 * For policies of your own. Each token of a set includes the properties that it inherits. A value that is not known
 * yet during a preview is `UNKNOWN`; for a set whose `tokens` are not known yet, the result is empty. Accepts the
 * inputs of a resource policy and the outputs of a stack policy, of both providers. Never reads a token's secret.
 */
export function declaredTokens({ type, props }: PolicyInput): DeclaredToken[] {
	const kind = kindOf(type);
	if (kind === undefined) return [];
	const own = (name: string) => knownValue(() => props[name]);
	if (kind === "token") return [toToken(own, undefined, [])];
	return entriesOf(own("tokens")).map(([key, entry]) => {
		const inherited = inheritedNames(entry);
		const isInherited = (name: string) => (inherited as readonly string[]).includes(name);
		const read = (name: string) => (isInherited(name) ? own(name) : knownValue(() => entry[name]));
		return toToken((name) => read(name) ?? (name === "name" ? key : undefined), key, inherited);
	});
}

function toToken(
	read: (name: string) => unknown,
	key: string | undefined,
	inherited: readonly InheritableName[],
): DeclaredToken {
	/** The types are right, since the provider's `check` has accepted the values. */
	const get = (name: string) => (read(name) ?? undefined) as never;
	const expiresAt = get("expiresAt");
	return {
		key,
		project: get("project"),
		group: get("group"),
		name: get("name"),
		scopes: get("scopes") ?? [],
		username: get("username"),
		expiresAt: expiresAt === "never" ? (undefined as never) : expiresAt,
		expiresIn: get("expiresIn"),
		rotateBefore: get("rotateBefore"),
		adopts: get("adopt") !== undefined,
		inherited,
	};
}

/** The properties that an entry inherits from its set. */
function inheritedNames(entry: Properties): InheritableName[] {
	const own = Object.fromEntries(
		[...DEFAULTS, ...LIFETIME].map((name) => [name, knownValue(() => entry[name]) ?? undefined]),
	);
	return [
		...DEFAULTS.filter((name) => own[name] === undefined),
		...LIFETIME.filter((name) => own[name] === undefined && inheritsLifetime(own)),
	];
}

/** The entries of `tokens`, a map or its JSON text; none if it is invalid, which the provider's `check` reports. */
function entriesOf(tokens: unknown): [string, Properties][] {
	const map = typeof tokens === "string" ? parsed(tokens) : tokens;
	if (map === UNKNOWN || typeof map !== "object" || map === null) return [];
	return Object.keys(map).flatMap((key): [string, Properties][] => {
		const entry = knownValue(() => (map as Properties)[key]);
		return typeof entry === "object" && entry !== null ? [[key, entry as Properties]] : [];
	});
}

/** Drops the parser's error: it quotes the text, which may contain the secret of a token to adopt. */
function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
