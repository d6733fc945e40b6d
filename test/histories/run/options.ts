import { parseArgs } from "node:util";

/** Which provider the stacks are declared with. */
export const PROVIDERS = ["dynamic", "packaged"] as const;
export type ProviderKind = (typeof PROVIDERS)[number];

/** The options of a run of histories. */
export interface Options {
	readonly seed: string;
	readonly provider: ProviderKind;
	/** Steps of each history. */
	readonly steps: number;
	/** Number of the first history. */
	readonly first: number;
	/** How many histories. */
	readonly histories: number;
	/** Whether one history is repeated, and its log wanted in any case. */
	readonly one: boolean;
	/** Steps that are taken, by their place; all of them when absent. */
	readonly only: readonly number[] | undefined;
	/** Groups of steps that do not occur. */
	readonly without: readonly string[];
	/** Whether failing histories are left as long as they are. */
	readonly asFound: boolean;
	/** Processes among which the histories are divided. */
	readonly workers: number;
}

/** `[--seed TEXT] [--provider dynamic|packaged] [--histories N] [--first N] [--steps N] [--workers N] [--history N [--only N,N,…]] [--without GROUP]… [--as-found]` */
export function readOptions(args: readonly string[]): Options {
	const { values } = parseArgs({
		args: [...args],
		options: {
			seed: { type: "string", default: String(Date.now()) },
			provider: { type: "string", default: "dynamic" },
			histories: { type: "string", default: "100" },
			first: { type: "string", default: "0" },
			steps: { type: "string", default: "40" },
			workers: { type: "string", default: "1" },
			history: { type: "string" },
			only: { type: "string" },
			without: { type: "string", multiple: true, default: [] },
			"as-found": { type: "boolean", default: false },
		},
	});
	const provider = PROVIDERS.find((known) => known === values.provider);
	if (provider === undefined)
		throw new Error(`--provider ${values.provider} is none of ${PROVIDERS.join(", ")}`);
	const one = values.history !== undefined;
	return {
		seed: values.seed,
		provider,
		steps: Number(values.steps),
		first: Number(values.history ?? values.first),
		histories: one ? 1 : Number(values.histories),
		one,
		only: values.only?.split(",").map(Number),
		without: values.without,
		asFound: values["as-found"],
		workers: one ? 1 : Number(values.workers),
	};
}

/** The command that repeats one history, with every option on which its course depends. */
export function repeatCommand(
	{ seed, provider, steps, without }: Options,
	history: number,
	only: readonly number[],
): string {
	const groups = without.map((group) => ` --without ${JSON.stringify(group)}`).join("");
	const through = provider === "dynamic" ? "" : ` --provider ${provider}`;
	return `npm run test:histories -- --seed ${seed}${through} --steps ${steps}${groups} --history ${history} --only ${only.join(",")}`;
}
