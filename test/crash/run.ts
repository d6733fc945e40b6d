import { parseArgs } from "node:util";
import { exitWith } from "../support/exit-with";
import { cliCrashes } from "./cli-crash";
import { crash, type Outcome, withPlace } from "./provider-crash";
import { SCENARIOS } from "./scenarios";

/** `npm run test:crash -- [--only provider|cli] [--ending TEXT] [--at-once N]` */
async function main(): Promise<number> {
	const { values } = parseArgs({
		options: {
			only: { type: "string" },
			ending: { type: "string" },
			"at-once": { type: "string", default: "3" },
		},
	});
	const outcomes: Outcome[] = [];
	if (values.only !== "cli") outcomes.push(...(await providerCrashes(Number(values["at-once"]))));
	if (values.only !== "provider") outcomes.push(...(await cliCrashes(values.ending)));
	console.log(table(outcomes));
	const faults = outcomes.flatMap(({ scenario, at, served, faults: each }) =>
		each.map((fault) => `${scenario}, request ${at}, ${served ? "served" : "not served"}: ${fault}`),
	);
	for (const fault of faults) console.log(`  ${fault}`);
	return faults.length === 0 ? 0 : 1;
}

/** Every point of every scenario, several at once, each with its own GitLab. */
async function providerCrashes(atOnce: number): Promise<Outcome[]> {
	const points = SCENARIOS.flatMap((scenario) =>
		scenario.points.flatMap((at) => [false, true].map((served) => ({ scenario, at, served }))),
	);
	const waiting = [...points];
	const outcomes: Outcome[] = [];
	const worker = () =>
		withPlace(async (place) => {
			for (let point = waiting.shift(); point !== undefined; point = waiting.shift()) {
				const { scenario, at, served } = point;
				try {
					outcomes.push(await crash(place, scenario, at, served));
				} catch (error) {
					const faults = [String(error)];
					outcomes.push({ scenario: scenario.name, at, served, crashed: true, orphans: 0, left: 0, faults });
				}
				if (outcomes.length % 20 === 0) console.error(`${outcomes.length} of ${points.length} points`);
			}
		});
	await Promise.all(Array.from({ length: atOnce }, worker));
	return outcomes;
}

function table(outcomes: readonly Outcome[]): string {
	const names = [...new Set(outcomes.map(({ scenario }) => scenario))];
	const lines = names.map((name) => {
		const own = outcomes.filter(({ scenario, crashed }) => scenario === name && crashed);
		const orphans = own.map((outcome) => outcome.orphans);
		const left = own.reduce((sum, outcome) => sum + outcome.left, 0);
		const most = Math.max(0, ...orphans);
		const some = orphans.filter((count) => count > 0).length;
		return `${name.padEnd(60)}${String(own.length).padStart(6)}${String(some).padStart(13)}${String(most).padStart(11)}${String(left).padStart(10)}`;
	});
	const crashed = outcomes.filter((outcome) => outcome.crashed).length;
	return [
		`${"".padEnd(60)}${"points".padStart(6)}${"with orphans".padStart(13)}${"most".padStart(11)}${"at last".padStart(10)}`,
		...lines,
		`${crashed} points at which a process ended; ${outcomes.flatMap(({ faults }) => faults).length} faults`,
	].join("\n");
}

exitWith(main);
