import { kindOf, type Resource, type Urn } from "../engine/resource";
import type { Step } from "../engine/run";
import type { TokenArgs } from "../program/declarations";
import type { SeenRow } from "../world/place";
import { contentsOf } from "./held-tokens";
import { CLOCK_TOLERANCE_MS, isAlive } from "./invariants";
import type { Scene } from "./step";

const UNITS = { h: 3_600_000, d: 86_400_000 } as const;

/**
 * Resources that a preview would touch though nothing is to be done: declared as when they were last carried out, all
 * their tokens alive, none due, by GitLab's clock.
 */
export function needlessSteps(
	{ place, stack, excuse }: Scene,
	steps: ReadonlyMap<Urn, Step>,
	seen: ReadonlyMap<number, SeenRow>,
): string[] {
	const declared = stack.declared();
	const nowMs = place.time.now() + place.ahead.gitlab + CLOCK_TOLERANCE_MS;
	const isTouched = ({ urn }: Resource) => (steps.get(urn) ?? "same") !== "same";
	return stack.state
		.filter(isTouched)
		.filter((resource) => !resource.delete && !resource.taint && resource.initErrors.length === 0)
		.filter(({ urn }) => kindOf(urn) !== "consumer" && stack.settled.get(urn) === declared.get(urn))
		.filter(({ urn }) => declared.get(urn)?.includes('"usernameFrom"') === false)
		.filter((resource) => !(isDue(resource, nowMs) && excuse("a step of a preview: something is due")))
		.filter(
			(resource) =>
				!(mayRecordFailures(place, stack, resource) && excuse("a step of a preview: failures to record")),
		)
		.filter((resource) => {
			const held = stack.held.filter(({ urn, leaving }) => urn === resource.urn && !leaving);
			return held.every((token) => {
				const row = stack.rowOf(token);
				return row !== undefined && isAlive(place, row, seen);
			});
		})
		.map(({ urn }) => `a preview would ${steps.get(urn)} ${urn}, which is as it was declared`);
}

/** A set that only reports failing keys records those that it cannot read, once. */
function mayRecordFailures(place: Scene["place"], stack: Scene["stack"], { inputs }: Resource): boolean {
	if (inputs.onKeyFailure !== "report") return false;
	return stack.credential !== "admin" || place.owners.somethingIsWrong;
}

/** Whether a set has something to delete or to try again, or a token comes near its end. */
function isDue(resource: Resource, nowMs: number): boolean {
	const rotates = (args: TokenArgs, expiresAt: string | undefined) =>
		expiresAt !== undefined && Date.parse(expiresAt) - lengthOf(args.rotateBefore) <= nowMs;
	const { inputs, outputs, urn } = resource;
	if (kindOf(urn) === "token") return rotates(inputs as TokenArgs, outputs.expiresAt as string | undefined);
	const { tokens, retired = [], failed = {} } = contentsOf(resource);
	const declared = declaredTokens(inputs.tokens);
	return (
		Object.keys(failed).length > 0 ||
		retired.some(({ until }) => Date.parse(until) <= nowMs) ||
		Object.keys(declared).length !== Object.keys(tokens).length ||
		Object.entries(tokens).some(([key, { expiresAt }]) => rotates({ ...inputs, ...declared[key] }, expiresAt))
	);
}

/** A text by the dynamic provider, a map by the packaged one. */
function declaredTokens(tokens: unknown): Record<string, TokenArgs> {
	return typeof tokens === "string" ? JSON.parse(tokens) : (tokens as Record<string, TokenArgs>);
}

function lengthOf(duration = "0d"): number {
	return Number.parseInt(duration, 10) * UNITS[duration.at(-1) as keyof typeof UNITS];
}
