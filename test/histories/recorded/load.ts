import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Properties } from "../../engine/harness/rpc";
import type { Resource, Urn } from "../engine/resource";
import type { RecordedHistory, RecordedResource } from "./format";

/** The histories that were recorded with the real CLI. */
export function loadHistories(): RecordedHistory[] {
	return readdirSync(__dirname)
		.filter((name) => name.endsWith(".jsonl"))
		.flatMap((name) => readFileSync(join(__dirname, name), "utf8").split("\n"))
		.filter((line) => line !== "")
		.map((line) => JSON.parse(line));
}

export function urnOf(name: string): Urn {
	return `consumer:${name}`;
}

/** A recorded resource, as the model has it. */
export function resourceOf(recorded: RecordedResource, table: readonly unknown[]): Resource {
	const { name, id, dependencies = [], propertyDependencies = {}, flags = [], initErrors = [] } = recorded;
	const byProperty = Object.entries(propertyDependencies).map(([property, names]) => [
		property,
		names.map(urnOf),
	]);
	return {
		urn: urnOf(name),
		id,
		inputs: table[recorded.inputs] as Properties,
		outputs: table[recorded.outputs] as Properties,
		dependencies: dependencies.map(urnOf),
		propertyDependencies: Object.fromEntries(byProperty),
		retainOnDelete: flags.includes("retainOnDelete"),
		protect: flags.includes("protect"),
		initErrors,
		delete: flags.includes("delete"),
		pendingReplacement: flags.includes("pendingReplacement"),
		taint: flags.includes("taint"),
	};
}
