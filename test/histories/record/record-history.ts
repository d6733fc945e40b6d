import type {
	Declaration,
	RecordedHistory,
	RecordedResource,
	RecordedStep,
	RecordedVerb,
} from "../recorded/format";
import { Draw } from "../run/draw";
import { CliStack } from "./cli-stack";
import { editProgram } from "./draw-program";
import { Table } from "./table";

const VERBS = {
	up: 6,
	preview: 1.5,
	"preview --refresh": 0.5,
	refresh: 1,
	"refresh --target": 0.3,
	"up --refresh": 1,
	"up --replace": 1,
	taint: 1.2,
	"up --target": 1.2,
	"up --target-replace": 0.7,
	destroy: 0.3,
	"destroy --target": 0.5,
} as const;
const FAILING = ["create", "create", "update", "delete", "delete", "init", "read", "diff", "check"] as const;

/** Draws a history and carries it out with the CLI. */
export async function recordHistory(seed: string, engine: string): Promise<RecordedHistory> {
	const draw = new Draw(seed);
	const table = new Table();
	const stack = await CliStack.create(table);
	const steps: RecordedStep[] = [];
	let program: Declaration[] = [];
	let labels = 0;
	const edit = () => {
		labels += 1;
		program = editProgram(program, draw, `l${labels}`);
	};
	try {
		const world: Record<string, unknown> = {};
		const length = draw.pick([4, 5, 6]);
		let tainted = false;
		while (steps.length < length) {
			const first = steps.length === 0;
			if (first) for (let size = draw.pick([2, 3, 4]); program.length < size; ) edit();
			else for (let edits = draw.pick([0, 1, 1, 2, 3]); edits > 0; edits -= 1) edit();
			const state: readonly RecordedResource[] = steps.at(-1)?.state ?? [];
			const verb: RecordedVerb = first ? ({ work: "update" } as const) : drawVerb(draw, tainted, state);
			tainted = verb.work === "taint";
			const drifted = draw.pickAny(state);
			if (drifted !== undefined && draw.chance(0.3))
				world[drifted.id] = draw.pick([{ gone: true }, { v: 9 }]);
			const failing = draw.pickAny([
				...new Set([...program.map(({ inputs }) => inputs.label), ...labelsOf(state, table)]),
			]);
			const faults =
				failing !== undefined && draw.chance(0.35) ? { [String(failing)]: draw.pick(FAILING) } : {};
			steps.push(await stack.run(verb, program, faults, world));
		}
		return { seed, engine, steps, table: table.values };
	} finally {
		stack.remove();
	}
}

/** What was tainted is worth an update. */
function drawVerb(draw: Draw, tainted: boolean, state: readonly RecordedResource[]): RecordedVerb {
	const name = tainted
		? draw.pick(["up", "up", "preview", "up --target", "up --refresh"] as const)
		: draw.weighted(VERBS);
	const target = draw.pickAny([
		...new Set(state.filter((one) => !one.flags?.includes("delete")).map((one) => one.name)),
	]);
	if (target === undefined) return { work: "update" };
	switch (name) {
		case "up":
			return { work: "update" };
		case "preview":
			return { work: "update", dryRun: true };
		case "preview --refresh":
			return { work: "update", dryRun: true, refresh: true };
		case "up --refresh":
			return { work: "update", refresh: true };
		case "refresh":
			return { work: "refresh" };
		case "refresh --target":
			return { work: "refresh", targets: [target] };
		case "up --replace":
			return { work: "update", replaceTargets: [target] };
		case "up --target":
			return { work: "update", targets: [target] };
		case "up --target-replace":
			return { work: "update", targets: [target], replaceTargets: [target] };
		case "taint":
			return { work: "taint", targets: [target] };
		case "destroy":
			return { work: "destroy" };
		case "destroy --target":
			return { work: "destroy", targets: [target] };
	}
}

function labelsOf(state: readonly RecordedResource[], table: Table): unknown[] {
	return state.map(({ inputs }) => (table.values[inputs] as { label?: unknown }).label);
}
