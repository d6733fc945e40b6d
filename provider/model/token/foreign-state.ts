import type { OwnerKind, OwnerRef } from "../../api/owner";
import { parseInstant } from "../values/instants";
import { canonicalScopes } from "../values/scopes";
import { formatTokenId, parseTokenId } from "../values/token-id";
import { readState } from "./read-state";
import type { RecordedProperties } from "./state-upgrade";

/** A token as the provider of GitLab's own resources, `pulumi-gitlab`, recorded it, in the shape of this one. */
export interface ForeignRecord {
	readonly owner: OwnerRef;
	readonly tokenId: number;
	/** As this provider records them, without the host, which pulumi-gitlab does not record. */
	readonly properties: RecordedProperties;
	/** Whether the properties are this provider's already, and only the ID is not. */
	readonly isMoved: boolean;
}

/** `12`, `5:12`, `project:5:12`, `group:7:12`, also with a path. Source: terraform-provider-gitlab, import IDs. */
const SHAPE = /^(?:(?:(project|group):)?([^:\s]+):)?([1-9]\d{0,15})$/;

/**
 * Reads a state that pulumi-gitlab recorded, or one that moved from it: the engine keeps its ID until a refresh.
 * `undefined` where it is a state of this provider, or of neither.
 */
export function readForeignState(id: string, props: unknown): ForeignRecord | undefined {
	const [, kindInId, ownerInId, tokenId] = SHAPE.exec(id) ?? [];
	if (tokenId === undefined || parseTokenId(id) !== undefined) return undefined;
	const raw = (typeof props === "object" && props !== null ? props : {}) as RecordedProperties;
	// pulumi-gitlab records no host: one that is not text is a damaged state of this provider.
	if (raw.host !== undefined && !isText(raw.host)) return undefined;
	const kind: OwnerKind = kindInId === "group" || isRef(raw.group) ? "group" : "project";
	const ref = ownerInId ?? raw[kind];
	if (!isRef(ref)) return undefined;
	const owner = { kind, ref: numberOf(ref) };
	const isMoved = isText(raw.host);
	const properties = isMoved ? raw : ownProperties(raw, { ...owner, tokenId: Number(tokenId) });
	const record = { owner, tokenId: Number(tokenId), properties, isMoved };
	return isReadable(record) ? record : undefined;
}

/** Whether the properties are a valid state, once the owner's ID is known: no request is sent for an invalid one. */
function isReadable({ owner: { kind, ref }, tokenId, properties, isMoved }: ForeignRecord): boolean {
	const known = [ref, properties[kind]].find((value) => typeof value === "number");
	// Any ID represents that of a path.
	const id = formatTokenId({ owner: { kind, ref: Number(known ?? 1) }, tokenId });
	try {
		readState(id, isMoved ? properties : { ...properties, host: "not recorded" });
		return true;
	} catch {
		return false;
	}
}

function ownProperties(
	{ name, scopes, username, token, expiresAt, expired, revoked, ...raw }: RecordedProperties,
	{ kind, ref, tokenId }: OwnerRef & { readonly tokenId: number },
): RecordedProperties {
	const expiry = parseInstant(expiresAt);
	const status = revoked === true ? "revoked" : expired === true ? "expired" : "active";
	const declared = raw[kind];
	return {
		[kind]: isRef(declared) ? numberOf(declared) : ref,
		name,
		scopes: Array.isArray(scopes) ? canonicalScopes(scopes.filter(isText)) : scopes,
		username,
		...("value" in expiry ? { expiresAt: expiry.value } : {}),
		...(isText(token) ? { token } : {}),
		status,
		tokenId,
	};
}

function numberOf(ref: string | number): string | number {
	return /^[1-9]\d{0,15}$/.test(String(ref)) ? Number(ref) : ref;
}

function isRef(value: unknown): value is string | number {
	return isText(value) || typeof value === "number";
}

function isText(value: unknown): value is string {
	return typeof value === "string" && value !== "";
}
