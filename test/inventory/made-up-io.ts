import type { Io } from "../../inventory/src/cli/io";

/** A process for the command line in which nothing can be read or seen, but for what is given. */
export function ioOf(parts: Partial<Io>, env: Readonly<Record<string, string>> = {}): Io {
	return {
		env: (name) => env[name],
		readText: async () => {
			throw Object.assign(new Error("no such file"), { code: "ENOENT" });
		},
		pulumi: async () => undefined,
		out: async () => {},
		err: () => {},
		ask: undefined,
		terminal: undefined,
		clock: { now: () => Date.now(), sleep: async () => {} },
		untilStopped: () => ({ signal: new AbortController().signal, release() {} }),
		livelyErrors: false,
		...parts,
	};
}
