import { createHash } from "node:crypto";
import type { SetContents } from "../model/set/contents";
import { type DeployTokenSetInputs, keyInputs, parseTokens } from "../model/set/inputs";
import { setEntry } from "../model/set/records";
import { type DeployTokenSetState, setState } from "../model/set/state";
import { adoptedId, type DeployTokenInputs, declaredOwner } from "../model/token/inputs";
import { plannedExpiry } from "../model/token/new-token";
import type { TokenRecord } from "../model/token/record";
import { createdState, type DeployTokenState } from "../model/token/state";
import { formatTokenId, type TokenId } from "../model/values/token-id";

/** Generated IDs are below this. */
const NUMBERS = 1_000_000;

/** What the mocks represent: a time, and a GitLab. */
export interface MockedGitLab {
	readonly nowMs: number;
	readonly host: string;
}

/** A resource as the provider would record it. */
interface Mocked<State> {
	readonly id: string;
	readonly state: State;
}

/** One token that was just created, or adopted. */
export function mockedToken(
	name: string,
	inputs: DeployTokenInputs,
	gitlab: MockedGitLab,
): Mocked<DeployTokenState> {
	const { id, state } = record(name, inputs, gitlab);
	return { id: formatTokenId(id), state: state as DeployTokenState };
}

/** A set whose tokens were just created, or adopted. */
export function mockedSet(
	name: string,
	inputs: DeployTokenSetInputs,
	gitlab: MockedGitLab,
): Mocked<DeployTokenSetState> {
	const scopes = inputs.scopes ?? [];
	const tokens = [...parseTokens(inputs.tokens)].map(([key, own]) => {
		const made = record(`${name}/${key}`, keyInputs(key, own, inputs), gitlab);
		return [key, setEntry(key, made, scopes)] as const;
	});
	const contents: SetContents = { scopes, tokens: new Map(tokens), retired: [], failed: new Map() };
	return { id: `mocked-${numberFor(name)}`, state: setState(inputs, contents, gitlab.host) };
}

function record(
	name: string,
	inputs: DeployTokenInputs,
	{ nowMs, host }: MockedGitLab,
): Pick<TokenRecord, "id" | "state"> {
	const { kind, ref } = declaredOwner(inputs);
	const tokenId = adoptedId(inputs) ?? numberFor(name);
	const id: TokenId = { owner: { kind, ref: typeof ref === "number" ? ref : numberFor(ref) }, tokenId };
	const expiresAt = plannedExpiry(inputs, nowMs);
	const state = createdState(inputs, { id: tokenId, token: secretFor(name) }, { expiresAt, host, nowMs });
	if (inputs.adopt === undefined) return { id, state };
	const { token: _, ...withoutSecret } = state;
	const { token } = inputs.adopt;
	return { id, state: token === undefined ? withoutSecret : { ...state, token } };
}

/** The same ID for the same name in every run. */
function numberFor(name: string): number {
	return 1 + (hash(name).readUInt32BE() % (NUMBERS - 1));
}

/** In GitLab's format, and recognisable as a mock. */
function secretFor(name: string): string {
	return `gldt-mocked-${hash(name).toString("hex").slice(0, 13)}`;
}

function hash(name: string): Buffer {
	return createHash("sha256").update(name).digest();
}
