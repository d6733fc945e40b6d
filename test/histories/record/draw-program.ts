import type { Declaration, Options } from "../recorded/format";
import type { Draw } from "../run/draw";

export const NAMES = ["a", "b", "c", "d", "e", "f", "g"] as const;
const MOST = 5;
const EDITS = {
	add: 2,
	remove: 1.5,
	"change in place": 2,
	replace: 2.5,
	read: 2,
	depend: 1,
	rename: 1,
	"rename, with an alias": 1.5,
	deleteBeforeReplace: 1,
	retainOnDelete: 0.7,
	protect: 0.5,
	"the provider deletes first": 1,
	"the provider is vague": 0.5,
} as const;

/** The program after a random edit; the same where the edit does not fit. */
export function editProgram(program: readonly Declaration[], draw: Draw, label: string): Declaration[] {
	const name = draw.weighted(EDITS);
	const at = Math.floor(program.length * (draw.pick([0, 1, 2, 3, 4, 5, 6, 7]) / 8));
	const chosen = program[at];
	if (name === "add" || chosen === undefined) return add(program, draw, label);
	const others = program.slice(0, at).map((declaration) => declaration.name);
	const changed = (change: Partial<Declaration>) =>
		program.map((declaration) => (declaration === chosen ? { ...chosen, ...change } : declaration));
	const changedInput = (input: string, value: unknown) =>
		changed({ inputs: { ...chosen.inputs, [input]: value } });
	const toggled = (option: keyof Options) => {
		const { [option]: before, ...options } = chosen.options;
		return changed({ options: before ? options : { ...options, [option]: true } });
	};
	switch (name) {
		case "remove":
			return remove(program, chosen);
		case "change in place":
			return changedInput("v", Number(chosen.inputs.v) + 1);
		case "replace":
			return changedInput("r", Number(chosen.inputs.r) + 1);
		case "the provider deletes first":
			return changedInput("first", !chosen.inputs.first);
		case "the provider is vague":
			return changedInput("vague", !chosen.inputs.vague);
		case "read": {
			const property = draw.pick(["soft", "hard", "hard"]);
			const { [property]: _, ...reads } = chosen.reads;
			const from = draw.pickAny(others);
			return changed({
				reads:
					from === undefined
						? reads
						: { ...reads, [property]: { from, of: draw.pick(["out", "out", "v", "r"]) } },
			});
		}
		case "depend":
			return changed({ dependsOn: others.filter(() => draw.chance(0.5)) });
		case "rename":
		case "rename, with an alias":
			return rename(program, chosen, draw, name !== "rename");
		default:
			return toggled(name);
	}
}

function add(program: readonly Declaration[], draw: Draw, label: string): Declaration[] {
	const taken = new Set(program.map(({ name }) => name));
	const name = draw.pickAny(NAMES.filter((free) => !taken.has(free)));
	if (name === undefined || program.length >= MOST) return [...program];
	const others = [...taken];
	const reads = Object.fromEntries(
		["soft", "hard"].flatMap((property) => {
			const from = draw.pickAny(others);
			return from !== undefined && draw.chance(0.4)
				? [[property, { from, of: draw.pick(["out", "out", "v", "r"]) }]]
				: [];
		}),
	);
	const added: Declaration = {
		name,
		inputs: { label, v: 1, r: 1, looks: draw.chance(0.5), first: draw.chance(0.2), vague: false },
		reads,
		dependsOn: others.filter(() => draw.chance(0.2)),
		options: {
			...(draw.chance(0.15) && { deleteBeforeReplace: true }),
			...(draw.chance(0.1) && { retainOnDelete: true }),
			...(draw.chance(0.06) && { protect: true }),
		},
	};
	return [...program, added];
}

/** What depended on it does so no more. */
function remove(program: readonly Declaration[], gone: Declaration): Declaration[] {
	return program
		.filter((declaration) => declaration !== gone)
		.map((declaration) => ({
			...declaration,
			reads: Object.fromEntries(
				Object.entries(declaration.reads).filter(([, { from }]) => from !== gone.name),
			),
			dependsOn: declaration.dependsOn.filter((name) => name !== gone.name),
		}));
}

function rename(
	program: readonly Declaration[],
	chosen: Declaration,
	draw: Draw,
	aliased: boolean,
): Declaration[] {
	const taken = new Set(program.map(({ name }) => name));
	const name = draw.pickAny(NAMES.filter((free) => !taken.has(free)));
	if (name === undefined) return [...program];
	const renamed = (other: string) => (other === chosen.name ? name : other);
	const { alias: _, ...rest } = chosen;
	return program.map((declaration) =>
		declaration === chosen
			? { ...rest, name, ...(aliased && { alias: chosen.name }) }
			: {
					...declaration,
					reads: Object.fromEntries(
						Object.entries(declaration.reads).map(([property, { from, of }]) => [
							property,
							{ from: renamed(from), of },
						]),
					),
					dependsOn: declaration.dependsOn.map(renamed),
				},
	);
}
