import {
	type Declaration,
	type OwnerArgs,
	type Program,
	type TokenArgs,
	urnOf,
} from "../program/declarations";
import { type Claimant, claimantsOf } from "../run/claimants";
import type { Scene } from "../run/step";
import { OWNERS } from "../world/fixture";
import { lookBehind, operate } from "./verbs";

/**
 * The end of a stack: everything that blocks it is repaired, as its user can; then an update must succeed and leave
 * nothing to do, and a destroy must leave nothing behind.
 */
export async function comeToRest(scene: Scene): Promise<void> {
	const { place, stack } = scene;
	await healGitLab(scene);
	stack.credential = "admin";
	const gone = [...place.owners.gone].join(",");
	stack.settings = gone === "" ? {} : { GITLAB_FORGET_OWNERS: gone, OTHER_FORGET_OWNERS: gone };
	stack.program = withoutSecondClaims(withoutObstacles(stack.program, scene), scene);
	scene.log(`${stack.name}: ${JSON.stringify(stack.program)}`);
	const { errors } = await operate(scene, { work: "update" });
	if (errors.length > 0) scene.fail(`an update fails with nothing in its way: ${errors.join(" | ")}`);
	else await lookBehind(scene);
	const end = await operate(scene, { work: "destroy" });
	if (end.errors.length > 0) scene.fail(`a destroy fails with nothing in its way: ${end.errors.join(" | ")}`);
}

async function healGitLab({ place }: Scene): Promise<void> {
	const { owners } = place;
	Object.assign(place.ahead, { gitlab: 0, machine: 0 });
	for (const trouble of owners.troubled) {
		const [owner = "", what] = trouble.split(" ");
		const change = owner.startsWith("projects/")
			? { hidden: false }
			: what === "path"
				? { path: "grp/sub" }
				: { archived: false };
		if (!owners.gone.has(owner)) await place.control("POST", owner, change);
	}
	owners.troubled.clear();
	await place.proxy.settled();
}

/**
 * A program with one declaration of each token that it has adopted. One that adopts what another resource of it
 * holds, and stops naming it, declares one token twice for good: only its user knows which of the two is meant.
 */
function withoutSecondClaims(program: Program, { stack, excuse }: Scene): Program {
	let left = program;
	for (const tokenId of stack.everAdopted) {
		const held = stack.heldInUse.filter((token) => token.tokenId === tokenId);
		for (const row of new Set(held.map((token) => stack.rowOf(token)))) {
			const own = held.filter((token) => stack.rowOf(token) === row);
			for (const claimant of claimantsOf(left, own, tokenId).slice(1)) {
				excuse("at the end: the program declares one adopted token twice");
				left = left.flatMap((declaration) => withoutClaim(declaration, claimant));
			}
		}
	}
	return left;
}

function withoutClaim(declaration: Declaration, claimant: Claimant): Declaration[] {
	if (urnOf(declaration) !== urnOf(claimant.declaration)) return [declaration];
	if (declaration.kind !== "set") return [];
	const { [claimant.key ?? ""]: _, ...tokens } = declaration.args.tokens;
	return [{ ...declaration, args: { ...declaration.args, tokens } }];
}

/** A program that can be carried out: it adopts nothing, and declares nothing of what is gone or has passed. */
function withoutObstacles(program: Program, scene: Scene): Program {
	return program.flatMap((declaration): Program => {
		if (declaration.kind === "consumer") return [{ ...declaration, fails: false }];
		if (declaration.kind === "token")
			return isGone(declaration.args, scene)
				? []
				: [{ ...declaration, args: healed(declaration.args, scene) }];
		const { tokens, maxDeletions: _, expiresAt: __, ...args } = declaration.args;
		const kept = Object.entries(tokens).filter(([, entry]) => !isGone(entry, scene));
		const healthy = Object.fromEntries(kept.map(([key, entry]) => [key, healed(entry, scene)]));
		return [{ ...declaration, args: { ...args, tokens: healthy } }];
	});
}

function healed(args: TokenArgs, { place }: Scene): TokenArgs {
	const { adopt: _, expiresAt, ...others } = args;
	const isPast = expiresAt !== undefined && Date.parse(expiresAt) <= place.time.now();
	return expiresAt === undefined || isPast ? others : { ...others, expiresAt };
}

/** Whether an owner, however it is written, is a project that was deleted. */
function isGone({ project, group }: OwnerArgs, { place }: Scene): boolean {
	const found = Object.entries(OWNERS).find(([, spellings]) =>
		spellings.some((owner: OwnerArgs) => owner.project === project && owner.group === group),
	);
	return found !== undefined && place.owners.gone.has(found[0]);
}
