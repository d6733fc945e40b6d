import { UnreadableState } from "./unreadable-state";

/** @throws UnreadableState */
export function parseJson(text: string): unknown {
	try {
		return JSON.parse(text.replace(/^\uFEFF/, ""));
	} catch {
		// The parser's message quotes the text, which may contain secrets.
		throw new UnreadableState("it is not JSON, or is truncated");
	}
}
