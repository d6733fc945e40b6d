import type { InventoryToken } from "../join/inventory";
import { deletion, holderOf, isForeign, program, replaceBy } from "./remedies";
import { type Rule, tokenRule } from "./rule";

const days = (count: number) => (count === 1 ? "1 day" : `${count} days`);

/** Rules about the expiry of a token. */
export const EXPIRY_RULES: readonly Rule[] = [
	tokenRule({ id: "never-expires", severity: "medium", title: "An active token never expires" }, (token) => {
		if (token.status !== "active" || token.expiresAt !== null) return undefined;
		return { message: "It never expires.", remedy: withExpiry(token) };
	}),
	tokenRule(
		{ id: "expires-soon", severity: "high", title: "An active token expires soon" },
		(token, { nowMs }, { expiringMs }) => {
			if (token.status !== "active" || token.expiresAt === null) return undefined;
			if (Date.parse(token.expiresAt) - nowMs > expiringMs) return undefined;
			return { message: `It expires in ${days(token.daysLeft ?? 0)}.`, remedy: renewal(token) };
		},
	),
	tokenRule(
		{ id: "inactive-listed", severity: "low", title: "A revoked or expired token is still listed" },
		(token, inventory) => {
			if (token.status === "active") return undefined;
			const holder = holderOf(token);
			return {
				message: `It is ${token.status}, but GitLab still lists it.`,
				remedy:
					holder === undefined
						? deletion(inventory, token)
						: `Run \`${holder.source.tool === "terraform" ? "terraform apply" : "pulumi up"}\` for ${holder.source.stack}: it replaces the token.`,
			};
		},
	),
	tokenRule(
		{ id: "no-rotation", severity: "low", title: "A managed token is not rotated before it expires" },
		(token) => {
			const holder = holderOf(token);
			if (token.status !== "active" || holder === undefined || holder.rotates || holder.leaving)
				return undefined;
			return { message: "The resource that manages it does not rotate it.", remedy: withExpiry(token) };
		},
	),
];

function withExpiry(token: InventoryToken): string {
	const holder = holderOf(token);
	if (holder === undefined) return replaceBy("with `expires_at`");
	if (isForeign(holder))
		return `Adopt it as a \`DeployToken\` with \`expiresIn: "90d", rotateBefore: "14d"\`, and stop managing it in ${program(holder)}.`;
	return `In ${program(holder)}, set \`expiresIn: "90d", rotateBefore: "14d"\`.`;
}

function renewal(token: InventoryToken): string {
	const holder = holderOf(token);
	if (holder === undefined) return replaceBy("with a later `expires_at`");
	if (holder.rotates)
		return `Run \`pulumi up\` for ${holder.source.stack} regularly: it replaces the token once \`rotateBefore\` is reached.`;
	return isForeign(holder)
		? `Change the expiry in ${program(holder)}: this replaces the token.`
		: withExpiry(token);
}
