import { isMap } from "../model/values/maps";
import type { Properties } from "./properties";

/** How one property differs. */
export type Difference = "add" | "update" | "delete";

/** Keys of which a path cannot be written: the engine reads a backslash before a quote as the quote's. */
const UNREADABLE_KEY = /\\("|$)/;

/**
 * Every path at which the previous and the current declaration differ. Complete, since the engine then shows
 * nothing else of a resource. Keys that start with two underscores belong to the engine and the SDKs.
 *
 * @param whole Properties into whose parts no path leads.
 */
export function differences(
	before: Properties,
	after: Properties,
	whole: readonly string[] = [],
): Map<string, Difference> {
	const found = new Map<string, Difference>();
	for (const name of namesOf(before, after))
		if (!name.startsWith("__")) {
			const pair = [own(before, name), own(after, name)] as const;
			if (whole.includes(name)) note(name, pair, found);
			else compare(name, pair, found);
		}
	return found;
}

/** The property to which a path leads, or which holds what it leads to. */
export function rootOf(path: string): string {
	return path.split(/[.[]/, 1)[0] ?? path;
}

function compare(path: string, pair: readonly [unknown, unknown], found: Map<string, Difference>): void {
	const [old, now] = pair;
	if (Array.isArray(old) && Array.isArray(now))
		for (let index = 0; index < Math.max(old.length, now.length); index++)
			compare(`${path}[${index}]`, [old[index], now[index]], found);
	else if (isMap(old) && isMap(now)) {
		const keys = [...namesOf(old, now)];
		if (keys.some((key) => UNREADABLE_KEY.test(key))) note(path, pair, found);
		else for (const key of keys) compare(pathTo(path, key), [own(old, key), own(now, key)], found);
	} else note(path, pair, found);
}

function note(path: string, [old, now]: readonly [unknown, unknown], found: Map<string, Difference>): void {
	if (JSON.stringify(old) === JSON.stringify(now)) return;
	if (old === undefined) found.set(path, "add");
	else found.set(path, now === undefined ? "delete" : "update");
}

/** The keys of a map are quoted, as the errors of `check` have them; the properties of its members are not. */
function pathTo(path: string, key: string): string {
	const hasKeys = !path.includes("[");
	return hasKeys ? `${path}["${key.replaceAll('"', '\\"')}"]` : `${path}.${key}`;
}

/** A value, `undefined` where there is none: a key can be the name of a method that every object has. */
function own(properties: Properties, key: string): unknown {
	return Object.hasOwn(properties, key) ? properties[key] : undefined;
}

function namesOf(one: Properties, other: Properties): Set<string> {
	return new Set([...Object.keys(one), ...Object.keys(other)]);
}
