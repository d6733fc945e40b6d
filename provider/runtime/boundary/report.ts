import { redact } from "../../api/redaction";

/**
 * Prints sentences for the user: what the provider process writes to stderr stands in the
 * CLI's diagnostics. Each sentence once per process, since `diff` and `read` of one run see the same things.
 */
export function createReport(write: (line: string) => void): (sentence: string) => void {
	const told = new Set<string>();
	return (sentence) => {
		if (told.has(sentence)) return;
		told.add(sentence);
		write(`${redact(sentence)}\n`);
	};
}
