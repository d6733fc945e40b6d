/** Whether the value is an object of values by key. */
export function isMap(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The object in a JSON text; `undefined` where there is none. The parser's error, which can quote a secret, is dropped. */
export function mapIn(text: string): Record<string, unknown> | undefined {
	try {
		const value: unknown = JSON.parse(text);
		return isMap(value) ? value : undefined;
	} catch {
		return undefined;
	}
}
