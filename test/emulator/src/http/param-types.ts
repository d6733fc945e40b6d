import { parseRubyDateTime } from "../ruby/date-time";
import { RubyFloat } from "../ruby/float";
import { strip } from "../ruby/text";
import { byteSize } from "../ruby/utf8";
import { DEPLOY_TOKEN_SCOPES } from "../world/deploy-token";

/** How one declared parameter is read. `undefined` is Grape's nil. */
export interface ParamType<Value> {
	readonly required: boolean;
	/** `Integer`, which later versions of Grape make part of the route. */
	readonly isInteger?: boolean;
	/** Represents a missing or empty value. */
	readonly fallback?: Value;
	/** @throws ParamError when the value is refused. */
	readonly read: (raw: unknown, nowMs: number) => Value | undefined;
}

export class ParamError extends Error {}

const INVALID = "is invalid";
const INTEGER = /^[\t\n\v\f\r ]*[+-]?\d+(_\d+)*[\t\n\v\f\r ]*$/;
const TRUE = new Set("1 on On ON t true True TRUE T y yes Yes YES Y".split(" "));
const FALSE = new Set("0 off Off OFF f false False FALSE F n no No NO N".split(" "));
const DATE_TIME_LIMIT = 128;

/** `type: String`. */
export function string(): ParamType<string> {
	return { required: false, read: readString };
}

/** `type: String, values: […]`. */
export function oneOf<const Value extends string>(
	values: readonly Value[],
	fallback?: Value,
): ParamType<Value> {
	const read = (raw: unknown): Value | undefined => {
		const text = readString(raw);
		if (text === undefined) return undefined;
		const value = values.find((known) => known === text);
		if (value === undefined) throw new ParamError("does not have a valid value");
		return value;
	};
	return { required: false, read, ...(fallback === undefined ? {} : { fallback }) };
}

/** `type: Integer`. Beyond what a number holds it is inexact, which finds nothing, as in GitLab. */
export function integer(
	options: { fallback?: number; except?: number; blank?: "nil" | "invalid" } = {},
): ParamType<number> {
	const { fallback, except, blank = "nil" } = options;
	const read = (raw: unknown): number | undefined => {
		if (isNil(raw) && blank === "nil") return undefined;
		const value = Number(readInteger(raw));
		if (value === except) throw new ParamError("has a value not allowed");
		return value;
	};
	return { required: false, isInteger: true, read, ...(fallback === undefined ? {} : { fallback }) };
}

/** `type: Integer` for the number of a page, exact however large. */
export function pageNumber(): ParamType<bigint> {
	const read = (raw: unknown): bigint | undefined => (isNil(raw) ? undefined : readInteger(raw));
	return { required: false, isInteger: true, read, fallback: 1n };
}

/** `types: [Integer, String]`: a number in any spelling is that number. */
export function integerOrString(): ParamType<string> {
	const read = (raw: unknown): string | undefined =>
		typeof raw === "string" && INTEGER.test(raw) ? String(readInteger(raw)) : readString(raw);
	return { required: false, read };
}

/** `type: Boolean`, with the spellings that dry-types accepts. */
export function boolean(fallback?: boolean): ParamType<boolean> {
	const read = (raw: unknown): boolean | undefined => {
		if (isNil(raw)) return undefined;
		if (typeof raw === "boolean") return raw;
		const text = typeof raw === "string" || typeof raw === "number" ? String(raw) : "";
		if (TRUE.has(text)) return true;
		if (FALSE.has(text)) return false;
		throw new ParamError(INVALID);
	};
	return { required: false, read, ...(fallback === undefined ? {} : { fallback }) };
}

/** `type: DateTime`, in epoch milliseconds. */
export function dateTime(): ParamType<number> {
	const read = (raw: unknown, nowMs: number): number | undefined => {
		if (isNil(raw)) return undefined;
		const instantMs =
			typeof raw === "string" && byteSize(raw) <= DATE_TIME_LIMIT ? parseRubyDateTime(raw, nowMs) : undefined;
		if (instantMs === undefined) throw new ParamError(INVALID);
		return instantMs;
	};
	return { required: false, read };
}

/** `type: Array[String]` behind `CommaSeparatedToArray`, limited to the scopes of a deploy token. */
export function deployTokenScopes(): ParamType<readonly string[]> {
	const known: readonly string[] = DEPLOY_TOKEN_SCOPES;
	const read = (raw: unknown): string[] => {
		const scopes =
			typeof raw === "string" ? splitOnCommas(raw) : Array.isArray(raw) ? raw.flatMap(splitMember) : [];
		if (!scopes.every((scope) => known.includes(scope))) throw new ParamError("does not have a valid value");
		return scopes;
	};
	return { required: false, read };
}

export function required<Value>(type: ParamType<Value>): ParamType<Value> {
	return { ...type, required: true };
}

function isNil(raw: unknown): boolean {
	return raw === null || raw === "";
}

function readString(raw: unknown): string | undefined {
	if (raw === null || raw === undefined) return undefined;
	if (typeof raw === "object" && !(raw instanceof RubyFloat)) throw new ParamError(INVALID);
	return String(raw);
}

function readInteger(raw: unknown): bigint {
	const text = typeof raw === "number" || typeof raw === "bigint" ? String(raw) : raw;
	if (typeof text !== "string" || !INTEGER.test(text)) throw new ParamError(INVALID);
	const [, sign, digits = "0"] = /([+-]?)(\d+)/.exec(text.replaceAll("_", "")) ?? [];
	return sign === "-" ? -BigInt(digits) : BigInt(digits);
}

/** Ruby's `to_s` of an array member: nil is empty, a nested value is its notation, which is no scope. */
function splitMember(member: unknown): string[] {
	if (member === null || member === undefined) return [];
	return typeof member === "object" && !(member instanceof RubyFloat)
		? ["{}"]
		: splitOnCommas(String(member));
}

/** Ruby's `split` leaves out what is empty at the end. */
function splitOnCommas(text: string): string[] {
	const trimmed = text.replace(/,+$/, "");
	return trimmed === "" ? [] : trimmed.split(",").map(strip);
}
