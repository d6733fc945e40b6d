import * as pulumi from "@pulumi/pulumi";
import { GitLabDeployTokenError } from "../api/errors";
import { dateText, textOf } from "./dates";
import type { AdoptArgs, DeployTokenArgs } from "./deploy-token";

/**
 * The tokens of a set as one JSON text, which is known at once where nothing in them has to be waited for.
 *
 * Whatever JSON cannot carry becomes a text that `check` refuses by its path: a lost expiry would create a token
 * that never expires.
 *
 * @param name The resource, as an error names it.
 */
export function tokensText(name: string, tokens: unknown): pulumi.Input<string> {
	if (isPlain(tokens)) return stringify(name, tokens);
	const carriable: unknown = mapInput(tokens, (map) =>
		mapValues(name, map, (entry) => mapInput(entry, (known) => carriableEntry(name, known))),
	);
	return pulumi.output(carriable as object).apply((known) => stringify(name, known));
}

/** `pulumi.output` would convert a date to an empty object; the secret of a token to adopt is marked as one. */
function carriableEntry(name: string, entry: unknown): unknown {
	if (!isObject(entry)) return entry;
	refuseProto(name, entry);
	const { expiresAt, adopt, ...others } = entry as Partial<DeployTokenArgs>;
	return {
		...others,
		...(expiresAt === undefined ? {} : { expiresAt: dateText(expiresAt) }),
		...(adopt === undefined ? {} : { adopt: mapInput(adopt, (known) => secretToken(known ?? undefined)) }),
	};
}

/**
 * What the program declares of the tokens, for the secrets in it: `undefined` where there can be none. The secret
 * of a token to adopt makes nothing else secret.
 */
export function withoutAdoptions(tokens: unknown): unknown {
	if (isPlain(tokens)) return undefined;
	const withoutAdopt = (entry: unknown) => {
		if (!isObject(entry)) return entry;
		const { adopt: _, ...others } = entry as Partial<DeployTokenArgs>;
		return isPlain(others) ? undefined : others;
	};
	return mapInput(tokens, (map) =>
		isObject(map) ? Object.values(map).map((entry: unknown) => mapInput(entry, withoutAdopt)) : undefined,
	);
}

function secretToken(adopt: unknown): unknown {
	return hasToken(adopt) ? { ...adopt, token: pulumi.secret(adopt.token) } : adopt;
}

function stringify(name: string, tokens: unknown): string {
	mapValues(name, tokens, (entry) => isObject(entry) && refuseProto(name, entry));
	return JSON.stringify(tokens, function (this: Record<string, unknown>, key, value: unknown) {
		if (value === null) return textOf(this[key]);
		if (typeof value === "number" || typeof value === "bigint")
			return Number.isFinite(value) ? value : String(value);
		if (typeof value === "function" || typeof value === "symbol") return `a ${typeof value}`;
		return value instanceof Map || value instanceof Set ? String(value) : value;
	});
}

/** An object with its values mapped; any other value is returned unchanged. */
function mapValues(name: string, object: unknown, map: (value: unknown) => unknown): unknown {
	if (!isObject(object)) return object;
	refuseProto(name, object);
	return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(value)]));
}

/** Pulumi would set the member of that name as the object's prototype, and lose it. */
function refuseProto(name: string, object: object): void {
	if (Object.hasOwn(object, "__proto__"))
		throw new GitLabDeployTokenError(
			"INPUT_INVALID",
			`DeployTokenSet "${name}": \`__proto__\` cannot be used as a key.`,
			"Rename the key.",
		);
}

function mapInput(input: unknown, map: (value: unknown) => unknown): unknown {
	if (pulumi.Output.isInstance(input)) return input.apply(map);
	return input instanceof Promise ? input.then(map) : map(input);
}

/** Whether nothing in the value is an output or a promise, or a secret that must be marked as one. */
function isPlain(value: unknown): boolean {
	if (pulumi.Output.isInstance(value) || value instanceof Promise) return false;
	if (Array.isArray(value)) return value.every(isPlain);
	if (!isObject(value)) return true;
	return Object.entries(value).every(
		([key, member]) => isPlain(member) && !(key === "adopt" && hasToken(member)),
	);
}

function hasToken(adopt: unknown): adopt is AdoptArgs & { token: pulumi.Input<string> } {
	return isObject(adopt) && (adopt as Partial<AdoptArgs>).token !== undefined;
}

/** Whether the value is an object with members of the program. */
function isObject(value: unknown): value is object {
	return (
		typeof value === "object" &&
		value !== null &&
		![Array, Date, Map, Set, Promise].some((type) => value instanceof type) &&
		!pulumi.Output.isInstance(value)
	);
}
