import type { Checked, Difference, Made, Read } from "../../engine/harness/provider-client";
import type { Properties } from "../../engine/harness/rpc";
import type { Urn } from "./resource";

/** The provider, as the engine calls it; each call names the resource that it is for. */
export interface EngineProvider {
	check(urn: Urn, news: Properties, olds: Properties | undefined): Promise<Checked>;
	diff(urn: Urn, id: string, olds: Properties, news: Properties): Promise<Difference>;
	create(urn: Urn, inputs: Properties): Promise<Made>;
	read(urn: Urn, made: Made): Promise<Read>;
	update(urn: Urn, made: Made, news: Properties): Promise<Properties>;
	delete(urn: Urn, made: Made): Promise<void>;
	/** Whether it makes the engine read a resource ahead of every update. Absent: none. */
	readonly refreshesBeforeUpdate?: (urn: Urn) => boolean;
}
