import { FAULT_NAMES } from "../../faults/fault-kinds";
import type { Work } from "../engine/carry-out";
import type { Urn } from "../engine/resource";
import { unexplained } from "../run/explanations";
import { before, isWhole, violations, wrongSteps } from "../run/invariants";
import type { Outcome } from "../run/operation";
import type { Scene, StepFunction } from "../run/step";
import { needlessSteps } from "../run/unchanged";
import { edit } from "./edits";

/** Share of the operations that meet a fault. */
const FAULTY = 0.25;
const LATE_MS = [300, 1_500, 4_000, 8_000, 14_000] as const;

/** The commands of the CLI. */
export const VERBS = {
	up: (scene) => carryOut(scene, { work: "update" }),
	"preview and up": async (scene) => {
		const { errors } = await operate(scene, { work: "update", dryRun: true });
		return errors.length > 0 || carryOut(scene, { work: "update" });
	},
	preview: async (scene) => {
		await operate(scene, { work: "update", dryRun: true });
		return true;
	},
	"preview --refresh": async (scene) => {
		await operate(scene, { work: "update", dryRun: true, refresh: true });
		return true;
	},
	refresh: (scene) => carryOut(scene, { work: "refresh" }),
	"up --refresh": (scene) => carryOut(scene, { work: "update", refresh: true }),
	"up --replace": (scene) => {
		const urn = anyUrn(scene);
		return urn !== undefined && carryOut(scene, { work: "update", replaceTargets: [urn] });
	},
	"up --target": (scene) => {
		const urn = anyUrn(scene);
		return urn !== undefined && carryOut(scene, { work: "update", targets: [urn] });
	},
	"up --target-replace": (scene) => {
		const urn = anyUrn(scene);
		return urn !== undefined && carryOut(scene, { work: "update", targets: [urn], replaceTargets: [urn] });
	},
	"state taint, then up": (scene) => {
		const urn = anyUrn(scene);
		if (urn === undefined) return false;
		const { stack } = scene;
		stack.state = stack.state.map((resource) =>
			resource.urn === urn && !resource.delete ? { ...resource, taint: true } : resource,
		);
		return carryOut(scene, { work: "update" });
	},
	"up with a consumer that fails": async (scene) => {
		const { stack, draw } = scene;
		const consumer = draw.pickAny(stack.program.filter((declaration) => declaration.kind === "consumer"));
		if (consumer === undefined) return false;
		const failing = { ...consumer, fails: true };
		edit(scene, consumer, failing);
		await carryOut(scene, { work: "update" });
		edit(scene, failing, { ...failing, fails: false });
		return true;
	},
	destroy: (scene) => carryOut(scene, { work: "destroy" }),
	"destroy --refresh": (scene) => carryOut(scene, { work: "destroy", refresh: true }),
	"destroy --target": (scene) => {
		const urn = anyUrn(scene);
		return urn !== undefined && carryOut(scene, { work: "destroy", targets: [urn] });
	},
} as const satisfies Record<string, StepFunction>;

/** Runs an operation, perhaps with a fault on its way, and checks what it has done. */
async function carryOut(scene: Scene, verb: Work): Promise<boolean> {
	const { place, stack, draw, counts } = scene;
	const happens = draw.chance(FAULTY);
	const fault = draw.pick(FAULT_NAMES);
	const method = draw.pick(["POST", "POST", "DELETE", "GET"]);
	const [after, times, lateMs] = [draw.pick([0, 0, 0, 1]), draw.pick([1, 1, 1, 2, 9]), draw.pick(LATE_MS)];
	if (happens) {
		place.proxy.plan(stack.name, { fault, method, after, times, lateMs });
		scene.log(`fault: ${fault} for ${times} ${method} after ${after}, ${lateMs} ms`);
	}
	const outcome = await operate(scene, verb);
	if (place.proxy.met(stack.name) > 0) counts.add("faults", fault);
	place.proxy.plan(stack.name, undefined);
	if (outcome.errors.length === 0 && isWhole(verb, "update")) await lookBehind(scene);
	return true;
}

/** Runs an operation and checks what it has done. */
export async function operate(scene: Scene, verb: Work): Promise<Outcome> {
	const { place, stack, counts, log, excuse, fail } = scene;
	const known = before(stack);
	const held = stack.heldInUse;
	const rows = new Map(place.ledger.rows);
	const outcome = await stack.run(verb);
	const ending =
		outcome.errors.length === 0 ? "done" : outcome.errors.flatMap(codesOf).join(" + ") || "failed";
	counts.add("endings", ending.length > 60 ? "several codes" : ending);
	log(
		`${stack.name}: ${shown(verb)}: ${ending}; ${[...outcome.steps].map(([urn, step]) => `${step} ${urn}`).join(", ")}`,
	);
	for (const line of [...outcome.errors, ...outcome.printed.split("\n")]) if (line !== "") log(`    ${line}`);
	log(`    state: ${stack.held.map(heldText).join(", ")}; GitLab: ${rowsText(scene)}`);
	for (const violation of await violations(scene, verb, outcome, known)) fail(violation);
	const faulty = place.proxy.met(stack.name) > 0;
	for (const text of unexplained(outcome.errors, { place, stack, faulty, held, rows, excuse }))
		fail(`failed for no reason: ${text}`);
	if (verb.dryRun === true && outcome.errors.length === 0)
		for (const violation of needlessSteps(scene, outcome.steps, await place.tokens())) fail(violation);
	if (verb.work !== "refresh" && verb.dryRun !== true) stack.settled = new Map();
	return outcome;
}

/** Right behind an update that succeeded nothing is to be done. */
export async function lookBehind(scene: Scene): Promise<void> {
	const { stack } = scene;
	const outcome = await stack.run({ work: "update", dryRun: true });
	for (const wrong of wrongSteps(scene, outcome)) {
		scene.log(`    ${[...outcome.errors, outcome.printed].join(" | ")}`);
		scene.fail(wrong);
	}
	stack.settled = stack.declared();
}

function anyUrn({ stack, draw }: Scene): Urn | undefined {
	const there = stack.state.filter((resource) => !resource.delete).map(({ urn }) => urn);
	return draw.pickAny([...new Set(there)]);
}

function codesOf(text: string): string[] {
	const code = /\[([A-Z_]+)\]$/.exec(text)?.[1];
	if (code !== undefined) return [code];
	if (text.includes("refused")) return ["refused by check"];
	if (text.includes("the consumer fails")) return ["the consumer fails"];
	return [text.includes("targeted") ? "not targeted" : "without a code"];
}

function shown({ work, dryRun, refresh, targets, replaceTargets }: Work): string {
	const flags = [
		...(dryRun ? ["preview"] : []),
		...(refresh ? ["--refresh"] : []),
		...(targets ?? []).map((urn) => `--target ${urn}`),
		...(replaceTargets ?? []).map((urn) => `--replace ${urn}`),
	];
	return [work, ...flags].join(" ");
}

function heldText({ urn, key, tokenId, active, leaving }: Scene["stack"]["held"][number]): string {
	const flags = `${active ? "" : " not active"}${leaving ? " leaving" : ""}`;
	return `${urn}${key === undefined ? "" : `.${key}`}=${tokenId}${flags}`;
}

function rowsText({ place }: Scene): string {
	return [...place.ledger.rows.values()]
		.map(({ id, stack, name }) => `${id} ${name}/${stack ?? "-"}`)
		.join(", ");
}
