/** How a call of the Pulumi CLI ended. */
export interface CliOutcome {
	/** `undefined` where it was ended from outside, or did not end in time. */
	readonly code: number | undefined;
	readonly out: string;
	readonly err: string;
}

/** Calls the Pulumi CLI on PATH; `undefined` where there is none. */
export type PulumiCli = (args: readonly string[]) => Promise<CliOutcome | undefined>;
