import { dirname, join, sep } from "node:path";

/** The folders of this package's own files. In a bundle there are none of them, and every frame is kept. */
const OWN_FOLDERS = ["api", "model", "pulumi", "runtime"].map(
	(folder) => `${join(dirname(__dirname), folder)}${sep}`,
);

/**
 * The frames of a stack that lead to the code that called this package: without this package's own files, which do
 * not help, without Node's, and without those of packages, such as ts-node's and the SDK's.
 */
export function callerFrames(stack: string | undefined): string[] {
	const lines = stack?.split("\n") ?? [];
	const frames = lines.filter((line) => /^\s+at .*:\d+:\d+\)?$/.test(line));
	const foreign = ["node:", "node_modules", ...OWN_FOLDERS];
	return frames.filter((frame) => !foreign.some((part) => frame.includes(part)));
}
