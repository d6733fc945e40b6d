import type { RecordedCall, RecordedStep } from "./format";
import { isLook } from "./recorded-provider";

/** A call, as far as its place among others goes. */
type Placed = Pick<RecordedCall, "method" | "name"> & { readonly id?: string | undefined };

/**
 * Pairs of changes that follow one another the other way round, among those for the same resource and for two of
 * which one depends on the other. What is independent may go in any order, and so may what the engine did at once.
 */
export function orderDisagreements(
	step: RecordedStep,
	before: RecordedStep["state"],
	made: readonly Placed[],
): string[] {
	const reaches = reachable(step, before);
	const actual = made.filter((call) => !isLook(call)).map(keyOf);
	const changes = [...step.calls.entries()].filter(([, call]) => !isLook(call));
	return changes.flatMap(([firstAt, first], at) =>
		changes.slice(at + 1).flatMap(([secondAt, second]) => {
			const [one, other] = [first.name, second.name];
			const bound = one === other || reaches(one, other) || reaches(other, one);
			const atOnce = secondAt < first.begun && firstAt < second.begun;
			const [firstMade, secondMade] = [actual.indexOf(keyOf(first)), actual.indexOf(keyOf(second))];
			return bound && !atOnce && firstMade > secondMade && secondMade !== -1
				? [`${keyOf(second)} came before ${keyOf(first)}`]
				: [];
		}),
	);
}

function keyOf({ method, name, id = "" }: Placed): string {
	return `${name} ${method} ${id}`;
}

/** Whether one depends on the other, directly or not, by the program or by the state before. */
function reachable({ program }: RecordedStep, before: RecordedStep["state"]) {
	const edges = new Map<string, Set<string>>();
	const add = (from: string, to: readonly string[]) => {
		const known = edges.get(from) ?? new Set();
		for (const name of to) known.add(name);
		edges.set(from, known);
	};
	for (const { name, reads, dependsOn } of program)
		add(name, [...dependsOn, ...Object.values(reads).map(({ from }) => from)]);
	for (const { name, dependencies = [] } of before) add(name, dependencies);
	return (from: string, to: string): boolean => {
		const seen = new Set<string>();
		const left = [from];
		for (let name = left.pop(); name !== undefined; name = left.pop()) {
			if (seen.has(name)) continue;
			seen.add(name);
			left.push(...(edges.get(name) ?? []));
		}
		return from !== to && seen.has(to);
	};
}
