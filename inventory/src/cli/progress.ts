import type { Progress } from "../gitlab/read-scope";
import type { Io } from "./io";

/** How many owners go by between two lines where lines cannot be written over. */
const STEP = 500;

/** Shows on standard error how far a walk is: a line that changes on a terminal, now and then a line elsewhere. */
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
