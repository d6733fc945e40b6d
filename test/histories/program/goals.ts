import { DEPLOY_TOKEN_PROVIDER, DEPLOY_TOKEN_SET_PROVIDER } from "../../../provider/pulumi/provider-text";
import type { Properties } from "../../engine/harness/rpc";
import { type Goal, Reference } from "../engine/goal";
import type { Urn } from "../engine/resource";
import { CONSUMER_PROVIDER } from "./consumer-text";
import { type ConsumerDeclaration, type Declaration, type Program, urnOf } from "./declarations";

/** What a program registers. What it refers to and does not declare before is left out. */
export function goalsOf(program: Program): Goal[] {
	const before = new Set<Urn>();
	return program.flatMap((declaration) => {
		const urn = urnOf(declaration);
		const inputs = inputsOf(declaration, before);
		if (inputs === undefined) return [];
		const { options } = declaration;
		const goal: Goal = {
			urn,
			inputs,
			dependsOn: (options.dependsOn ?? []).filter((other) => before.has(other)),
			aliases: options.alias === undefined ? [] : [urnOf({ ...declaration, name: options.alias })],
			deleteBeforeReplace: options.deleteBeforeReplace ?? false,
			retainOnDelete: options.retainOnDelete ?? false,
			protect: false,
		};
		before.add(urn);
		return [goal];
	});
}

function inputsOf(
	declaration: Declaration,
	before: ReadonlySet<Urn>,
): Readonly<Record<string, unknown>> | undefined {
	switch (declaration.kind) {
		case "token": {
			const { name, args, usernameFrom } = declaration;
			const source: Urn = `token:${usernameFrom}`;
			const username = before.has(source)
				? { username: new Reference(source, ({ tokenId }) => `u-${tokenId}`, ["tokenId"]) }
				: {};
			return { name, ...args, ...username, __provider: DEPLOY_TOKEN_PROVIDER };
		}
		case "set": {
			const { tokens, ...args } = declaration.args;
			return { ...args, tokens: JSON.stringify(tokens), __provider: DEPLOY_TOKEN_SET_PROVIDER };
		}
		case "consumer":
			return consumerInputs(declaration, before);
	}
}

function consumerInputs({ of, fails }: ConsumerDeclaration, before: ReadonlySet<Urn>) {
	if (!before.has(of.urn)) return undefined;
	const { urn, key } = of;
	const secret =
		key === undefined
			? new Reference(urn, ({ token }) => token, ["token"])
			: new Reference(urn, (outputs) => secretOfKey(outputs, key), ["contents"]);
	return { secret, fails, __provider: CONSUMER_PROVIDER };
}

/** What the class's output `secrets` has for a key. */
function secretOfKey({ contents }: Properties, key: string): string | undefined {
	const { tokens } = JSON.parse(String(contents)) as { tokens: Record<string, { token?: string }> };
	return tokens[key]?.token;
}
