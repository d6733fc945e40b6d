import type { Properties } from "../../engine/harness/rpc";
import { Deployment, type Step } from "../engine/deployment";
import type { Goal } from "../engine/goal";
import type { EngineProvider } from "../engine/provider";
import { refresh } from "../engine/refresh";
import type { Resource, Urn } from "../engine/resource";
import { type ProviderProcess, startHosted } from "../host/hosted-provider";
import type { Place } from "../world/place";

/** What a call of the CLI asks for. */
export interface Verb {
	readonly work: "update" | "refresh" | "destroy";
	/** Nothing is carried out. */
	readonly dryRun?: boolean;
	readonly refresh?: boolean;
	readonly targets?: readonly Urn[];
	readonly replaceTargets?: readonly Urn[];
}

/** A call of the provider, reduced to what tells it from others. */
export interface Call {
	readonly method: keyof EngineProvider;
	readonly urn: Urn;
}

/** How a call of the CLI ended. */
export interface Outcome {
	readonly errors: readonly string[];
	readonly steps: ReadonlyMap<Urn, Step>;
	readonly calls: readonly Call[];
	/** The state afterwards; the one before where nothing is carried out. */
	readonly state: readonly Resource[];
	/** What the provider wrote to stderr. */
	readonly printed: string;
}

/** Runs the engine once, with a provider process of its own. */
export async function operate(
	place: Place,
	verb: Verb,
	goals: readonly Goal[],
	before: readonly Resource[],
	env: Readonly<Record<string, string>>,
	config: Properties = {},
): Promise<Outcome> {
	// No two runs are in the same second, as those of a real CLI never are: the time, which a provider whose own clock
	// is wrong knows to the second, tells a resource from an older record of the same number.
	place.time.advance(2_000);
	const process = await startHosted({ config, env, time: place.time, aheadMs: place.ahead.machine });
	const calls: Call[] = [];
	try {
		const provider = asEngineProvider(process, place, calls);
		let base = before.map((resource) => ({ ...resource }));
		let errors: readonly string[] = [];
		let steps: ReadonlyMap<Urn, Step> = new Map();
		if (verb.work === "refresh" || verb.refresh === true)
			({ state: base, errors } = await refresh(base, provider, verb.targets));
		if (verb.work !== "refresh" && errors.length === 0) {
			const deployment = new Deployment(base, provider, { ...verb, dryRun: verb.dryRun === true });
			await (verb.work === "update" ? deployment.update(goals) : deployment.destroy());
			({ errors, steps, state: base } = deployment);
		}
		return { errors, steps, calls, state: verb.dryRun ? before : base, printed: process.printed() };
	} finally {
		await process.stop();
	}
}

function asEngineProvider({ client }: ProviderProcess, { time }: Place, calls: Call[]): EngineProvider {
	const noted = async <Result>(method: Call["method"], urn: Urn, call: Promise<Result>): Promise<Result> => {
		calls.push({ method, urn });
		time.touch();
		try {
			return await call;
		} finally {
			time.touch();
		}
	};
	return {
		check: (urn, news, olds) => noted("check", urn, client.check(news, olds)),
		diff: (urn, id, olds, news) => noted("diff", urn, client.diff(id, olds, news)),
		create: (urn, inputs) => noted("create", urn, client.create(inputs)),
		read: (urn, made) => noted("read", urn, client.read(made)),
		update: (urn, made, news) => noted("update", urn, client.update(made, news)),
		delete: (urn, made) => noted("delete", urn, client.delete(made)),
	};
}
