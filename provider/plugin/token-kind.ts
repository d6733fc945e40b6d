import { RESOURCE_TYPES } from "../model/values/resource-types";
import { UNKNOWN } from "../model/values/unknown";
import { DeployTokenLifecycle } from "../runtime/token/lifecycle";
import type { Kind, Lifecycle } from "./kind";
import type { Properties } from "./properties";

/** A deploy token as a separate resource. */
export const tokenKind: Kind = {
	type: RESOURCE_TYPES.packaged.token,
	secretOutputs: ["token"],
	lifecycle(context) {
		const lifecycle = new DeployTokenLifecycle(context) as unknown as Lifecycle;
		// An update needs no request, so a preview can do it and return the result.
		const foresee: Lifecycle["foresee"] = async (id, olds, news) =>
			withTexts((await lifecycle.update(id, olds, news)).outs ?? {});
		return Object.assign(lifecycle, { foresee });
	},
	declared: (news, name) => ({ ...withNumbers(news), name: news.name ?? name }),
	recorded: withNumbers,
	shown: withTexts,
	planned({ adopt, ...inputs }, host) {
		const adopted = (adopt as Properties | undefined)?.tokenId;
		return withTexts({
			...inputs,
			host,
			token: UNKNOWN,
			tokenId: adopted ?? UNKNOWN,
			username: inputs.username ?? UNKNOWN,
			createdAt: UNKNOWN,
			...(inputs.expiresIn === undefined ? {} : { expiresAt: UNKNOWN }),
		});
	},
	holdsSecret: ({ adopt }) => (adopt === undefined ? [] : ["adopt"]),
	copies: {},
};

/**
 * Owners are declared as strings in every language; an ID becomes a number for the lifecycle, which compares it
 * with the one in the resource's ID.
 */
function withNumbers(properties: Properties): Properties {
	return mapOwners(properties, (owner) =>
		typeof owner === "string" && /^[1-9]\d{0,15}$/.test(owner) ? Number(owner) : owner,
	);
}

function withTexts(properties: Properties): Properties {
	return mapOwners(properties, (owner) => (typeof owner === "number" ? String(owner) : owner));
}

function mapOwners(properties: Properties, map: (owner: unknown) => unknown): Properties {
	const mapped: Record<string, unknown> = { ...properties };
	for (const kind of ["project", "group"]) if (mapped[kind] !== undefined) mapped[kind] = map(mapped[kind]);
	return mapped;
}
