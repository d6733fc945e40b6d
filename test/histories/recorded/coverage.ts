import type { RecordedHistory, RecordedStep } from "./format";

type Feature = (step: RecordedStep, before: RecordedStep["state"]) => boolean;

const isTargeted = ({ verb }: RecordedStep) => verb.targets !== undefined;
const isReplacing = ({ verb }: RecordedStep) => verb.replaceTargets !== undefined;
const isUpdate = ({ verb }: RecordedStep) => verb.work === "update" && verb.dryRun !== true;
const leaves = (flag: "delete" | "pendingReplacement" | "taint") => (step: RecordedStep) =>
	step.state.some(({ flags }) => flags?.includes(flag));
const calls =
	(method: string): Feature =>
	(step) =>
		isUpdate(step) && step.calls.some((call) => call.method === method);

/** What a step may have to do with. */
const FEATURES: Readonly<Record<string, Feature>> = {
	up: (step) => isUpdate(step) && !isTargeted(step) && !isReplacing(step) && !step.verb.refresh,
	preview: ({ verb }) => verb.dryRun === true && !verb.refresh,
	"preview --refresh": ({ verb }) => verb.dryRun === true && verb.refresh === true,
	refresh: ({ verb }) => verb.work === "refresh" && verb.targets === undefined,
	"refresh --target": (step) => step.verb.work === "refresh" && isTargeted(step),
	"up --refresh": (step) => isUpdate(step) && step.verb.refresh === true,
	"up --replace": (step) => isUpdate(step) && isReplacing(step) && !isTargeted(step),
	"up --target": (step) => isUpdate(step) && isTargeted(step) && !isReplacing(step),
	"up --target-replace": (step) => isUpdate(step) && isTargeted(step) && isReplacing(step),
	"state taint": ({ verb }) => verb.work === "taint",
	destroy: (step) => step.verb.work === "destroy" && !isTargeted(step),
	"destroy --target": (step) => step.verb.work === "destroy" && isTargeted(step),
	"a run that fails": ({ failed }) => failed,
	"a deletion left pending": leaves("delete"),
	"a replacement left pending": leaves("pendingReplacement"),
	"a resource that is half made": ({ state }) => state.some(({ initErrors }) => initErrors !== undefined),
	"an update in place": calls("update"),
	"a deletion": calls("delete"),
	"a resource under another name, by an alias": ({ program, state }, before) =>
		program.some(({ name, alias }) =>
			before.some(
				(old) => old.name === alias && state.some(({ id, name: now }) => id === old.id && now === name),
			),
		),
	"a resource that is kept behind": ({ state, calls: made }, before) =>
		before.some(
			({ id, flags }) =>
				flags?.includes("retainOnDelete") &&
				!state.some((other) => other.id === id) &&
				!made.some((call) => call.method === "delete" && call.id === id),
		),
	"a protected resource": ({ failed, errors = [] }) =>
		failed && errors.some((text) => text.includes("unable to replace")),
	"a dependent that is deleted first": ({ calls: made }) =>
		made.some(({ method, name }, at) =>
			made.slice(at).some((later) => method === "delete" && later.method === "create" && later.name === name),
		),
};

/** In how many steps of the recordings each feature is. */
export function coverageOf(histories: readonly RecordedHistory[]): Record<string, number> {
	const all = histories.flatMap(({ steps }) =>
		steps.map((step, at) => ({ step, before: steps[at - 1]?.state ?? [] })),
	);
	return Object.fromEntries(
		Object.entries(FEATURES).map(([name, has]) => [
			name,
			all.filter(({ step, before }) => has(step, before)).length,
		]),
	);
}
