import { ownerLabel } from "../../../provider/api/owner";
import type { Inventory, MissingToken } from "../join/inventory";
import type { ManagedToken } from "../states/managed-token";
import { program } from "./remedies";
import { type Hit, type Rule, tokenRule } from "./rule";

/** Rules about which stack manages a token. */
export const MANAGEMENT_RULES: readonly Rule[] = [
	tokenRule(
		{ id: "unmanaged", severity: "medium", title: "An active token is in GitLab but in no state" },
		(token, { statesComplete }) => {
			if (!statesComplete || token.status !== "active" || token.owner === undefined) return undefined;
			if (token.holders.length > 0 || token.identicalTo.length > 0) return undefined;
			const [elsewhere] = token.recordedElsewhere;
			if (elsewhere?.isLookup)
				return {
					message: `No given state manages it, but ${elsewhere.resource} reads it.`,
					remedy:
						"Pass the state that manages it too. Do not delete the token before you know which one does.",
				};
			if (elsewhere !== undefined)
				return {
					message: `No given state records it with this owner and address, but ${elsewhere.resource} records this ID with the same properties ${placeOf(elsewhere)}.`,
					remedy:
						"If that is the same GitLab instance, the resource manages this token: correct the address or owner that it records, and do not adopt or delete the token. Otherwise the token is unmanaged.",
				};
			return {
				message: "No given state records it.",
				remedy: `Adopt it: new DeployToken(…, { ${token.owner.kind}: ${JSON.stringify(token.owner.path)}, scopes: ${JSON.stringify(token.scopes)}, adopt: { tokenId: ${token.tokenId} } })`,
			};
		},
	),
	tokenRule(
		{
			id: "orphan-candidate",
			severity: "high",
			title: "An active token is identical to a managed token but in no state",
		},
		(token, { statesComplete }) => {
			const [twin] = token.identicalTo;
			if (!statesComplete || token.status !== "active" || twin === undefined) return undefined;
			return {
				message: `It is identical to ${twin.resource}, but no given state records it.`,
				remedy: `If no other stack or person created it, run \`gitlab-deploy-tokens orphans --delete ${token.tokenId}\` with the same scope and all states.`,
			};
		},
	),
	{
		id: "set-undetermined",
		severity: "low",
		title: "Several tokens match one key of a set whose contents are encrypted",
		find: (inventory) => {
			const counts = fittingCounts(inventory);
			return inventory.tokens.flatMap((token) => {
				const declared = token.holders.find(({ by }) => by === "declaration")?.managed;
				if (declared === undefined || (counts.get(declared) ?? 0) < 2) return [];
				return [{ token, ...undetermined(declared) }];
			});
		},
	},
	{
		id: "missing",
		severity: "high",
		title: "A token is in a state but not in GitLab",
		find: ({ missing }) => missing.filter(({ why }) => why !== "owner").map(missingHit),
	},
	{
		id: "owner-gone",
		severity: "high",
		title: "A state records tokens of an owner that GitLab does not show",
		find: ({ missing }) =>
			missing
				.filter(({ why }) => why === "owner")
				.map(({ managed }) => ({
					managed,
					message: `GitLab does not show ${managed.owner?.kind} ${managed.owner?.ref} to this credential: the ${managed.owner?.kind} was deleted, or the credential may not see it.`,
					remedy: `If it was deleted, remove the resource from ${program(managed)}; with this provider, set \`gitlab:forgetOwners\` for one run.`,
				})),
	},
	tokenRule(
		{ id: "recorded-twice", severity: "high", title: "Two resources record the same token" },
		(token) => {
			const places = new Set(
				token.holders
					.filter(({ by, managed }) => by === "id" && !managed.leaving)
					.map(({ managed }) => `${managed.resource} in ${managed.source.stack}`),
			);
			if (places.size < 2) return undefined;
			return {
				message: `It is recorded by ${[...places].join(" and by ")}: destroying either deletes the token of the other.`,
				remedy:
					"Keep one of them, and remove the other from its state without deleting the token: `pulumi state delete`, `terraform state rm`.",
			};
		},
	),
];

/** The number of tokens that match each key of an encrypted set. */
function fittingCounts({ tokens }: Inventory): Map<ManagedToken, number> {
	const counts = new Map<ManagedToken, number>();
	for (const { holders } of tokens)
		for (const { by, managed } of holders)
			if (by === "declaration") counts.set(managed, (counts.get(managed) ?? 0) + 1);
	return counts;
}

function undetermined({ resource, source }: ManagedToken): Pick<Hit, "message" | "remedy"> {
	return {
		message: `It is one of several tokens that match ${resource}. Which of them is the set's is encrypted in its state.`,
		remedy: `pulumi stack export --show-secrets --stack ${stackName(source.stack)} | gitlab-deploy-tokens report --state - …`,
	};
}

/** The name of a stack within its project, for the CLI. */
function stackName(stack: string): string {
	return stack.split("/").at(-1) ?? stack;
}

function missingHit({ managed, why }: MissingToken): Hit {
	const { tool, stack } = managed.source;
	const number = managed.tokenId === undefined ? "" : ` ${managed.tokenId}`;
	return {
		managed,
		message:
			why === "replaced"
				? `Its state records token${number}, but in GitLab this ID belongs to another token.`
				: `Its state records token${number}, but it does not exist in GitLab.`,
		remedy:
			tool === "terraform"
				? "Run `terraform apply`: it creates a new one."
				: `Run \`pulumi up --stack ${stackName(stack)}\`: it creates a new one.`,
	};
}

/** The owner and the GitLab instance that a state records for a token, as the rest of a sentence. */
function placeOf({ host, owner }: ManagedToken): string {
	const place = owner === undefined ? "without an owner" : `for ${ownerLabel(owner)}`;
	return host === undefined ? place : `${place} on ${host}`;
}
