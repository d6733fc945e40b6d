import type { Urn } from "../engine/resource";
import { type Declaration, type Program, urnOf } from "../program/declarations";
import type { HeldToken } from "./held-tokens";

/** A resource of a program, or a key of its sets, that adopts a number or holds it. */
export interface Claimant {
	readonly declaration: Declaration;
	/** The key, in a set; `undefined` there for what the set has replaced and not deleted yet. */
	readonly key?: string;
}

/**
 * What a program declares that lays claim to a number. Two that do are the program's fault; two resources of a state
 * are none where the program declares only one of them.
 *
 * @param held What the state holds, without what is still to be deleted of replaced resources.
 */
export function claimantsOf(
	program: Program,
	held: readonly HeldToken[],
	tokenId: number,
): readonly Claimant[] {
	return program.flatMap((declaration): Claimant[] => {
		const names = namesOf(declaration);
		const own = held.filter((token) => token.tokenId === tokenId && names.includes(token.urn));
		if (declaration.kind === "token")
			return declaration.args.adopt?.tokenId === tokenId || own.length > 0 ? [{ declaration }] : [];
		if (declaration.kind === "consumer") return [];
		const keys = Object.entries(declaration.args.tokens)
			.filter(([key, { adopt }]) => adopt?.tokenId === tokenId || own.some((token) => token.key === key))
			.map(([key]) => ({ declaration, key }));
		return own.some(({ key }) => key === undefined) ? [...keys, { declaration }] : keys;
	});
}

/** The names under which a state may hold it. */
function namesOf(declaration: Declaration): Urn[] {
	const { alias } = declaration.options;
	const urn = urnOf(declaration);
	return alias === undefined ? [urn] : [urn, urnOf({ ...declaration, name: alias })];
}
