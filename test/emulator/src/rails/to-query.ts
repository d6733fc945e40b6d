/**
 * ActiveSupport's `Hash#to_query` (core_ext/object/to_query.rb): sorted once it is encoded, arrays as `a[]`, nil
 * as an empty value, an empty hash or array not at all.
 *
 * `qs.stringify` sorts the names before it encodes them, and leaves nil without its `=` or out.
 */
export function toQuery(params: Readonly<Record<string, unknown>>, namespace?: string): string {
	const parts = Object.entries(params)
		.filter(([, value]) => !isEmptyCollection(value))
		.map(([key, value]) => pair(namespace === undefined ? key : `${namespace}[${key}]`, value));
	if (namespace?.includes("[]") !== true)
		parts.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
	return parts.join("&");
}

function pair(key: string, value: unknown): string {
	if (Array.isArray(value)) {
		if (value.length === 0) return pair(`${key}[]`, null);
		return value.map((member) => pair(`${key}[]`, member)).join("&");
	}
	if (isPlainHash(value)) return toQuery(value, key);
	return `${cgiEscape(key)}=${cgiEscape(value === null || value === undefined ? "" : String(value))}`;
}

function isEmptyCollection(value: unknown): boolean {
	return (
		(Array.isArray(value) && value.length === 0) || (isPlainHash(value) && Object.keys(value).length === 0)
	);
}

function isPlainHash(value: unknown): value is Record<string, unknown> {
	if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || prototype === Object.prototype;
}

/** `CGI.escape`: everything but letters, digits and `_.-~`, with `+` for a blank. */
function cgiEscape(text: string): string {
	return encodeURIComponent(text)
		.replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`)
		.replaceAll("%20", "+");
}
