import { setTimeout as wait } from "node:timers/promises";
import type { GitLab } from "../engine/harness/gitlab";
import type { FaultyProxy } from "../faults/faulty-proxy";
import { namedLookalikes } from "../support/lookalikes";
import type { Ended } from "../support/run-program";
import { Cli } from "./cli";
import { type Outcome, withPlace } from "./provider-crash";

const SET_SIZE = 20;
const LANE = "stack";

const program = (scope: string) => `
import { DeployToken, DeployTokenSet } from "pulumi-gitlab-deploy-tokens";
const keys = Array.from({ length: ${SET_SIZE} }, (_, index) => "k" + index);
new DeployToken("one", { project: 5, scopes: ["${scope}"] });
new DeployTokenSet("many", {
	scopes: ["${scope}"],
	tokens: Object.fromEntries(keys.map((key) => [key, { project: 6 }])),
});
`;

/** How a run of the CLI is ended. */
const ENDINGS = {
	"the provider is killed": async (cli: Cli) => {
		await cli.killProviders();
	},
	"the engine is killed": async (cli: Cli) => cli.killEngine(),
	"Ctrl-C": async (cli: Cli) => {
		cli.interrupt();
		await wait(1_000);
	},
	"Ctrl-C twice": async (cli: Cli) => {
		cli.interrupt();
		await wait(500);
		cli.interrupt();
		await wait(1_000);
	},
} as const;

type Ending = keyof typeof ENDINGS;
type Work = "up" | "change" | "refresh" | "destroy";

/** The request at which each run of one life of the stack is ended; 0 lets it pass. */
const LIVES: readonly Readonly<Record<Work, number>>[] = [
	{ up: 2, change: 7, refresh: 1, destroy: 3 },
	{ up: 9, change: 20, refresh: 2, destroy: 14 },
	{ up: 22, change: 0, refresh: 0, destroy: 30 },
];

const ARGS: Readonly<Record<Work, readonly string[]>> = {
	up: ["up", "--yes", "--skip-preview"],
	change: ["up", "--yes", "--skip-preview"],
	refresh: ["refresh", "--yes", "--skip-preview"],
	destroy: ["destroy", "--yes", "--skip-preview"],
};

/**
 * Ends runs of the real CLI in every way a user or a machine ends them, and goes the documented way back.
 *
 * @param only One of {@link ENDINGS}; all of them when absent.
 */
export async function cliCrashes(only?: string): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	const endings = (Object.keys(ENDINGS) as Ending[]).filter(
		(ending) => only === undefined || ending === only,
	);
	for (const ending of endings)
		await withPlace(async ({ gitlab, proxy }) => {
			const cli = await Cli.create(proxy.urlOf(LANE), program("read_registry"));
			try {
				for (const life of LIVES) {
					await cli.declare(program("read_registry"));
					for (const work of Object.keys(ARGS) as Work[]) {
						if (work === "change") await cli.declare(program("read_repository"));
						outcomes.push(await interrupt(cli, gitlab, proxy, ending, work, life[work]));
						console.error(`${ending} in ${work}, at request ${life[work]}`);
					}
				}
			} finally {
				await cli.remove();
			}
		});
	return outcomes;
}

async function interrupt(
	cli: Cli,
	gitlab: GitLab,
	proxy: FaultyProxy,
	ending: Ending,
	work: Work,
	at: number,
): Promise<Outcome> {
	const faults: string[] = [];
	const signal = ending.startsWith("Ctrl-C");
	const seen = proxy.set(LANE, { at, served: true, goesOn: signal, spring: () => ENDINGS[ending](cli) });
	const first = await cli.run(ARGS[work]);
	const crashed = at > 0 && seen() >= at;
	proxy.set(LANE, { at: 0, served: false, spring: () => undefined });
	// What outlives the engine may continue its request, whose response is never read.
	await wait(crashed ? 500 : 0);
	const outlived =
		ending === "the engine is killed" || ending === "Ctrl-C twice" ? await cli.killProviders() : 0;
	await proxy.settled();

	const orphansBeside = async () => {
		const known = new Set((await cli.held()).map(({ id }) => id));
		return (await gitlab.tokens()).filter(({ id }) => !known.has(id)).map(({ id }) => id);
	};
	const behind = crashed ? (await orphansBeside()).length : 0;

	let left: number[] = [];
	if (crashed) {
		let next = await cli.run(ARGS[work]);
		if (next.code !== 0 && next.output.includes("locked")) {
			await mustEnd(cli.run(["cancel", "--yes"]), faults, "cancel");
			next = await cli.run(ARGS[work]);
		}
		if (next.code !== 0) faults.push(`the next ${work} failed: ${next.output.slice(-600)}`);
		left = await orphansBeside();
		const numbers = namedLookalikes(next.output);
		const unnamed = left.filter((id) => !numbers.includes(id));
		if (unnamed.length > 0)
			faults.push(`not named: ${unnamed.join(", ")} of ${left.join(", ")}; named: ${numbers.join(", ")}`);
		for (const id of numbers.filter((id) => left.includes(id))) await gitlab.control.remove(id);
		left = await orphansBeside();
	} else if (first.code !== 0) faults.push(`${work} failed: ${first.output.slice(-600)}`);

	const there = new Set(await gitlab.tokenIds());
	for (const { id, secret } of await cli.held()) {
		if (!there.has(id)) faults.push(`${id} is held, and gone`);
		if (secret !== undefined && secret !== proxy.secrets.get(id)) faults.push(`${id} has lost its secret`);
	}
	if (left.length > 0) faults.push(`orphans at the end: ${left.join(", ")}`);
	if (work === "destroy" && there.size > 0) faults.push(`${there.size} tokens behind destroy`);
	const scenario = `CLI: ${ending}, in ${work}${outlived > 0 ? " (the provider went on)" : ""}`;
	return { scenario, at, served: true, crashed, orphans: behind, left: left.length, faults };
}

async function mustEnd(run: Promise<Ended>, faults: string[], what: string): Promise<void> {
	const { code, output } = await run;
	if (code !== 0) faults.push(`${what} failed: ${output.slice(-600)}`);
}
