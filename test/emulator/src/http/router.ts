import { unescapePath } from "../rack/form-escapes";
import type { RawParams } from "./raw-params";
import type { Route } from "./route";

/** A route and the parameters of its path. */
export interface RouteMatch {
	readonly route: Route;
	readonly pathParams: RawParams;
}

/** The version of Grape: from 2.4 on, a parameter of the path that is an Integer fits digits only. */
export type GrapeVersion = "2.0" | "2.4";

/** Finds routes by their number of segments first; the table is small. */
export class Router {
	private readonly byLength = new Map<number, Route[]>();
	private readonly starred: { readonly route: Route; readonly expression: RegExp }[] = [];

	constructor(routes: readonly Route[]) {
		for (const route of routes) {
			if (route.pattern.some((segment) => segment.startsWith("*"))) {
				this.starred.push({ route, expression: starredExpression(route.pattern) });
				continue;
			}
			const same = this.byLength.get(route.pattern.length);
			if (same === undefined) this.byLength.set(route.pattern.length, [route]);
			else same.push(route);
		}
	}

	/** @param path Normalised and percent-encoded, below `/api/v4/`. Only `%2F` keeps a full path in one segment. */
	match(method: string, path: string, grape: GrapeVersion): RouteMatch | undefined {
		const verb = method === "HEAD" ? "GET" : method;
		return this.candidates(path, grape).find(({ route }) => route.method === verb);
	}

	/** The `Allow` header of the response to an OPTIONS request (`generate_options_method` of grape's api/instance.rb). */
	allowedMethods(path: string, grape: GrapeVersion): string[] | undefined {
		const methods = this.candidates(path, grape).map(({ route }) => route.method);
		if (methods.length === 0) return undefined;
		return ["OPTIONS", ...methods, ...(methods.includes("GET") ? ["HEAD"] : [])];
	}

	private candidates(path: string, grape: GrapeVersion): RouteMatch[] {
		const segments = path.split("/");
		const exact = (this.byLength.get(segments.length) ?? []).flatMap((route) => {
			const pathParams = matchSegments(route, segments, grape);
			return pathParams === undefined ? [] : [{ route, pathParams }];
		});
		const starred = this.starred.flatMap(({ route, expression }) => {
			const pathParams = matchStarred(expression, path);
			return pathParams === undefined ? [] : [{ route, pathParams }];
		});
		return [...exact, ...starred];
	}
}

const DOT = "(?:\\.|%2E)";
const SUFFIX = `(?:${DOT}([^?#.]+))?$`;
/** A word of the route, which has no dot in it, and perhaps a suffix. */
const WORD = new RegExp(`^((?:(?!${DOT}).)+)${SUFFIX}`);
/** A parameter has no dot in it either, unless that is encoded and not the last one. */
const PARAMETER = new RegExp(`^((?:(?!${DOT}(?:(?!${DOT})[^?#.])+$)[^?#.])+)${SUFFIX}`);

/**
 * The patterns that mustermann-grape makes of a route: any letter may be percent-encoded, and the last segment
 * may have a suffix, which is the parameter `format`. `:id` takes its segment whole, as
 * `NAMESPACE_OR_PROJECT_REQUIREMENTS` says.
 */
function matchSegments(
	route: Route,
	segments: readonly string[],
	grape: GrapeVersion,
): RawParams | undefined {
	const params: Record<string, string> = {};
	for (const [index, expected] of route.pattern.entries()) {
		const segment = segments[index] ?? "";
		const isParameter = expected.startsWith(":");
		const last = index === route.pattern.length - 1 && expected !== ":id";
		const split = last ? (isParameter ? PARAMETER : WORD).exec(segment) : /^(.+)$/s.exec(segment);
		if (split === null) return undefined;
		const [, bare = "", format] = split;
		if (format !== undefined) params.format = unescapePath(format);
		const name = expected.slice(1);
		if (!isParameter) {
			if (unescapePath(bare) !== expected) return undefined;
		} else if (grape === "2.4" && route.integers.has(name) && !/^\d+$/.test(bare)) {
			return undefined;
		} else {
			params[name] = unescapePath(bare);
		}
	}
	return params;
}

/**
 * What mustermann-grape makes of a route with a star, which declares `format: false`: as few segments as fit, and a
 * dot like any other letter.
 */
function starredExpression(pattern: readonly string[]): RegExp {
	const segments = pattern.map((segment) => {
		const name = segment.slice(1);
		if (segment.startsWith(":")) return `(?<${name}>[^/]+)`;
		return segment.startsWith("*") ? `(?<${name}>.+?)` : segment;
	});
	return new RegExp(`^${segments.join("/")}$`);
}

function matchStarred(expression: RegExp, path: string): RawParams | undefined {
	const groups = expression.exec(path)?.groups;
	if (groups === undefined) return undefined;
	return Object.fromEntries(Object.entries(groups).map(([name, text]) => [name, unescapePath(text)]));
}
