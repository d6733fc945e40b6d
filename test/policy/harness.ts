import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { policies } from "../../policy/src/policies";

type Properties = Readonly<Record<string, unknown>>;

/** What the SDK does with properties before a policy gets them, and after. Its types do not show it. */
interface Internals {
	deserializeProperties(struct: Struct, keepSecrets: boolean): Properties;
	serializeProperties(props: object): Promise<Record<string, unknown>>;
	unknownCheckingProxy(props: Properties): Record<string, unknown>;
	readonly unknownStringValue: string;
}
const { deserializeProperties, serializeProperties, unknownCheckingProxy, unknownStringValue }: Internals = {
	...require("@pulumi/policy/deserialize"),
	...require("@pulumi/policy/proxy"),
};

/** The time of these tests. */
export const NOW = Date.parse("2031-05-01T00:00:00Z");

/** The engine's notation of a value that is not known yet. */
export const UNKNOWN_TEXT = unknownStringValue;

export const TYPES = {
	dynamicToken: "pulumi-nodejs:dynamic/gitlab:DeployToken",
	dynamicSet: "pulumi-nodejs:dynamic/gitlab:DeployTokenSet",
	packagedToken: "gitlab-deploy-tokens:index:DeployToken",
	packagedSet: "gitlab-deploy-tokens:index:DeployTokenSet",
} as const;

/** A resource as the engine sends it to the pack. */
export interface Declared {
	readonly type: string;
	readonly props: Properties;
	readonly stack?: string;
	readonly protect?: boolean;
	readonly baseUrl?: string;
}

/** What a secret is in the engine's messages. Source: Pulumi SDK, `runtime/rpc.ts`. */
export const secret = (value: unknown) => ({
	"4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
	value,
});

/** The properties as the SDK passes them to a policy: reading what is not known throws. */
const proxied = (props: Properties, keepSecrets: boolean) =>
	unknownCheckingProxy(deserializeProperties(Struct.fromJavaScript(props as never), keepSecrets));

function argsOf(declared: Declared, config: object, keepSecrets: boolean): ResourceValidationArgs {
	const { type, props, stack = "dev", protect = false, baseUrl } = declared;
	return {
		type,
		props: proxied(props, keepSecrets),
		urn: `urn:pulumi:${stack}::trial::${type}::tokens`,
		name: "tokens",
		opts: { protect } as ResourceValidationArgs["opts"],
		...(baseUrl !== undefined && { provider: { props: proxied({ baseUrl }, false) } as never }),
		stackTags: new Map(),
		isType: () => false,
		asType: () => undefined,
		getConfig: <T>() => config as T,
		notApplicable: () => {
			throw new Error("not applicable");
		},
	};
}

function policyOf(name: string) {
	const found = policies(() => NOW).find((policy) => policy.name === name);
	if (found === undefined) throw new Error(`there is no policy ${name}`);
	return found;
}

/** The messages of one policy about one resource. */
export function violations(name: string, declared: Declared, config: object = {}): string[] {
	const policy = policyOf(name);
	const messages: string[] = [];
	const args = argsOf(declared, config, false);
	if ("validateStack" in policy)
		policy.validateStack(
			{ ...args, resources: [args as unknown as PolicyResource] },
			(message) => void messages.push(message),
		);
	else if (typeof policy.validateResource === "function")
		policy.validateResource(args, (message) => void messages.push(message));
	return messages;
}

/** The properties that a policy's remediation sends to the engine; `undefined` where it changes nothing. */
export async function remediated(
	name: string,
	declared: Declared,
	config: object = {},
): Promise<Record<string, unknown> | undefined> {
	const policy = policyOf(name);
	if (!("remediateResource" in policy) || policy.remediateResource === undefined) return undefined;
	const changed = await policy.remediateResource(argsOf(declared, config, true));
	return changed ? serializeProperties(changed) : undefined;
}

/** One token in each way in which it can be declared. */
export function everyWay(token: Properties): Record<string, Declared> {
	const { scopes, ...entry } = token;
	return {
		"a dynamic token": { type: TYPES.dynamicToken, props: token },
		"a packaged token": { type: TYPES.packagedToken, props: token },
		"an entry of a dynamic set": {
			type: TYPES.dynamicSet,
			props: { tokens: JSON.stringify({ web: token }) },
		},
		"an entry of a packaged set, with the set's scopes": {
			type: TYPES.packagedSet,
			props: { ...(scopes === undefined ? {} : { scopes }), tokens: { web: entry } },
		},
	};
}
