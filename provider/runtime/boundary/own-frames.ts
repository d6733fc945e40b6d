import { relative, resolve, sep } from "node:path";

/** Where this package's code begins: from here on its paths are the same on every machine. */
const ROOT = resolve(__dirname, "../..");

/** Frames that are enough to find the place; the rest are its callers. */
const MAX_FRAMES = 5;

/** A message precedes the trace, and can have any length. */
const MAX_READ = 20_000;

/** A line of a trace: what is called, the file, and the line in it. */
const FRAME = /^\s+at (?:(?:async )?(.+?) \()?(?:file:\/\/)?(.+?):(\d+):\d+\)?$/gm;

/**
 * The places in this package's code at which a fault happened, as in `planSet (runtime/set/plan.js:52)`, innermost
 * first. Without other code, whose paths reveal where a user's program is.
 */
export function ownFrames(fault: unknown): string[] {
	if (!(fault instanceof Error) || typeof fault.stack !== "string") return [];
	const frames: string[] = [];
	for (const [, call, file = "", line] of fault.stack.slice(0, MAX_READ).matchAll(FRAME)) {
		const path = relative(ROOT, file).split(sep).join("/");
		if (path.startsWith("..") || path.includes("node_modules/") || !/^[\w./-]+$/.test(path)) continue;
		frames.push(call === undefined ? `${path}:${line}` : `${call} (${path}:${line})`);
	}
	return frames.slice(0, MAX_FRAMES);
}
