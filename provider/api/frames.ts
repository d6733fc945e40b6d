import { dirname, join, sep } from "node:path";

/** The folders of this package's own files. In a bundle there are none of them, and every frame stays. */
const OWN_FOLDERS = ["api", "model", "pulumi", "runtime"].map(
	(folder) => `${join(dirname(__dirname), folder)}${sep}`,
);

/**
 * The frames of a stack that lead to the code that called this package: without this package's own files, which
 * help nobody, and without Node's.
 */
export function callerFrames(stack: string | undefined): string[] {
	const lines = stack?.split("\n") ?? [];
	const frames = lines.filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line));
	const others = frames.filter(
		(frame) => !frame.includes("node:") && !OWN_FOLDERS.some((own) => frame.includes(own)),
	);
	// Inside of an `apply` only the SDK's frames are left, which lead nowhere.
	return others.every((frame) => frame.includes("node_modules")) ? [] : others;
}
