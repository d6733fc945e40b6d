import { ParamError, type ParamType } from "./param-types";
import type { RawParams } from "./raw-params";
import { grapeError, Rejection } from "./response";

export type Declaration = Readonly<Record<string, ParamType<unknown>>>;

/** The values a declaration gives: a required key may still hold nil. */
export type Declared<D extends Declaration> = {
	readonly [Name in keyof D]: D[Name] extends ParamType<infer Value> ? Value | undefined : never;
};

/**
 * Applies a declaration as Grape does: every failure at once, in the order of the declaration.
 *
 * @throws Rejection with 400 `{"error": …}`.
 */
export function declareParams<D extends Declaration>(
	declaration: D,
	raw: RawParams,
	nowMs: number,
): Declared<D> {
	const values: Record<string, unknown> = {};
	const failures: string[] = [];
	for (const [name, type] of Object.entries(declaration)) {
		if (!Object.hasOwn(raw, name) || raw[name] === undefined) {
			if (type.required) failures.push(`${name} is missing`);
			else if (type.fallback !== undefined) values[name] = type.fallback;
			continue;
		}
		try {
			values[name] = type.read(raw[name], nowMs) ?? type.fallback;
		} catch (error) {
			if (!(error instanceof ParamError)) throw error;
			failures.push(`${name} ${error.message}`);
		}
	}
	if (failures.length > 0) throw new Rejection(grapeError(400, failures.join(", ")));
	return values as Declared<D>;
}
