import type { Properties } from "../../engine/harness/rpc";
import type { RecordedResource } from "../recorded/format";
import { nameOf, plain } from "./log";
import type { Table } from "./table";

interface StoredResource {
	readonly urn: string;
	readonly type: string;
	readonly id: string;
	readonly inputs?: Properties;
	readonly outputs?: Properties;
	readonly dependencies?: readonly string[];
	readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
	readonly initErrors?: readonly string[];
	readonly delete?: boolean;
	readonly pendingReplacement?: boolean;
	readonly taint?: boolean;
	readonly protect?: boolean;
	readonly retainOnDelete?: boolean;
}

const FLAGS = ["delete", "pendingReplacement", "taint", "protect", "retainOnDelete"] as const;

/** The things in a stack's file, in their order. */
export function readCheckpoint(text: string, table: Table): RecordedResource[] {
	const resources: StoredResource[] = JSON.parse(text).checkpoint.latest?.resources ?? [];
	return resources
		.filter(({ type }) => type.startsWith("pulumi-nodejs:"))
		.map(({ urn, id, inputs = {}, outputs = {}, ...rest }) => {
			const byProperty = Object.entries(rest.propertyDependencies ?? {}).flatMap(([name, urns]) =>
				urns === null || urns.length === 0 ? [] : [[name, urns.map(nameOf)]],
			);
			const flags = FLAGS.filter((flag) => rest[flag] === true);
			return {
				name: nameOf(urn),
				id,
				inputs: table.put(plain(inputs)),
				outputs: table.put(plain(outputs)),
				...(rest.dependencies && { dependencies: rest.dependencies.map(nameOf) }),
				...(byProperty.length > 0 && { propertyDependencies: Object.fromEntries(byProperty) }),
				...(flags.length > 0 && { flags }),
				...(rest.initErrors && { initErrors: rest.initErrors }),
			};
		});
}
