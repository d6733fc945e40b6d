import type { dynamic } from "@pulumi/pulumi";
import type { ProviderContext } from "../runtime/context";
import type { Properties } from "./properties";

/** A lifecycle, as the dynamic and the packaged provider call it. */
export type Lifecycle = Required<Omit<dynamic.ResourceProvider, "configure">> & {
	/** Reads what no state records. */
	import(id: string): Promise<dynamic.ReadResult>;
	/** The outputs, as far as they are known, that an update would give. */
	foresee(id: string, olds: Properties, news: Properties): Promise<Properties>;
};

/** One kind of resource: how the lifecycle's inputs and outputs appear in programs of any language. */
export interface Kind {
	/** Its type in programs and states. */
	readonly type: string;
	/** Outputs that are always secret. */
	readonly secretOutputs: readonly string[];
	lifecycle(context: ProviderContext): Lifecycle;
	/** Declared properties, converted for the lifecycle's `check`. */
	declared(news: Properties, name: string): Properties;
	/** Recorded properties, converted for the lifecycle, whichever provider recorded them. */
	recorded(outputs: Properties): Properties;
	/** Properties from the lifecycle, converted for programs. */
	shown(state: Properties): Properties;
	/** The outputs, as far as they are known, of a resource that is to be created with these inputs. */
	planned(inputs: Properties, host: string): Properties;
	/** Which of these properties contain a secret that may not be marked. */
	holdsSecret(values: Properties): string[];
	/** Which outputs contain what is declared in these properties, so that they are secret where one of those is. */
	readonly copies: Readonly<Record<string, readonly string[]>>;
}
