import type { RawParams } from "./raw-params";
import type { Route } from "./route";

/** A route and what its path said. */
export interface RouteMatch {
	readonly route: Route;
	readonly pathParams: RawParams;
}

/** Finds routes by their number of segments first; the table is small. */
export class Router {
	private readonly byLength = new Map<number, Route[]>();

	constructor(routes: readonly Route[]) {
		for (const route of routes) {
			const same = this.byLength.get(route.pattern.length);
			if (same === undefined) this.byLength.set(route.pattern.length, [route]);
			else same.push(route);
		}
	}

	/**
	 * @param path Percent-encoded, below `/api/v4/`; a slash at the end is ignored. Only `%2F` keeps a full path in
	 * one segment.
	 */
	match(method: string, path: string): RouteMatch | undefined {
		const segments = path.replace(/\/+$/, "").split("/");
		const verb = method === "HEAD" ? "GET" : method;
		for (const route of this.byLength.get(segments.length) ?? []) {
			if (route.method !== verb) continue;
			const pathParams = matchSegments(route.pattern, segments);
			if (pathParams !== undefined) return { route, pathParams };
		}
		return undefined;
	}
}

function matchSegments(pattern: readonly string[], segments: readonly string[]): RawParams | undefined {
	const params: Record<string, string> = {};
	for (const [index, expected] of pattern.entries()) {
		const segment = segments[index] ?? "";
		// `:id` takes its segment whole; everything else may end in a format suffix (`.json`).
		const last = index === pattern.length - 1 && expected !== ":id";
		const bare = last ? segment.replace(/(?<=.)\.[^.]+$/, "") : segment;
		if (expected.startsWith(":")) {
			if (bare === "") return undefined;
			params[expected.slice(1)] = decodeURIComponent(bare);
		} else if (bare !== expected) {
			return undefined;
		}
	}
	return params;
}
