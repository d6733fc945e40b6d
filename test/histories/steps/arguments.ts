import type { OwnerArgs, SetArgs, TokenArgs } from "../program/declarations";
import type { Draw } from "../run/draw";
import { OWNER_NAMES, OWNERS } from "../world/fixture";
import type { Row } from "../world/ledger";

const SCOPES = ["read_repository", "read_registry", "write_registry", "read_package_registry"] as const;
const NAMES = ["ci", "pull", "deploy"] as const;
/** Keys of sets. */
export const KEYS = ["web", "api", "db", "job"] as const;

/** A change of one property, which keeps a declaration valid. */
type Change = (args: TokenArgs, draw: Draw, nowMs: number) => TokenArgs;

export function anyOwner(draw: Draw): OwnerArgs {
	return draw.pick<OwnerArgs>(OWNERS[draw.pick(OWNER_NAMES)]);
}

/** Few names and few sets of scopes, so that tokens are alike. */
export function anyTokenArgs(draw: Draw, nowMs: number): TokenArgs {
	const args: TokenArgs = { ...anyOwner(draw), scopes: anyScopes(draw) };
	const named = draw.chance(0.7) ? { ...args, name: draw.pick(NAMES) } : args;
	const lifetime = draw.chance(0.3) ? changeLifetime(named, draw, nowMs) : named;
	return draw.chance(0.2) ? { ...lifetime, username: draw.pick(["robot", "reader"]) } : lifetime;
}

export function anySetArgs(draw: Draw, nowMs: number): SetArgs {
	const keys = draw.some(KEYS);
	return {
		tokens: Object.fromEntries(keys.map((key) => [key, anyKeyArgs(draw, nowMs)])),
		scopes: anyScopes(draw),
		...(draw.chance(0.5) ? { overlap: draw.pick(["0s", "10m", "1h", "2d"]) } : {}),
		...(draw.chance(0.3) ? { onKeyFailure: draw.pick(["fail", "report"] as const) } : {}),
	};
}

export function anyKeyArgs(draw: Draw, nowMs: number): TokenArgs {
	const { scopes, ...args } = anyTokenArgs(draw, nowMs);
	return draw.chance(0.3) && scopes !== undefined ? { ...args, scopes } : args;
}

export function anyScopes(draw: Draw): readonly string[] {
	return draw.pick([["read_registry"], ["read_repository", "read_registry"], draw.some(SCOPES)]);
}

/** Changes of a token's declaration, by the property. */
export const TOKEN_CHANGES = {
	owner: (args, draw) => ({ ...withoutOwner(args), ...anyOwner(draw) }),
	"the owner's spelling": (args, draw) => {
		const spellings = Object.values(OWNERS).find((all) =>
			all.some((owner: OwnerArgs) => owner.project === args.project && owner.group === args.group),
		);
		return { ...withoutOwner(args), ...draw.pick<OwnerArgs>(spellings ?? [ownerOf(args)]) };
	},
	name: (args, draw) => ({ ...args, name: draw.pick(NAMES) }),
	scopes: (args, draw) => ({ ...args, scopes: anyScopes(draw) }),
	username: (args, draw) => {
		const { username, ...others } = args;
		return username === undefined ? { ...args, username: draw.pick(["robot", "reader"]) } : others;
	},
	lifetime: (args, draw, nowMs) => changeLifetime(args, draw, nowMs),
	connection: (args) => {
		const { connection, ...others } = args;
		return connection === undefined ? { ...args, connection: "other" } : others;
	},
} as const satisfies Record<string, Change>;

function changeLifetime(args: TokenArgs, draw: Draw, nowMs: number): TokenArgs {
	const { expiresAt, expiresIn, rotateBefore, ...others } = args;
	const inDays = (days: number) => new Date(nowMs + days * 86_400_000).toISOString();
	return draw.pick<TokenArgs>([
		others,
		{ ...others, expiresIn: draw.pick(["30d", "12h"]) },
		{ ...others, expiresIn: "30d", rotateBefore: "10d" },
		{ ...others, expiresAt: draw.pick([inDays(40), "2040-01-01T00:00:00.000Z"]) },
	]);
}

/** What declares a row as it is, so that it can be taken over. */
export function argsLike(row: Row, draw: Draw): TokenArgs {
	const { id, name, username, scopes, expiresAt, secret } = row;
	const [kind = "", number] = row.owner.split("/");
	const owner = kind === "projects" ? { project: Number(number) } : { group: Number(number) };
	return {
		...owner,
		name,
		scopes,
		...(username === `gitlab+deploy-token-${id}` ? {} : { username }),
		...(expiresAt === null ? {} : { expiresAt }),
		adopt: draw.chance(0.7) ? { tokenId: id, token: secret } : { tokenId: id },
	};
}

function ownerOf({ project, group }: TokenArgs): OwnerArgs {
	return project === undefined ? { ...(group === undefined ? {} : { group }) } : { project };
}

function withoutOwner(args: TokenArgs): TokenArgs {
	const { project, group, ...others } = args;
	return others;
}
