import { readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, sep } from "node:path";
import { compileFunction } from "node:vm";

/** What a module sees in place of this process's own globals. */
export interface Globals {
	readonly process: object;
	readonly console: object;
	readonly Date: DateConstructor;
	readonly AbortSignal: object;
}

type Wrapper = (
	exports: object,
	require: (request: string) => unknown,
	module: { exports: unknown },
	filename: string,
	folder: string,
	...globals: readonly object[]
) => void;

const GLOBALS = ["process", "console", "Date", "AbortSignal"] as const satisfies (keyof Globals)[];
const PARAMETERS = ["exports", "require", "module", "__filename", "__dirname", ...GLOBALS];

const compiled = new Map<string, Wrapper>();
const resolved = new Map<string, string>();
const requires = new Map<string, NodeJS.Require>();

/**
 * Evaluates modules as a new Node process would, with all their state new: those below `folders`. All others, which
 * hold no state of a provider, are shared. The compiled text is kept, so that a second evaluation costs little.
 */
export class FreshModules {
	private readonly loaded = new Map<string, { exports: unknown }>();

	/** @param replaced Modules that are handed out in place of those of these names. */
	constructor(
		private readonly folders: readonly string[],
		private readonly globals: Globals,
		private readonly replaced: Readonly<Record<string, unknown>>,
	) {}

	load(filename: string): unknown {
		const known = this.loaded.get(filename);
		if (known !== undefined) return known.exports;
		const module = { exports: {} as unknown };
		this.loaded.set(filename, module);
		this.evaluate(
			module,
			filename,
			wrapperOf(filename, () => readFileSync(filename, "utf8")),
		);
		return module.exports;
	}

	/** What a text exports, as a module next to `filename`. */
	evaluateText(text: string, filename: string): unknown {
		const module = { exports: {} as unknown };
		this.evaluate(
			module,
			filename,
			wrapperOf(`${filename}?${text}`, () => text),
		);
		return module.exports;
	}

	private evaluate(module: { exports: unknown }, filename: string, wrapper: Wrapper): void {
		wrapper(
			module.exports as object,
			Object.assign((request: string) => this.require(request, filename), {
				resolve: (request: string) => requireFrom(filename).resolve(request),
			}),
			module,
			filename,
			dirname(filename),
			...GLOBALS.map((name) => this.globals[name]),
		);
	}

	private require(request: string, from: string): unknown {
		if (Object.hasOwn(this.replaced, request)) return this.replaced[request];
		const filename = resolve(request, from);
		const fresh =
			filename.endsWith(".js") && this.folders.some((folder) => filename.startsWith(folder + sep));
		return fresh ? this.load(filename) : requireFrom(from)(request);
	}
}

function wrapperOf(name: string, read: () => string): Wrapper {
	const known = compiled.get(name);
	if (known !== undefined) return known;
	const wrapper = compileFunction(read(), PARAMETERS, { filename: name }) as Wrapper;
	compiled.set(name, wrapper);
	return wrapper;
}

function requireFrom(filename: string): NodeJS.Require {
	const known = requires.get(filename) ?? createRequire(filename);
	requires.set(filename, known);
	return known;
}

function resolve(request: string, from: string): string {
	const key = `${dirname(from)} ${request}`;
	const known = resolved.get(key);
	if (known !== undefined) return known;
	const found = requireFrom(from).resolve(request);
	const filename = found.startsWith(sep) ? realpathSync(found) : found;
	resolved.set(key, filename);
	return filename;
}
