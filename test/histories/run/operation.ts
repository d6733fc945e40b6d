import type { Properties } from "../../engine/harness/rpc";
import { type CarriedOut, carryOut, type Work } from "../engine/carry-out";
import type { Goal } from "../engine/goal";
import type { EngineProvider } from "../engine/provider";
import type { Resource, Urn } from "../engine/resource";
import { startDynamic } from "../host/dynamic-provider";
import { startPackaged } from "../host/packaged-provider";
import type { Place } from "../world/place";
import type { ProviderKind } from "./options";

/** A call of the provider, reduced to what distinguishes it from others. */
export interface Call {
	readonly method: Exclude<keyof EngineProvider, "refreshesBeforeUpdate">;
	readonly urn: Urn;
}

/** How a call of the CLI ended; the state is the one before where nothing is carried out. */
export interface Outcome extends CarriedOut {
	readonly calls: readonly Call[];
	/** What the provider wrote to stderr. */
	readonly printed: string;
}

const START: Readonly<Record<ProviderKind, typeof startDynamic>> = {
	dynamic: startDynamic,
	packaged: startPackaged,
};

/** Runs the engine once, with its own provider process. */
export async function operate(
	place: Place,
	work: Work,
	goals: readonly Goal[],
	before: readonly Resource[],
	env: Readonly<Record<string, string>>,
	config: Properties = {},
): Promise<Outcome> {
	// No two runs are in the same second, as those of a real CLI never are: the time, which a provider whose own clock
	// is wrong knows to the second, distinguishes a resource from an older record of the same ID.
	place.time.advance(2_000);
	const process = await START[place.provider]({
		config,
		env,
		time: place.time,
		aheadMs: place.ahead.machine,
	});
	const calls: Call[] = [];
	try {
		const provider = noting(process.provider, place, calls);
		const { errors, steps, state } = await carryOut(work, goals, before, provider);
		return { errors, steps, calls, state: work.dryRun ? before : state, printed: process.printed() };
	} finally {
		await process.stop();
	}
}

function noting(provider: EngineProvider, { time }: Place, calls: Call[]): EngineProvider {
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
		...provider,
		check: (urn, news, olds) => noted("check", urn, provider.check(urn, news, olds)),
		diff: (urn, id, olds, news) => noted("diff", urn, provider.diff(urn, id, olds, news)),
		create: (urn, inputs) => noted("create", urn, provider.create(urn, inputs)),
		read: (urn, made) => noted("read", urn, provider.read(urn, made)),
		update: (urn, made, news) => noted("update", urn, provider.update(urn, made, news)),
		delete: (urn, made) => noted("delete", urn, provider.delete(urn, made)),
	};
}
