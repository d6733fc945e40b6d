/** `true` where both types are the same, in both directions and in their modifiers. */
export type Same<One, Other> =
	(<T>() => T extends One ? 1 : 2) extends <T>() => T extends Other ? 1 : 2 ? true : false;

/** Compiles only where `Claim` is `true`. */
export function holds<_Claim extends true>(): void {}
