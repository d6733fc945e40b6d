import { isValidEncoding } from "../ruby/utf8";
import { RackParameterError } from "./errors";
import { formUnescape } from "./form-escapes";

/** `Rack::QueryParser::BYTESIZE_LIMIT`, `PARAMS_LIMIT`, `Rack::Utils.param_depth_limit` and `key_space_limit`. */
const BYTESIZE_LIMIT = 4_194_304;
const PARAMS_LIMIT = 4096;
const DEPTH_LIMIT = 100;
const KEY_SPACE_LIMIT = 65_536;

/**
 * Nested parameters as Rack 2.2 reads them (`Rack::QueryParser#parse_nested_query`, query_parser.rb).
 *
 * `a[]=1` makes an array, `a[0]=1` and `a[b]=1` make a hash, the last `a` wins, and a name that is used in two
 * of these ways is an error.
 *
 * @param text One character for each byte.
 * @param separators `&;` for a query string, `&` for a body.
 * @throws RackParameterError
 */
export function parseNestedQuery(text: string, separators: "&;" | "&"): Record<string, unknown> {
	const params = new Params();
	if (text.length > BYTESIZE_LIMIT) throw new RackParameterError("the query is too long");
	if (text !== "") {
		const separator = separators === "&" ? /& */ : /[&;] */;
		const pairs = text.split(separator);
		if (text.split(separators === "&" ? "&" : /[&;]/).length > PARAMS_LIMIT)
			throw new RackParameterError("too many parameters");
		// Ruby's `split` leaves out what is empty at the end.
		while (pairs.at(-1) === "") pairs.pop();
		for (const pair of pairs) {
			const at = pair.indexOf("=");
			const name = formUnescape(at < 0 ? pair : pair.slice(0, at));
			const value = at < 0 ? null : formUnescape(pair.slice(at + 1));
			normalizeParams(params, name, value);
		}
	}
	return params.toHash();
}

/** One hash under construction; its kind distinguishes it from an uploaded file, which is a plain hash. */
export class Params {
	private readonly members = new Map<string, unknown>();
	private size = 0;

	get(key: string): unknown {
		return this.members.get(key);
	}

	set(key: string, value: unknown): void {
		if (!this.members.has(key)) this.size += [...key].length;
		if (this.size > KEY_SPACE_LIMIT) throw new RackParameterError("exceeded available parameter key space");
		this.members.set(key, value);
	}

	has(key: string): boolean {
		return this.members.has(key);
	}

	toHash(): Record<string, unknown> {
		const hash: Record<string, unknown> = Object.create(null);
		for (const [key, value] of this.members) hash[key] = plain(value);
		return hash;
	}
}

function plain(value: unknown): unknown {
	if (value instanceof Params) return value.toHash();
	return Array.isArray(value)
		? value.map((member) => (member instanceof Params ? member.toHash() : member))
		: value;
}

/**
 * `Rack::QueryParser#normalize_params`: puts a value where its name says.
 *
 * @returns What the caller stores: the hash, or, for the name `[]`, an array with the value.
 */
export function normalizeParams(params: Params, name: string, value: unknown, depth = DEPTH_LIMIT): unknown {
	if (depth <= 0) throw new RackParameterError("parameters are nested too deeply");
	if (!isValidEncoding(name)) throw new RackParameterError("invalid byte sequence in UTF-8");
	const match = /^[[\]]*([^[\]]+)\]*/.exec(name);
	const key = match?.[1] ?? "";
	const after = match === null ? "" : name.slice(match[0].length);
	if (key === "") return value !== null && name === "[]" ? [value] : null;
	const child = (/^\[\]\[([^[\]]+)\]$/m.exec(after) ?? /^\[\](.+)$/m.exec(after))?.[1];
	if (after === "") {
		params.set(key, value);
	} else if (after === "[") {
		params.set(name, value);
	} else if (after === "[]") {
		arrayOf(params, key).push(value);
	} else if (child !== undefined) {
		const array = arrayOf(params, key);
		const last = array.at(-1);
		if (last instanceof Params && !hasKey(last, child)) normalizeParams(last, child, value, depth - 1);
		else array.push(normalizeParams(new Params(), child, value, depth - 1));
	} else {
		const existing = params.get(key) ?? new Params();
		if (!(existing instanceof Params)) throw new RackParameterError(`expected Hash for param '${key}'`);
		params.set(key, normalizeParams(existing, after, value, depth - 1));
	}
	return params;
}

function arrayOf(params: Params, key: string): unknown[] {
	const existing = params.get(key) ?? [];
	if (!Array.isArray(existing)) throw new RackParameterError(`expected Array for param '${key}'`);
	params.set(key, existing);
	return existing;
}

function hasKey(params: Params, key: string): boolean {
	if (key.includes("[]")) return false;
	let at: unknown = params;
	for (const part of key.split(/[[\]]+/)) {
		if (part === "") continue;
		if (!(at instanceof Params) || !at.has(part)) return false;
		at = at.get(part);
	}
	return true;
}
