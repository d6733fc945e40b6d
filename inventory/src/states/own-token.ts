import { parseDuration } from "../../../provider/api/duration";
import { NEVER, readInstant } from "../../../provider/model/values/instants";
import { kindOf } from "../../../provider/model/values/resource-types";
import { parseTokenId } from "../../../provider/model/values/token-id";
import type { RecordedAge, StateSource } from "./managed-token";
import type { FromResource, StateResource } from "./resource";
import { rememberToken, textOf, textsOf } from "./secret-values";

/** Whether it is a `DeployToken`. */
export function isOwnToken({ type }: Pick<StateResource, "type">): boolean {
	return kindOf(type) === "token";
}

/** A `DeployToken` of this project's provider: everything but its secret is readable without decrypting. */
export function ownToken(resource: StateResource, source: StateSource): FromResource {
	const { urn, type, id = "" } = resource;
	const outputs = resource.outputs ?? {};
	rememberToken(outputs.token);
	const parsed = parseTokenId(id);
	if (Object.keys(outputs).length === 0) return { problems: [`${urn}: it has no outputs`] };
	if (parsed === undefined)
		return { problems: [`${urn}: its ID does not have the form \`projects/5/deploy_tokens/12\``] };
	return {
		managed: [
			{
				source,
				resource: urn,
				type,
				host: textOf(outputs.host),
				tokenId: parsed.tokenId,
				owner: parsed.owner,
				name: textOf(outputs.name),
				username: textOf(outputs.username),
				scopes: textsOf(outputs.scopes),
				expiresAt: recordedExpiry(outputs.expiresAt),
				age: recordedAge(outputs),
				hasLifetime: outputs.expiresIn !== undefined,
				rotates: outputs.rotateBefore !== undefined,
				leaving: resource.delete,
			},
		],
	};
}

/** The possible difference between GitLab's clock and the machine's, including the duration of the request. */
const TOLERANCE_MS = 60_000;

/**
 * A state does not record whether a token was created or adopted, but the lifetime shows it: a token that was created
 * with `expiresIn` expires exactly that long afterwards.
 */
function recordedAge(outputs: Readonly<Record<string, unknown>>): RecordedAge | undefined {
	const at = readInstant(textOf(outputs.createdAt) ?? "");
	if (at === undefined || at === NEVER) return undefined;
	const lifetimeMs = parseDuration(textOf(outputs.expiresIn) ?? "");
	const expiresAt = recordedExpiry(outputs.expiresAt);
	const wasCreated =
		lifetimeMs !== undefined &&
		typeof expiresAt === "string" &&
		Math.abs(Date.parse(expiresAt) - lifetimeMs - Date.parse(at)) <= TOLERANCE_MS;
	return { at, wasCreated };
}

/** An expiry as a state records it; absent or empty means "never". */
export function recordedExpiry(value: unknown): string | null | undefined {
	if (value === undefined || value === null || value === "") return null;
	const text = textOf(value);
	const instant = text === undefined ? undefined : readInstant(text);
	return instant === NEVER ? null : instant;
}
