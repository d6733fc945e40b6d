/** How a call of the Pulumi CLI ended. */
export interface CliOutcome {
	/** `undefined` if a signal ended it, or it timed out. */
	readonly code: number | undefined;
	readonly out: string;
	readonly err: string;
}

/** Calls the Pulumi CLI on PATH; `undefined` where there is none. */
export type PulumiCli = (args: readonly string[]) => Promise<CliOutcome | undefined>;
