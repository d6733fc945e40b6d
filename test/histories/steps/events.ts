import type { CredentialName } from "../../engine/harness/world";
import type { Scene, StepFunction } from "../run/step";
import { OWNER_NAMES } from "../world/fixture";
import type { Row } from "../world/ledger";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** What happens in GitLab and in the world, behind every stack's back. */
export const EVENTS = {
	"somebody revokes a token": async (scene) => {
		const row = scene.draw.pickAny(await present(scene));
		if (row === undefined) return false;
		await scene.place.control("POST", `deploy_tokens/${row.id}/revoke`);
		scene.log(`revoked ${row.id}`);
		return true;
	},
	"somebody deletes a token": async (scene) => {
		const row = scene.draw.pickAny(await present(scene));
		if (row === undefined) return false;
		await scene.place.control("DELETE", `deploy_tokens/${row.id}`);
		scene.place.ledger.drop((other) => other === row);
		scene.log(`deleted ${row.id}`);
		return true;
	},
	"a stranger creates a token that is identical": (scene) => strange(scene, (body) => body),
	"a stranger creates a token that is similar": (scene) =>
		strange(scene, (body) => ({ ...body, scopes: ["read_virtual_registry", "read_registry"] })),
	"a stranger creates a token": async (scene) => {
		const body = { name: "theirs", scopes: ["read_registry"] };
		const row = await scene.place.asStranger(scene.draw.pick(OWNER_NAMES), body);
		scene.log(`a stranger made ${row?.id}`);
		return row !== undefined;
	},
	"time passes": ({ place, draw, log }) => {
		const ms = draw.pick([MINUTE, 20 * MINUTE, 2 * HOUR, 13 * HOUR, 3 * DAY, 25 * DAY]);
		place.time.advance(ms);
		log(`${ms / MINUTE} minutes pass`);
		return true;
	},
	"GitLab's clock is set": ({ place, draw, log }) => {
		place.ahead.gitlab = draw.pick([0, 0, 5 * MINUTE, -5 * MINUTE, 2 * DAY, -2 * DAY]);
		log(`GitLab's clock is ahead by ${place.ahead.gitlab / MINUTE} minutes`);
		return true;
	},
	"the machine's clock is set": ({ place, draw, log }) => {
		place.ahead.machine = draw.pick([0, 0, 5 * MINUTE, -5 * MINUTE, 2 * DAY, -2 * DAY, 40 * DAY]);
		log(`the machine's clock is ahead by ${place.ahead.machine / MINUTE} minutes`);
		return true;
	},
	"GitLab is backed up": async ({ place, log }) => {
		await place.control("POST", "backup");
		place.ledger.backup();
		log("backed up");
		return true;
	},
	"GitLab is restored": async ({ place, stacks, log }) => {
		if (!place.ledger.isBackedUp) return false;
		// A request that was held back must not be carried out in the restored GitLab.
		await place.proxy.settled();
		await place.control("POST", "restore");
		const back = place.ledger.restore();
		// What was deleted, and is back, no state knows any more.
		for (const stack of stacks) for (const row of back) if (row.stack === stack.name) stack.excused.add(row);
		log(`restored; back are ${back.map(({ id }) => id).join(", ")}`);
		return true;
	},
	"the credential changes": ({ stack, draw, log }) => {
		stack.credential = draw.pick<CredentialName>(["admin", "admin", "developer", "revoked", "stranger"]);
		log(`${stack.name} has the credential ${stack.credential}`);
		return true;
	},
} as const satisfies Record<string, StepFunction>;

/** Rows that are there: a request that was held back can make or delete one between two steps. */
async function present({ place }: Scene): Promise<Row[]> {
	const seen = await place.tokens();
	return [...place.ledger.rows.values()].filter(({ id }) => seen.has(id));
}

async function strange(scene: Scene, change: (body: Body) => Body): Promise<boolean> {
	const row = scene.draw.pickAny([...scene.place.ledger.rows.values()]);
	if (row === undefined) return false;
	const made = await scene.place.asStranger(row.owner, change(bodyOf(row)));
	scene.log(`a stranger made ${made?.id}, like ${row.id}`);
	return made !== undefined;
}

interface Body {
	readonly name: string;
	readonly scopes: readonly string[];
	readonly username?: string;
	readonly expires_at?: string;
}

function bodyOf({ id, name, username, scopes, expiresAt }: Row): Body {
	return {
		name,
		scopes,
		...(username === `gitlab+deploy-token-${id}` ? {} : { username }),
		...(expiresAt === null ? {} : { expires_at: expiresAt }),
	};
}
