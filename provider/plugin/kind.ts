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

/** One kind of resource: how what its lifecycle takes and gives looks in programs of any language. */
export interface Kind {
	/** Its type in programs and states. */
	readonly type: string;
	/** Outputs that are secret whatever is declared. */
	readonly secretOutputs: readonly string[];
	lifecycle(context: ProviderContext): Lifecycle;
	/** Declared properties as the lifecycle's `check` takes them. */
	declared(news: Properties, name: string): Properties;
	/** Recorded properties as the lifecycle takes them, whichever provider recorded them. */
	recorded(outputs: Properties): Properties;
	/** Properties as the lifecycle gives them, as programs see them. */
	shown(state: Properties): Properties;
	/** The outputs, as far as they are known, of a resource that is to be created with these inputs. */
	planned(inputs: Properties, host: string): Properties;
	/** Which of these properties hold a secret that nobody may have marked. */
	holdsSecret(values: Properties): string[];
}
