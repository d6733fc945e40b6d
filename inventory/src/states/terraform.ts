import { z } from "zod";
import type { StateFile, StateSource } from "./managed-token";
import { bridgedToken } from "./pulumi-gitlab";
import { UnreadableState } from "./unreadable-state";

const stateShape = z.object({
	version: z.literal(4),
	resources: z.array(
		z.object({
			mode: z.string(),
			type: z.string(),
			name: z.string(),
			module: z.string().optional(),
			instances: z.array(
				z.object({
					index_key: z.union([z.string(), z.number()]).nullish(),
					attributes: z.record(z.string(), z.unknown()).nullish(),
				}),
			),
		}),
	),
});

const TYPE = /^gitlab_(?:project_|group_)?deploy_token$/;

/** Reads a state of Terraform or OpenTofu (`terraform state pull`). @throws UnreadableState */
export function readTerraformState(content: unknown, file: string): StateFile {
	if (typeof content === "object" && content !== null && "encrypted_data" in content)
		throw new UnreadableState("it is encrypted by OpenTofu; pass the output of `tofu state pull`");
	const parsed = stateShape.safeParse(content);
	if (!parsed.success)
		throw new UnreadableState(
			`it is not a state of version 4 (\`terraform state pull\`): ${z.prettifyError(parsed.error).split("\n")[0]}`,
		);
	const source: StateSource = { tool: "terraform", stack: file, file };
	const read = parsed.data.resources
		.filter(({ mode, type }) => mode === "managed" && TYPE.test(type))
		.flatMap(({ type, name, module, instances }) =>
			instances.map(({ index_key, attributes }) => {
				const index = index_key === undefined || index_key === null ? "" : `[${JSON.stringify(index_key)}]`;
				const address = `${module === undefined ? "" : `${module}.`}${type}.${name}${index}`;
				const place = { source, resource: address, type, host: undefined, leaving: false };
				return { address, token: bridgedToken(attributes ?? {}, attributes?.id, place) };
			}),
		);
	return {
		source,
		managed: read.flatMap(({ token }) => token ?? []),
		problems: read
			.filter(({ token }) => token === undefined)
			.map(({ address }) => `${address}: its ID contains no deploy token ID`),
		encryptedSets: [],
		notes: [],
	};
}
