import { GitLab } from "../engine/harness/gitlab";
import type { Properties } from "../engine/harness/rpc";
import { CREDENTIALS, WORLD } from "../engine/harness/world";
import { FaultyProxy } from "../faults/faulty-proxy";
import { tokensIn } from "../faults/lane";
import { Provider, type Recorded } from "../faults/provider";
import { namedLookalikes } from "../support/lookalikes";
import type { Scenario } from "./scenarios";

/** Where the process was ended, and what followed. */
export interface Outcome {
	readonly scenario: string;
	readonly at: number;
	readonly served: boolean;
	/** Whether there was such a request, so that the process was ended. */
	readonly crashed: boolean;
	/** Tokens in GitLab that no state knew, behind the crash. */
	readonly orphans: number;
	/** The same behind the next `up`, once what its warning names is deleted. */
	readonly left: number;
	/** What must not be. */
	readonly faults: readonly string[];
}

/** Other clients' tokens for the same owners, identical to the declared ones except for their username. */
const STRANGERS = [
	{ project: "grp/proj", name: "one", username: "robot", scopes: ["read_registry"] },
	{ project: "grp/proj", name: "k0", username: "robot", scopes: ["read_registry"] },
	{ group: "grp", name: "k1", username: "robot", scopes: ["read_registry"] },
];

/** A GitLab and its proxy, for one point after the other. */
export interface Place {
	readonly gitlab: GitLab;
	readonly proxy: FaultyProxy;
}

/** Runs `work` with its own place. */
export async function withPlace<Result>(work: (place: Place) => Promise<Result>): Promise<Result> {
	const gitlab = await GitLab.start();
	const proxy = await FaultyProxy.start(gitlab.url, { elsewhere: "http://127.0.0.1:9", beyondTimeoutMs: 1 });
	try {
		return await work({ gitlab, proxy });
	} finally {
		await proxy.close();
		await gitlab.stop();
	}
}

const LANE = "stack";

/**
 * Ends the provider process at one request, then does what a user does: runs `up` (or `destroy`) again, and
 * deletes the orphans that its warning names by hand, as docs/orphans.md says.
 */
export async function crash(
	{ gitlab, proxy }: Place,
	scenario: Scenario,
	at: number,
	served: boolean,
): Promise<Outcome> {
	await gitlab.control.reset({ ...WORLD, deployTokens: STRANGERS } as never);
	proxy.secrets.clear();
	const open: Provider[] = [];
	const start = async () => {
		const provider = await Provider.start(config(proxy));
		open.push(provider);
		return provider;
	};
	try {
		const theirs = new Set(await gitlab.tokenIds());
		const first = await start();
		const state =
			scenario.operation === "create" ? undefined : await make(first, scenario, scenario.declared);
		const wanted = scenario.changed ?? scenario.declared;

		const seen = proxy.set(LANE, { at, served, spring: () => void first.process.child.kill("SIGKILL") });
		const ended = await operate(first, scenario, state, wanted).then(
			() => true,
			() => false,
		);
		const crashed = seen() >= at;
		proxy.set(LANE, { at: 0, served: false, spring: () => undefined });
		await proxy.settled();

		const faults: string[] = [];
		if (crashed === ended)
			faults.push(`the operation ${ended ? "ended well" : "failed"}, crashed: ${crashed}`);
		const orphansBeside = async (held: Recorded | undefined) => {
			const known = new Set(held === undefined ? [] : tokensIn(held).map(({ id }) => id));
			return (await gitlab.tokens())
				.filter(({ id }) => !known.has(id) && !theirs.has(id))
				.map(({ id }) => id);
		};
		// A deletion that was cut short leaves the state as it was; what is gone already is none of its orphans.
		const behindCrash = (await orphansBeside(state)).length;

		let held: Recorded | undefined;
		let left: number[] = [];
		if (scenario.operation === "delete") {
			if (state === undefined) throw new Error("nothing to delete");
			await (await start()).delete(state);
			left = await orphansBeside(undefined);
		} else {
			const next = await start();
			held = await up(next, scenario, state, wanted);
			left = await orphansBeside(held);
			const numbers = namedLookalikes(next.process.printed);
			const unnamed = left.filter((id) => !numbers.includes(id));
			if (unnamed.length > 0) faults.push(`orphans that the next up did not name: ${unnamed.join(", ")}`);
			const wronged = numbers.filter((id) => !left.includes(id));
			if (wronged.length > 0) faults.push(`named, and no orphans: ${wronged.join(", ")}`);
			for (const id of numbers) await gitlab.control.remove(id);
			left = await orphansBeside(held);
			for (const { id, token } of tokensIn(held))
				if (token !== undefined && token !== proxy.secrets.get(id)) faults.push(`${id} has lost its secret`);
		}
		const there = new Set(await gitlab.tokenIds());
		for (const id of theirs) if (!there.has(id)) faults.push(`${id} is somebody else's, and gone`);
		for (const { id } of held === undefined ? [] : tokensIn(held))
			if (!there.has(id)) faults.push(`${id} is held, and gone`);
		if (left.length > 0) faults.push(`orphans at the end: ${left.join(", ")}`);
		return { scenario: scenario.name, at, served, crashed, orphans: behindCrash, left: left.length, faults };
	} finally {
		await Promise.all(open.map((provider) => provider.process.kill()));
	}
}

function config(proxy: FaultyProxy): Properties {
	return {
		[`${LANE}:baseUrl`]: proxy.urlOf(LANE),
		[`${LANE}:token`]: CREDENTIALS.admin,
		[`${LANE}:retries`]: "1",
	};
}

async function make(provider: Provider, { kind }: Scenario, declared: Properties): Promise<Recorded> {
	return provider.create(kind, await provider.check(kind, declared));
}

async function operate(
	provider: Provider,
	scenario: Scenario,
	state: Recorded | undefined,
	wanted: Properties,
): Promise<unknown> {
	if (state === undefined) return make(provider, scenario, wanted);
	if (scenario.operation === "read") return provider.read(state);
	if (scenario.operation === "delete") return provider.delete(state);
	return up(provider, scenario, state, wanted);
}

/** What the engine does in an `up`. */
async function up(
	provider: Provider,
	scenario: Scenario,
	state: Recorded | undefined,
	wanted: Properties,
): Promise<Recorded> {
	if (state === undefined) return make(provider, scenario, wanted);
	const inputs = await provider.check(scenario.kind, wanted, state.inputs);
	const { changes, replaces } = await provider.diff(state, inputs);
	if (replaces) throw new Error(`${state.id} would be replaced`);
	return changes ? provider.update(state, inputs) : state;
}
