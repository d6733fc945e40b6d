/** Runs a command, and ends the process with its exit code; with 1 where it fails. */
export function exitWith(command: () => Promise<number>): void {
	command().then(
		(code) => {
			process.exitCode = code;
		},
		(error: unknown) => {
			console.error(error);
			process.exit(1);
		},
	);
}
