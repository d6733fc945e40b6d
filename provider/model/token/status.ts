import type { DeployTokenWire } from "../../api/schemas";
import { hasPassed } from "../values/instants";
import type { TokenStatus } from "./inputs";
import type { RecordedState } from "./state";
import { wireInstant } from "./wire-instants";

/** The recorded status, as far as it is still true: a wrong clock may have reported it as expired. */
export function recordedStatus({ status, expiresAt }: RecordedState, nowMs: number): RecordedState["status"] {
	if (status === "revoked" || status === "gone") return status;
	if (expiresAt === undefined) return status;
	return hasPassed(expiresAt, nowMs) ? "expired" : "active";
}

/** How long GitLab's `expired` can lag behind `expires_at`: a day where days are compared, and the time zones. */
const EXPIRED_LAG_MS = 2 * 24 * 60 * 60 * 1000;

/**
 * GitLab's own flags, and its clock for as long as its `expired` can lag on servers that compare days instead of
 * instants. After that the flag counts: the clock comes from a header that a proxy with a wrong clock may have
 * replaced, and an active token must not be reported as expired.
 */
export function observedStatus(
	wire: Pick<DeployTokenWire, "revoked" | "expired" | "expires_at">,
	nowMs: number,
): TokenStatus {
	if (wire.revoked) return "revoked";
	const expiresAt = wireInstant(wire.expires_at);
	const hadPassed = (atMs: number) => expiresAt !== undefined && hasPassed(expiresAt, atMs);
	const isDenied = wire.expired === false && hadPassed(nowMs - EXPIRED_LAG_MS);
	return wire.expired || (hadPassed(nowMs) && !isDenied) ? "expired" : "active";
}
