import { rememberSecret } from "../../../provider/api/redaction";
import { parseContents } from "../../../provider/model/set/contents";
import {
	type DeployTokenSetInputs,
	keyInputs,
	parseTokens,
	tokensAsText,
} from "../../../provider/model/set/inputs";
import { retiredRecord, type SetPlace, tokenRecord } from "../../../provider/model/set/records";
import { declaredOwner } from "../../../provider/model/token/inputs";
import type { TokenRecord } from "../../../provider/model/token/record";
import { readInstant } from "../../../provider/model/values/instants";
import { kindOf } from "../../../provider/model/values/resource-types";
import type { ManagedToken, StateSource } from "./managed-token";
import type { FromResource, StateResource } from "./resource";
import { disclosed, ENCRYPTED, textOf, textsOf } from "./secret-values";

/** Whether it is a `DeployTokenSet`. */
export function isOwnSet({ type }: Pick<StateResource, "type">): boolean {
	return kindOf(type) === "set";
}

/** What the tokens of a set have in common. */
interface Common extends Pick<ManagedToken, "source" | "type" | "host" | "rotates"> {
	readonly urn: string;
	readonly isLeaving: boolean;
}

/**
 * A `DeployTokenSet`. The IDs of its tokens are in its contents, which are encrypted as a whole: without them, tokens are
 * recognised by the declarations of their keys.
 */
export function ownSet(resource: StateResource, source: StateSource): FromResource {
	const { urn, type, id = "" } = resource;
	const outputs = resource.outputs ?? {};
	const common: Common = {
		urn,
		source,
		type,
		host: textOf(outputs.host),
		rotates: outputs.rotateBefore !== undefined,
		isLeaving: resource.delete,
	};
	const contents = disclosed(outputs.contents);
	const tokens = tokensAsText(disclosed(outputs.tokens));
	try {
		if (typeof tokens !== "string") throw new TypeError("no tokens");
		const declared = parseTokens(tokens);
		const inputs = { ...outputs, tokens } as unknown as DeployTokenSetInputs;
		const keys = [...declared].map(([key, own]) => [key, keyInputs(key, own, inputs)] as const);
		if (contents === ENCRYPTED)
			return { managed: keys.map((key) => fromDeclaration(key, common)), encryptedSets: [urn] };
		if (typeof contents !== "string") throw new TypeError("no contents");
		return { managed: fromContents(contents, common, { setId: id, lifetimes: lifetimesOf(keys) }) };
	} catch {
		// The error could quote the contents.
		return { problems: [`${urn}: the tokens that it records cannot be read`] };
	}
}

type DeclaredKey = readonly [key: string, inputs: ReturnType<typeof keyInputs>];

function lifetimesOf(keys: readonly DeclaredKey[]): ReadonlySet<string> {
	return new Set(keys.filter(([, { expiresIn }]) => expiresIn !== undefined).map(([key]) => key));
}

function fromDeclaration([key, inputs]: DeclaredKey, common: Common): ManagedToken {
	return {
		...shared(key, common),
		tokenId: undefined,
		owner: declaredOwner(inputs),
		name: inputs.name,
		username: inputs.username,
		scopes: textsOf(inputs.scopes),
		expiresAt: inputs.expiresIn === undefined ? expiryOf(inputs.expiresAt) : undefined,
		age: undefined,
		hasLifetime: inputs.expiresIn !== undefined,
		leaving: common.isLeaving,
	};
}

function fromContents(
	text: string,
	common: Common,
	{ setId, lifetimes }: { setId: string; lifetimes: ReadonlySet<string> },
): ManagedToken[] {
	const contents = parseContents(text);
	const place: SetPlace = { setId, host: common.host ?? "", scopes: contents.scopes };
	const held = [...contents.tokens].map((entry) => {
		const record = tokenRecord(entry, place);
		if (record.state.token !== undefined) rememberSecret(record.state.token);
		return { ...fromRecord(entry[0], record, common), hasLifetime: lifetimes.has(entry[0]) };
	});
	const retired = contents.retired.map((token) => {
		const { key, record } = retiredRecord(token, place);
		return { ...fromRecord(key, record, common), leaving: true };
	});
	return [...held, ...retired];
}

function fromRecord(key: string, { id, state }: TokenRecord, common: Common): ManagedToken {
	return {
		...shared(key, common),
		tokenId: id.tokenId,
		owner: id.owner,
		name: state.name,
		username: state.username,
		scopes: state.scopes,
		expiresAt: expiryOf(state.expiresAt),
		age: undefined,
		hasLifetime: false,
		leaving: common.isLeaving,
	};
}

function shared(key: string, { urn, source, type, host, rotates }: Common) {
	return { source, resource: `${urn}[${JSON.stringify(key)}]`, type, host, rotates };
}

function expiryOf(text: string | undefined): string | null | undefined {
	return text === undefined ? null : readInstant(text);
}
