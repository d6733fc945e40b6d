import type { ScannedOwner } from "../gitlab/scan";
import type { Inventory, InventoryToken } from "../join/inventory";
import type { ManagedToken } from "../states/managed-token";

/** The severities of findings, lowest first. */
export const SEVERITIES = ["info", "low", "medium", "high"] as const;

/** One of {@link SEVERITIES}. */
export type Severity = (typeof SEVERITIES)[number];

/** Whether a severity is as high as another, or higher. */
export function isAtLeast(severity: Severity, other: Severity): boolean {
	return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(other);
}

/** What a rule found, about a token in GitLab or one that only a state records. */
export interface Hit {
	readonly token?: InventoryToken;
	readonly managed?: ManagedToken;
	readonly owner?: ScannedOwner | undefined;
	readonly message: string;
	/** What to do; a command can be pasted as it is. */
	readonly remedy: string;
}

/** What rules receive in addition to the inventory. */
export interface RuleOptions {
	/** A token that expires within this time is reported. */
	readonly expiringMs: number;
}

/** A rule, which is pure; the configuration may override its severity. */
export interface Rule {
	readonly id: string;
	readonly severity: Severity;
	/** One line for the documents and for SARIF. */
	readonly title: string;
	find(inventory: Inventory, options: RuleOptions): Hit[];
}

/** A rule that checks each token separately. */
export function tokenRule(
	{ id, severity, title }: Pick<Rule, "id" | "severity" | "title">,
	check: (
		token: InventoryToken,
		inventory: Inventory,
		options: RuleOptions,
	) => Omit<Hit, "token"> | undefined,
): Rule {
	return {
		id,
		severity,
		title,
		find: (inventory, options) =>
			inventory.tokens.flatMap((token) => {
				const hit = check(token, inventory, options);
				return hit === undefined ? [] : [{ ...hit, token }];
			}),
	};
}
