import type { Hit } from "../rules/rule";
import type { Config } from "./config";

/** An exception of the configuration: findings that it accepts. */
export type AllowEntry = Config["allow"][number];

/** The entry that accepts a finding, `undefined` if none does. An entry accepts nothing after its last day. */
export function allowing(
	entries: readonly AllowEntry[],
	rule: string,
	{ hit, nowMs }: { hit: Hit; nowMs: number },
): AllowEntry | undefined {
	const owner = hit.token?.owner?.path ?? hit.owner?.path ?? ownerText(hit);
	const name = hit.token?.name ?? hit.managed?.name;
	const scopes = hit.token?.scopes ?? hit.managed?.scopes ?? [];
	return entries.find(
		(entry) =>
			(entry.rules as readonly string[]).includes(rule) &&
			!hasEnded(entry, nowMs) &&
			fits(entry.owner && ownerPattern(entry.owner), owner) &&
			fits(entry.name && patternOf(entry.name, ".*"), name) &&
			(entry.scope === undefined || scopes.includes(entry.scope)),
	);
}

/** Whether an entry's last day is over. */
export function hasEnded({ until }: AllowEntry, nowMs: number): boolean {
	return Date.parse(`${until}T23:59:59.999Z`) < nowMs;
}

function ownerText({ managed }: Hit): string | undefined {
	return managed?.owner === undefined ? undefined : String(managed.owner.ref);
}

function fits(pattern: string | undefined, value: string | undefined): boolean {
	if (pattern === undefined) return true;
	return value !== undefined && new RegExp(pattern, "isu").test(value);
}

/** One star matches a segment of the path, two any number of segments. */
function ownerPattern(pattern: string): string {
	return patternOf(pattern, "[^/]*");
}

function patternOf(pattern: string, star: string): string {
	const escaped = pattern.replace(/[.+?^${}()|[\]\\]/g, "\\$&");
	return `^${escaped.replace(/\*+/g, (stars) => (stars.length > 1 ? ".*" : star))}$`;
}
