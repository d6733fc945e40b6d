/** What a key of a set declares about the end of its token. */
export interface OwnLifetime {
	readonly expiresAt?: unknown;
	readonly expiresIn?: unknown;
}

/** Whether a key takes its lifetime from the set: one that declares an expiry or a lifetime inherits neither. */
export function inheritsLifetime(own: OwnLifetime): boolean {
	return own.expiresAt === undefined && own.expiresIn === undefined;
}
