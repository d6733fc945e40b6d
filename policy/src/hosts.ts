import type { PolicyResource, StackValidationPolicy } from "@pulumi/policy";
import { kindOf } from "../../provider/model/values/resource-types";
import { patternsSchema } from "./rules/wildcards";
import { knownValue, UNKNOWN } from "./view/unknown";

/**
 * Checks on which GitLab instance tokens are. A stack policy, since no resource declares its instance: the state
 * records it.
 */
export const allowedHosts = {
	name: "allowed-hosts",
	description: "Tokens may exist on listed GitLab instances only.",
	enforcementLevel: "mandatory",
	configSchema: {
		properties: {
			hosts: patternsSchema(
				"Base URLs (`https://gitlab.example.com`) or host names; if not set, the rule does nothing",
			),
		},
	},
	validateStack({ resources, getConfig }, report) {
		const { hosts } = getConfig<{ hosts?: readonly string[] }>();
		if (hosts === undefined) return;
		const allowed = hosts.map(normalised);
		for (const resource of resources) {
			if (kindOf(resource.type) === undefined) continue;
			const host = hostOf(resource);
			if (host !== undefined && !allowed.includes(host) && !allowed.includes(hostName(host)))
				report(
					"The GitLab instance of this resource is not in `hosts` of this policy; correct the setting `baseUrl`, or list the instance.",
					resource.urn,
				);
		}
	},
} as const satisfies StackValidationPolicy;

/** The base URL of the resource's GitLab instance; `undefined` if it is not known yet. */
function hostOf({ props, provider }: PolicyResource): string | undefined {
	const recorded = knownValue(() => props.host);
	const host =
		recorded === undefined || recorded === UNKNOWN ? knownValue(() => provider?.props.baseUrl) : recorded;
	return typeof host === "string" ? normalised(host) : undefined;
}

function normalised(host: string): string {
	return host
		.toLowerCase()
		.replace(/\/+$/, "")
		.replace(/\/api\/v4$/, "");
}

function hostName(baseUrl: string): string {
	return URL.canParse(baseUrl) ? new URL(baseUrl).host : baseUrl;
}
