import { parseDuration } from "../../api/duration";
import { hasPassed } from "../values/instants";

/**
 * Whether a token is within the window before its expiry in which the next update replaces it.
 *
 * The window starts `rotateBefore` ahead of `expiresAt` and includes that instant.
 */
export function isDueForRotation(
	expiresAt: string | undefined,
	rotateBefore: string | undefined,
	nowMs: number,
): boolean {
	const leadMs = rotateBefore === undefined ? undefined : parseDuration(rotateBefore);
	return expiresAt !== undefined && leadMs !== undefined && hasPassed(expiresAt, nowMs + leadMs);
}
