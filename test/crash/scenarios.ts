import type { Properties } from "../engine/harness/rpc";
import type { Kind } from "../faults/provider";

/** Tokens in the set. */
export const SET_SIZE = 200;

/** What a stack does when its provider process ends. */
export interface Scenario {
	readonly name: string;
	readonly kind: Kind;
	readonly operation: "create" | "update" | "read" | "delete";
	/** What is declared by then; for all but `create` it was made before. */
	readonly declared: Properties;
	/** What an update declares instead. */
	readonly changed?: Properties;
	/** At which requests the process ends, each before and after GitLab has acted on it. */
	readonly points: readonly number[];
}

const LANE = "stack";
const TOKEN = { project: "grp/proj", name: "one", scopes: ["read_registry"], connection: LANE };

/** Keys `k0` to `k199`, those of `group` in the group. */
function set(change: (index: number) => object | undefined): Properties {
	const tokens = Array.from({ length: SET_SIZE }, (_, index) => index).flatMap((index) => {
		const own = change(index);
		const owner = index % 2 === 0 ? { project: "grp/proj" } : { group: "grp" };
		return own === undefined ? [] : [[`k${index}`, { ...owner, ...own }]];
	});
	return { tokens: JSON.stringify(Object.fromEntries(tokens)), scopes: ["read_registry"], connection: LANE };
}

/** Every `step`-th number from `first` to `last`. */
function spread(first: number, last: number, step: number): number[] {
	return Array.from({ length: Math.floor((last - first) / step) + 1 }, (_, index) => first + index * step);
}

const whole = set(() => ({}));

export const SCENARIOS: readonly Scenario[] = [
	{ name: "create a token", kind: "token", operation: "create", declared: TOKEN, points: [1, 2, 3] },
	{
		name: "create a token with a lifetime",
		kind: "token",
		operation: "create",
		declared: { ...TOKEN, expiresIn: "30d" },
		points: [1, 2, 3],
	},
	{ name: "read a token", kind: "token", operation: "read", declared: TOKEN, points: [1] },
	{ name: "delete a token", kind: "token", operation: "delete", declared: TOKEN, points: [1, 2] },
	{
		name: "create a set of 200",
		kind: "set",
		operation: "create",
		declared: whole,
		points: [1, 2, 3, 4, ...spread(5, 203, 7)],
	},
	{
		name: "update a set of 200: 60 added, 60 changed, 60 removed",
		kind: "set",
		operation: "update",
		declared: set((index) => (index < 60 ? undefined : {})),
		changed: set((index) => {
			if (index >= 140) return undefined;
			return index >= 60 && index < 120 ? { scopes: ["read_repository"] } : {};
		}),
		points: [1, 2, 3, 4, ...spread(5, 175, 8)],
	},
	{ name: "read a set of 200", kind: "set", operation: "read", declared: whole, points: [1, 2, 3] },
	{
		name: "delete a set of 200",
		kind: "set",
		operation: "delete",
		declared: whole,
		points: [1, 2, 3, ...spread(4, 200, 8)],
	},
];
