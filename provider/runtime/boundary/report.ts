import { redact } from "../../api/redaction";

/**
 * Prints messages for the user: what the provider process writes to stderr appears in the CLI's diagnostics. Each
 * message once per process, since `diff` and `read` of one run observe the same things.
 */
export function createReport(write: (line: string) => void): (message: string) => void {
	const printed = new Set<string>();
	return (message) => {
		if (printed.has(message)) return;
		printed.add(message);
		write(`${redact(message)}\n`);
	};
}
