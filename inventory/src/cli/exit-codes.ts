/** What the exit code says. */
export const EXIT = {
	/** Everything was read, and nothing found at or above the limit. */
	clean: 0,
	/** Everything was read, and something found. */
	findings: 1,
	/** The command line or the configuration is wrong; nothing was read. */
	usage: 2,
	/** Something could not be read, or not be done: nothing may be concluded from what is not in the report. */
	incomplete: 3,
} as const;
