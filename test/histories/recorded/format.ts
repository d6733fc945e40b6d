import type { Properties } from "../../engine/harness/rpc";

/** A thing as the recorded program declares it. */
export interface Declaration {
	readonly name: string;
	readonly inputs: Properties;
	/** Inputs that are read from what another gives, by input. */
	readonly reads: Readonly<Record<string, { readonly from: string; readonly of: string }>>;
	readonly dependsOn: readonly string[];
	readonly alias?: string;
	readonly options: Options;
}

export interface Options {
	readonly deleteBeforeReplace?: true;
	readonly retainOnDelete?: true;
	readonly protect?: true;
}

/** The command of the CLI; resources are named, not by their whole URN. */
export interface RecordedVerb {
	readonly work: "update" | "refresh" | "destroy" | "taint";
	readonly dryRun?: true;
	readonly refresh?: true;
	readonly targets?: readonly string[];
	readonly replaceTargets?: readonly string[];
}

/** Properties occur once in a history; elsewhere is their index in its table. */
export type PropertiesAt = number;

/** A call of the provider, in the order in which calls were begun. */
export interface RecordedCall {
	readonly method: "check" | "diff" | "create" | "read" | "update" | "delete";
	readonly name: string;
	readonly id?: string;
	readonly olds?: PropertiesAt;
	readonly news?: PropertiesAt;
	/** How many calls had started when it was completed. */
	readonly begun: number;
	readonly answer: PropertiesAt;
}

/** The result of a call; what the method does not have is absent. */
export interface CallResponse {
	readonly error?: string;
	readonly id?: string;
	readonly properties?: Properties;
	readonly inputs?: Properties;
	readonly failures?: readonly { readonly property: string; readonly reason: string }[];
	readonly changes?: string;
	readonly replaces?: readonly string[];
	readonly deleteBeforeReplace?: boolean;
}

/** A resource of the state behind a call of the CLI. */
export interface RecordedResource {
	readonly name: string;
	readonly id: string;
	readonly inputs: PropertiesAt;
	readonly outputs: PropertiesAt;
	readonly dependencies?: readonly string[];
	readonly propertyDependencies?: Readonly<Record<string, readonly string[]>>;
	readonly flags?: readonly ("delete" | "pendingReplacement" | "taint" | "protect" | "retainOnDelete")[];
	readonly initErrors?: readonly string[];
}

export interface RecordedStep {
	readonly verb: RecordedVerb;
	readonly program: readonly Declaration[];
	/** Names in the order in which the engine was requested to register them. */
	readonly registered: readonly string[];
	readonly calls: readonly RecordedCall[];
	/** Whether the CLI ended with an error. */
	readonly failed: boolean;
	/** What it said then. */
	readonly errors?: readonly string[];
	readonly state: readonly RecordedResource[];
}

export interface RecordedHistory {
	readonly seed: string;
	readonly engine: string;
	readonly steps: readonly RecordedStep[];
	readonly table: readonly unknown[];
}
