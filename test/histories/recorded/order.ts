import type { RecordedCall, RecordedStep } from "./format";
import { isLook } from "./recorded-provider";

/** A call, as far as its place among others goes. */
type Placed = Pick<RecordedCall, "method" | "name"> & { readonly id?: string | undefined };

/**
 * Pairs of changes that follow one another the other way round, among those for the same resource and for two of
 * which one depends on the other. What is independent may go in any order.
 */
export function orderDisagreements(
	step: RecordedStep,
	before: RecordedStep["state"],
	made: readonly Placed[],
): string[] {
	const reaches = reachable(step, before);
	const [expected, actual] = [step.calls, made].map((calls) =>
		calls.filter((call) => !isLook(call)).map(keyOf),
	);
	if (expected === undefined || actual === undefined) return [];
	return expected.flatMap((first, at) =>
		expected.slice(at + 1).flatMap((second) => {
			const [one, other] = [nameIn(first), nameIn(second)];
			const bound = one === other || reaches(one, other) || reaches(other, one);
			const [firstAt, secondAt] = [actual.indexOf(first), actual.indexOf(second)];
			return bound && firstAt > secondAt && secondAt !== -1 ? [`${second} came before ${first}`] : [];
		}),
	);
}

function keyOf({ method, name, id = "" }: Placed): string {
	return `${name} ${method} ${id}`;
}

function nameIn(key: string): string {
	return key.slice(0, key.indexOf(" "));
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
