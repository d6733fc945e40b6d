import { z } from "zod";
import type { StateFile } from "./managed-token";

/** A resource of a deployment, as far as it is read. */
export const resourceShape = z.object({
	urn: z.string(),
	type: z.string().default(""),
	id: z.string().optional(),
	custom: z.boolean().default(false),
	external: z.boolean().default(false),
	delete: z.boolean().default(false),
	provider: z.string().optional(),
	inputs: z.record(z.string(), z.unknown()).nullish(),
	outputs: z.record(z.string(), z.unknown()).nullish(),
});
export type StateResource = z.infer<typeof resourceShape>;

/** What a state records of one resource. */
export type FromResource = Partial<Omit<StateFile, "source">>;
