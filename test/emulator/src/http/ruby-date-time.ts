import { parseInstant } from "../world/instant";

export function parseRubyDateTime(text: string, _nowMs: number): number | undefined {
	return parseInstant(text);
}
