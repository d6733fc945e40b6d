/** The meaning of the exit code. */
export const EXIT = {
	/** Everything was read, and nothing was found at or above the limit. */
	clean: 0,
	/** Everything was read, and something was found. */
	findings: 1,
	/** The command line or the configuration is invalid; nothing was read. */
	usage: 2,
	/** Something could not be read or deleted: what the report does not contain may still exist. */
	incomplete: 3,
} as const;
