import type { Progress } from "../gitlab/read-scope";
import type { Io } from "./io";

/** How many owners are read between two lines of output, where lines cannot be rewritten. */
const STEP = 500;

/**
 * Shows the progress of a scan on standard error: a line that is rewritten on a terminal, an occasional line
 * elsewhere.
 */
export function progressOn({ err, livelyErrors }: Io, quiet: boolean): Progress {
	if (quiet) return () => {};
	return (done, of) => {
		const line = `read ${done} of ${of} groups and projects`;
		if (!livelyErrors) {
			if (done % STEP === 0) err(`${line}\n`);
		} else if (done === of) err("\r\u001b[K");
		else if (done % Math.ceil(of / 100) === 0) err(`\r\u001b[K${line}`);
	};
}
