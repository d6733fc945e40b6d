import { parseInstant } from "../values/instants";
import type { Parsed } from "../values/parsed";
import type { Adoption } from "./inputs";
import {
	type ParseContext,
	parseAdoption,
	parseConnection,
	parseExpiresAt,
	parseLifetime,
	parseName,
	parseOwner,
	parseScopes,
	parseUsername,
} from "./parse";

/** What a token is declared with, after `check`. */
export interface TokenProperties {
	readonly project: number | string;
	readonly group: number | string;
	readonly name: string;
	/** In GitLab's order. */
	readonly scopes: readonly string[];
	readonly username: string;
	/** UTC, with milliseconds. */
	readonly expiresAt: string;
	/** A duration, as it was written. */
	readonly expiresIn: string;
	/** A duration, as it was written. */
	readonly rotateBefore: string;
	readonly adopt: Adoption;
	readonly connection: string;
}

/** Everything about a property: the rules of tokens and of sets read it here. */
export interface Field {
	/** One line; the documentation of the argument begins with it. */
	readonly meaning: string;
	/**
	 * Who holds the value: GitLab as the token's `owner`, `gitlab` as what identifies a token, or only the `state`,
	 * which accepts a string, a number or a flag. What only the `program` needs is not recorded.
	 */
	readonly heldBy: "owner" | "gitlab" | "state" | "program";
	/**
	 * Whether another value requires a new token. An owner may be written differently, and `adopt` has its own
	 * rule.
	 */
	readonly replaces: boolean;
	/**
	 * Where a set takes the value from: only from the token's `entry`, only from the `set`, or from the set as a
	 * `default` that an entry may override. An entry that declares an expiry or a lifetime inherits no `lifetime`.
	 */
	readonly inSet: "entry" | "default" | "lifetime" | "set";
	/** Reads what a program declares. */
	readonly parse: (value: unknown, context: ParseContext) => Parsed<unknown>;
	/** The message where it is missing; absent where it may be omitted. */
	readonly missing?: string;
	/** Whether a recorded value has the right shape; absent for what is not recorded. */
	readonly isRecordable?: (value: unknown) => boolean;
}

const isText = (value: unknown) => typeof value === "string" && value !== "";
const optional = (fits: (value: unknown) => boolean) => (value: unknown) =>
	value === undefined || fits(value);
const isOwner = optional((value) => isText(value) || typeof value === "number");

/** Every property that a program may declare, in the order in which messages list them. */
export const FIELDS = {
	project: {
		meaning: "The project that owns the token.",
		heldBy: "owner",
		replaces: true,
		inSet: "entry",
		parse: parseOwner("project"),
		isRecordable: isOwner,
	},
	group: {
		meaning: "The group that owns the token, which is then valid for every project below it.",
		heldBy: "owner",
		replaces: true,
		inSet: "entry",
		parse: parseOwner("group"),
		isRecordable: isOwner,
	},
	name: {
		meaning: "The token's name in GitLab.",
		heldBy: "gitlab",
		replaces: true,
		inSet: "entry",
		parse: parseName,
		missing: "is missing",
		isRecordable: (value) => typeof value === "string",
	},
	scopes: {
		meaning: "The token's permissions.",
		heldBy: "gitlab",
		replaces: true,
		inSet: "default",
		parse: parseScopes,
		missing: "is missing; a deploy token needs at least one scope",
		isRecordable: (value) => Array.isArray(value) && value.every(isText),
	},
	username: {
		meaning: "The username that goes with the token.",
		heldBy: "gitlab",
		replaces: true,
		inSet: "default",
		parse: parseUsername,
		isRecordable: isText,
	},
	expiresAt: {
		meaning: "When the token expires.",
		heldBy: "gitlab",
		replaces: true,
		inSet: "lifetime",
		parse: parseExpiresAt,
		isRecordable: optional((value) => "value" in parseInstant(value)),
	},
	expiresIn: {
		meaning: "The token's lifetime from its creation; instead of `expiresAt`.",
		heldBy: "state",
		replaces: false,
		inSet: "lifetime",
		parse: parseLifetime,
		isRecordable: optional(isText),
	},
	rotateBefore: {
		meaning: "How long before its expiry the next update replaces the token; with `expiresIn`.",
		heldBy: "state",
		replaces: false,
		inSet: "lifetime",
		parse: parseLifetime,
		isRecordable: optional(isText),
	},
	adopt: {
		meaning: "Adopts an existing token instead of creating one.",
		heldBy: "program",
		replaces: false,
		inSet: "entry",
		parse: parseAdoption,
	},
	connection: {
		meaning: "The connection to use, where a stack has several GitLabs",
		heldBy: "state",
		replaces: false,
		inSet: "set",
		parse: parseConnection,
		isRecordable: optional(isText),
	},
} satisfies Record<keyof TokenProperties, Field>;

/** Name of a property that a program may declare. */
export type FieldName = keyof TokenProperties;

/** The names whose field has one of these values. */
type NamesWhere<Trait extends "heldBy" | "inSet", Value> = {
	[Name in FieldName]: (typeof FIELDS)[Name][Trait] extends Value ? Name : never;
}[FieldName];

/** What GitLab holds of a token, and cannot edit. */
export type GitLabName = NamesWhere<"heldBy", "gitlab">;
/** What a state records of a declaration. */
export type RecordedName = NamesWhere<"heldBy", "owner" | "gitlab" | "state">;
/** What a set declares for all its keys. */
export type SetDefaultName = NamesWhere<"inSet", "default" | "lifetime">;
/** What a set declares, and no entry. */
export type SetOnlyName = NamesWhere<"inSet", "set">;
/** What cannot be omitted. */
export type RequiredName = {
	[Name in FieldName]: (typeof FIELDS)[Name] extends { readonly missing: string } ? Name : never;
}[FieldName];

/** The names a program may declare. */
export const INPUT_NAMES = Object.keys(FIELDS) as FieldName[];

/** The names whose field has one of `values`, in the table's order. */
export function namesWhere<Trait extends "heldBy" | "inSet", const Value extends Field[Trait]>(
	trait: Trait,
	...values: Value[]
): NamesWhere<Trait, Value>[] {
	const wanted: readonly string[] = values;
	return INPUT_NAMES.filter((name) => wanted.includes(FIELDS[name][trait])) as NamesWhere<Trait, Value>[];
}

/** What a state records of a declaration. */
export const RECORDED_NAMES = namesWhere("heldBy", "owner", "gitlab", "state");
